//! The cases of each backend.

use diesel_scopes::check::catalogue::Product;

use crate::databases::{Mariadb, Mysql, Postgresql, Served, Sqlite};
use crate::harness::{Body, Case, TestDatabase};
use crate::mending::everything;
use crate::{declared, implied, own};

macro_rules! backend {
    ($name:ident, $database:ty, $product:ident, $($case:ident: $body:path),* $(,)?) => {
        pub(crate) fn $name() -> Vec<Case<$database>> {
            let case = |name, body| {
                Case::new(concat!("check::", stringify!($name)), name, Body::Database(body))
            };
            vec![
                case("everything", |db| {
                    Box::pin(everything(
                        db,
                        Product::$product,
                        include_str!(concat!("expected/", stringify!($name), ".txt")),
                        concat!("tests/check/expected/", stringify!($name), ".txt"),
                    ))
                }),
                $(case(stringify!($case), |db| Box::pin(async { $body(db.connect().await?).await })),)*
            ]
        }
    };
}

backend!(
    postgresql,
    Served<Postgresql>,
    Postgresql,
    declared: declared::postgresql,
    implied: implied::postgresql,
    own: own::postgresql,
    many: declared::many,
);
backend!(
    mariadb,
    Served<Mariadb>,
    Mariadb,
    declared: declared::mysql,
    own: own::mysql,
    many: declared::many,
);
backend!(
    mysql,
    Served<Mysql>,
    Mysql,
    declared: declared::mysql,
    own: own::mysql,
    many: declared::many,
);
backend!(
    sqlite,
    Sqlite,
    Sqlite,
    declared: declared::sqlite,
    implied: implied::sqlite,
    own: own::sqlite,
    many: declared::many,
);

//! SeaORM, which is the same on all backends.

use std::time::Duration;

use sea_orm::prelude::*;
use sea_orm::sea_query::Expr;
use sea_orm::{ConnectOptions, Database as SeaOrm};

use super::{deleting, now};
use crate::Result;
use crate::database::{Backend, Database, SQLITE_PRAGMAS};
use crate::work::{Subject, subject};

mod items {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "items")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) id: i32,
        pub(crate) batch: i32,
        pub(crate) title: String,
        pub(crate) deleted: bool,
        pub(crate) deleted_at: Option<DateTime>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) async fn seaorm<'a>(database: &'a Database, url: &str) -> Result<Subject<'a, Duration>> {
    let url = match database.backend {
        Backend::Postgresql => format!("{url}?sslmode=disable"),
        Backend::Mariadb => url.replace("?prefer_socket=false", "?ssl-mode=DISABLED"),
        Backend::Sqlite => format!("sqlite://{url}"),
    };
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(1)
        .min_connections(1)
        // One connection for one caller, as the others have it: it need not be asked
        // before every statement whether it is there.
        .test_before_acquire(false)
        .sqlx_logging(false);
    let conn = SeaOrm::connect(options).await?;
    if database.backend == Backend::Sqlite {
        conn.execute_unprepared(SQLITE_PRAGMAS).await?;
    }
    Ok(subject("SeaORM", async move |times| {
        deleting(database, times, async |id| {
            let result = items::Entity::update_many()
                .col_expr(items::Column::DeletedAt, Expr::value(now()))
                .filter(items::Column::Id.eq(id))
                .filter(items::Column::DeletedAt.is_null())
                .exec(&conn)
                .await?;
            Ok(result.rows_affected)
        })
        .await
    }))
}

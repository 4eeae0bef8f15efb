//! SeaORM, which is the same on all backends.

use std::time::Duration;

use sea_orm::prelude::*;
use sea_orm::sea_query::Expr;
use sea_orm::{ConnectOptions, Database as SeaOrm};
use sqlx::sqlite::SqliteSynchronous;

use super::{deleting, now};
use crate::Result;
use crate::database::{Backend, Database};
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
        Backend::Mariadb | Backend::Mysql => {
            url.replace("?prefer_socket=false", "?ssl-mode=DISABLED")
        }
        Backend::Sqlite => format!("sqlite://{url}"),
    };
    let mut options = ConnectOptions::new(url);
    options
        // sqlx asks a connection whether it is there when it comes back to the pool,
        // for which nobody has to wait if there is another one.
        .max_connections(2)
        .min_connections(2)
        // Nor need it be asked before each statement: the others are not either.
        .test_before_acquire(false)
        .map_sqlx_sqlite_opts(|options| {
            options
                .synchronous(SqliteSynchronous::Normal)
                .busy_timeout(Duration::from_secs(10))
        })
        .sqlx_logging(false);
    let conn = SeaOrm::connect(options).await?;
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

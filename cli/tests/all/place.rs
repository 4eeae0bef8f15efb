//! The databases on which the tool is run.

use std::path::Path;

use diesel::sql_types::{Integer, Text};
use diesel_async::SimpleAsyncConnection;
use diesel_scopes::check::catalogue::Catalogue;

use crate::databases::{Mariadb, Mysql, Postgresql, Served, Sqlite};
use crate::harness::{TestDatabase, TestResult};
use crate::migration::{migrate, without_diesel};

pub(crate) trait Place: TestDatabase<Connection: SimpleAsyncConnection + Send> {
    const BLOG: &'static str;
    const SHOP: &'static str;
    /// What `declare` writes of it.
    const SHOP_DECLARED: &'static str;
    const SHOP_TABLES: &'static str;

    fn url(&self) -> String;

    fn execute(&self, sql: &str) -> impl Future<Output = TestResult> + Send {
        async move {
            self.connect().await?.batch_execute(sql).await?;
            Ok(())
        }
    }

    /// Without what Diesel keeps of migrations.
    fn catalogue(&self) -> impl Future<Output = TestResult<Catalogue>> + Send;

    /// Runs or reverts all migrations of a folder.
    fn migrate(&self, folder: &Path, up: bool) -> impl Future<Output = TestResult> + Send;

    /// Nothing is left of what ran before.
    fn is_clean(&self) -> impl Future<Output = TestResult> + Send {
        self.execute("DROP TABLE __diesel_schema_migrations")
    }

    /// The texts that a query gives, each called `line`.
    fn lines(&self, query: &str) -> impl Future<Output = TestResult<Vec<String>>> + Send;

    /// All rows that were there are there, and the two people are who they were.
    fn has_rows(&self) -> impl Future<Output = TestResult> + Send;

    /// A URL for a user who sees no more than `SELECT` shows, where there are users.
    fn reader(&self) -> impl Future<Output = TestResult<Option<Reader>>> + Send;
}

/// What is looked at in the same way everywhere, on a connection of another type each time.
macro_rules! looked_at {
    () => {
        async fn catalogue(&self) -> TestResult<Catalogue> {
            let catalogue = Catalogue::read(&mut self.connect().await?).await?;
            Ok(without_diesel(catalogue))
        }

        async fn lines(&self, query: &str) -> TestResult<Vec<String>> {
            let query = diesel::sql_query(query);
            let found: Vec<Line> =
                diesel_async::RunQueryDsl::load(query, &mut self.connect().await?).await?;
            Ok(found.into_iter().map(|it| it.line).collect())
        }

        /// People with their orders.
        async fn has_rows(&self) -> TestResult {
            let query = diesel::sql_query(
                "SELECT p.id, p.name, o.id AS order_id FROM people AS p \
                 JOIN orders AS o ON o.person = p.id ORDER BY p.id",
            );
            let found: Vec<Person> =
                diesel_async::RunQueryDsl::load(query, &mut self.connect().await?).await?;
            let found: Vec<_> = found
                .iter()
                .map(|it| (it.id, &*it.name, it.order_id))
                .collect();
            assert_eq!(found, [(1, "ada", 2), (2, "ben", 1)]);
            Ok(())
        }
    };
}

/// What is the same on all servers.
macro_rules! on_a_server {
    () => {
        fn url(&self) -> String {
            self.url.clone()
        }

        async fn migrate(&self, folder: &Path, up: bool) -> TestResult {
            migrate(self.connect().await?, folder, up).await?;
            Ok(())
        }
    };
}

#[derive(diesel::QueryableByName)]
struct Person {
    #[diesel(sql_type = Integer)]
    id: i32,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Integer)]
    order_id: i32,
}

#[derive(diesel::QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

pub(crate) struct Reader {
    pub(crate) url: String,
    /// What is to be run when it is done with.
    pub(crate) drop: String,
    /// What the tool has to say, if it cannot do without more.
    pub(crate) refused: Option<&'static str>,
}

impl Place for Served<Postgresql> {
    const BLOG: &'static str =
        include_str!("../../../migrations/postgresql/2026-01-01-000000_create_blog/up.sql");
    const SHOP: &'static str = include_str!("databases/shop_postgresql.sql");
    const SHOP_DECLARED: &'static str = "shop_postgresql.rs";
    const SHOP_TABLES: &'static str = "shop_postgresql.rs";

    on_a_server!();
    looked_at!();

    async fn reader(&self) -> TestResult<Option<Reader>> {
        let role = crate::harness::unique_name();
        self.execute(&format!(
            "CREATE ROLE {role} LOGIN PASSWORD 'secret'; GRANT USAGE ON SCHEMA public TO {role};
             REVOKE SELECT ON pg_catalog.pg_constraint FROM PUBLIC"
        ))
        .await?;
        Ok(Some(Reader {
            url: self.url_as(&role, "secret")?,
            drop: format!("DROP OWNED BY {role}; DROP ROLE {role}"),
            refused: Some("pg_catalog.pg_constraint"),
        }))
    }
}

macro_rules! mysql {
    ($server:ident, $refused:expr) => {
        impl Place for Served<$server> {
            const BLOG: &'static str =
                include_str!("../../../migrations/mysql/2026-01-01-000000_create_blog/up.sql");
            const SHOP: &'static str = include_str!("databases/shop_mysql.sql");
            const SHOP_DECLARED: &'static str = "shop.rs";
            const SHOP_TABLES: &'static str = "shop.rs";

            on_a_server!();
            looked_at!();

            async fn reader(&self) -> TestResult<Option<Reader>> {
                let role = crate::harness::unique_name().replace("diesel_scopes_", "");
                self.execute(&format!(
                    "CREATE USER '{role}' IDENTIFIED BY 'secret'; GRANT SELECT ON {}.* TO '{role}'",
                    self.name
                ))
                .await?;
                Ok(Some(Reader {
                    url: self.url_as(&role, "secret")?,
                    drop: format!("DROP USER '{role}'"),
                    refused: $refused,
                }))
            }
        }
    };
}

mysql!(Mariadb, Some("the foreign keys of `attachments`"));
mysql!(Mysql, None);

impl Place for Sqlite {
    const BLOG: &'static str =
        include_str!("../../../migrations/sqlite/2026-01-01-000000_create_blog/up.sql");
    const SHOP: &'static str = include_str!("databases/shop_sqlite.sql");
    const SHOP_DECLARED: &'static str = "shop.rs";
    const SHOP_TABLES: &'static str = "shop.rs";

    fn url(&self) -> String {
        format!("sqlite://{}", self.path.display())
    }

    looked_at!();

    async fn migrate(&self, folder: &Path, up: bool) -> TestResult {
        // As an application has it: a table that is made anew must not take others along.
        let mut conn = self.connect().await?;
        conn.batch_execute("PRAGMA foreign_keys = ON").await?;
        migrate(conn, folder, up).await?;
        Ok(())
    }

    async fn reader(&self) -> TestResult<Option<Reader>> {
        Ok(None)
    }
}

//! The same, with the rows that were changed.

use diesel::backend::Backend;
use diesel::connection::LoadConnection;
use diesel::deserialize::{FromSql, FromSqlRow};
use diesel::expression::QueryMetadata;
use diesel::query_builder::{Query, QueryFragment, QueryId};
use diesel::query_dsl::CompatibleType;
use diesel::result::{Error, QueryResult};
use diesel::sql_types::{BigInt, HasSqlType};
use diesel_async::AsyncConnectionCore;
use futures_util::TryStreamExt;
use futures_util::future::BoxFuture;

use super::connection::{Asynchronous, Sends, Synchronous, send, send_async};
use super::outcome::{Outcome, Present};
use super::script::{Script, Step};
use crate::statement::{Action, Returning, TargetClause, Write};

/// `outcome` of a statement that returns the rows it has changed.
pub trait OutcomeDsl<Conn, Mode>: Sized {
    /// Executes the statement, and returns the rows that were changed, or tells
    /// "nothing to do" from "not found".
    ///
    /// ```
    /// # include!("../doctest_schema.rs");
    /// # #[cfg(feature = "sqlite")] fn main() {
    /// use diesel_scopes::{Outcome, soft_delete};
    /// # let conn = &mut diesel::SqliteConnection::establish(":memory:").unwrap();
    /// # diesel::sql_query("CREATE TABLE communities (id INTEGER PRIMARY KEY, name TEXT, deleted BOOL, removed BOOL)")
    /// #     .execute(conn).unwrap();
    /// # diesel::sql_query("INSERT INTO communities VALUES (1, 'rust', FALSE, FALSE)").execute(conn).unwrap();
    ///
    /// let delete = |id| soft_delete(communities::table.find(id)).returning(communities::name);
    /// let once = delete(1).outcome::<String>(conn).unwrap();
    /// let twice = delete(1).outcome::<String>(conn).unwrap();
    /// let nobody = delete(2).outcome::<String>(conn).unwrap();
    ///
    /// assert_eq!(once, Outcome::Changed(vec!["rust".to_owned()]));
    /// assert_eq!(twice, Outcome::Unchanged);
    /// assert_eq!(nobody, Outcome::NotFound);
    /// # }
    /// ```
    ///
    /// ```text
    /// UPDATE "communities" SET "deleted" = TRUE WHERE ("communities"."id" = $1)
    ///     AND "communities"."deleted" = FALSE RETURNING "communities"."name"
    /// -- only if that changed no row; the same but for the quotes on SQLite:
    /// SELECT COUNT(*) FROM (SELECT 1 FROM "communities" WHERE ("communities"."id" = $1) AND TRUE LIMIT 1) AS "diesel_scopes.found"
    /// ```
    ///
    /// Followed by `.await?` on a connection of diesel-async and by `?` on one of
    /// Diesel.
    ///
    /// # Errors
    ///
    /// Those of `load`.
    fn outcome<'conn, U>(
        self,
        conn: &'conn mut Conn,
    ) -> Conn::Returned<'conn, Outcome<Vec<U>>, Error>
    where
        Conn: Fetches<Mode, Self, U>,
        U: 'conn,
        Self: 'conn;
}

impl<A, W, E, H, Conn, Mode> OutcomeDsl<Conn, Mode> for Write<A, W, Returning<E>, H>
where
    Conn: Sends<Mode>,
    A: Action<Table: QueryFragment<Conn::Backend>> + Send,
    W: TargetClause<Conn::Backend> + Send,
    E: Send,
    H: Send,
{
    fn outcome<'conn, U>(
        self,
        conn: &'conn mut Conn,
    ) -> Conn::Returned<'conn, Outcome<Vec<U>>, Error>
    where
        Conn: Fetches<Mode, Self, U>,
        U: 'conn,
        Self: 'conn,
    {
        conn.fetch(self, |statement| PresentScript {
            present: Present::of(statement),
            found: None,
        })
    }
}

/// A connection that can load the rows `U` that a statement `S` returns.
#[diagnostic::on_unimplemented(
    message = "what this statement returns cannot be loaded as `{U}`",
    label = "`.outcome::<{U}>(…)` of these columns is not possible on this connection",
    note = "`.returning(posts::title)` is loaded as `String`, a tuple of columns as a tuple, and \
            `.returning(Post::as_returning())` as `Post`"
)]
pub trait Fetches<Mode, S, U>: Sends<Mode> {
    /// Loads the rows. If there are none, it runs what looks whether the target has
    /// rows at all.
    fn fetch<'conn, P>(
        &'conn mut self,
        statement: S,
        present: fn(S) -> P,
    ) -> Self::Returned<'conn, Outcome<Vec<U>>, Error>
    where
        S: 'conn,
        U: 'conn,
        P: Script<Self::Backend, Report = bool, Error = Error> + Send + 'conn;
}

impl<C, S, U, ST> Fetches<Asynchronous, S, U> for C
where
    C: AsyncConnectionCore,
    C::Backend: HasSqlType<BigInt> + QueryMetadata<S::SqlType> + 'static,
    i64: FromSql<BigInt, C::Backend>,
    S: Query + QueryFragment<C::Backend> + QueryId + Send,
    S::SqlType: CompatibleType<U, C::Backend, SqlType = ST>,
    U: FromSqlRow<ST, C::Backend> + Send,
{
    fn fetch<'conn, P>(
        &'conn mut self,
        statement: S,
        present: fn(S) -> P,
    ) -> BoxFuture<'conn, Result<Outcome<Vec<U>>, Error>>
    where
        S: 'conn,
        U: 'conn,
        P: Script<C::Backend, Report = bool, Error = Error> + Send + 'conn,
    {
        Box::pin(async move {
            let mut rows = Vec::new();
            {
                // See `send_async`: a statement need not be `Sync`.
                let loading = { self.load(&statement) };
                let mut stream = std::pin::pin!(loading.await?);
                while let Some(row) = stream.try_next().await? {
                    rows.push(built::<U, ST, C::Backend>(&row)?);
                }
            }
            if !rows.is_empty() {
                return Ok(Outcome::Changed(rows));
            }
            Ok(unchanged(send_async(self, present(statement)).await?))
        })
    }
}

impl<C, S, U, ST> Fetches<Synchronous, S, U> for C
where
    C: LoadConnection,
    C::Backend: HasSqlType<BigInt> + QueryMetadata<S::SqlType> + 'static,
    i64: FromSql<BigInt, C::Backend>,
    S: Query + QueryFragment<C::Backend> + QueryId,
    S::SqlType: CompatibleType<U, C::Backend, SqlType = ST>,
    U: FromSqlRow<ST, C::Backend>,
{
    fn fetch<'conn, P>(
        &'conn mut self,
        statement: S,
        present: fn(S) -> P,
    ) -> QueryResult<Outcome<Vec<U>>>
    where
        S: 'conn,
        U: 'conn,
        P: Script<C::Backend, Report = bool, Error = Error> + Send + 'conn,
    {
        let mut rows = Vec::new();
        for row in LoadConnection::load(self, &statement)? {
            rows.push(built::<U, ST, C::Backend>(&row?)?);
        }
        if !rows.is_empty() {
            return Ok(Outcome::Changed(rows));
        }
        Ok(unchanged(send(self, present(statement))?))
    }
}

fn built<'a, U, ST, DB>(row: &impl diesel::row::Row<'a, DB>) -> QueryResult<U>
where
    DB: Backend,
    U: FromSqlRow<ST, DB>,
{
    U::build_from_row(row).map_err(Error::DeserializationError)
}

fn unchanged<T>(present: bool) -> Outcome<T> {
    if present {
        Outcome::Unchanged
    } else {
        Outcome::NotFound
    }
}

/// Looks whether the target of a statement has rows at all.
struct PresentScript<T, S> {
    present: Present<T, S>,
    found: Option<bool>,
}

impl<DB, A, W, R, H> Script<DB> for PresentScript<A::Table, Write<A, W, R, H>>
where
    DB: Backend,
    A: Action<Table: QueryFragment<DB>>,
    W: TargetClause<DB>,
{
    type Report = bool;
    type Error = Error;

    fn is_atomic(&self) -> bool {
        false
    }

    fn next(&mut self) -> QueryResult<Option<Step<'_, DB>>> {
        Ok(match self.found {
            None => Some(Step::Select(&self.present)),
            Some(_) => None,
        })
    }

    fn answer(&mut self, numbers: &[u64]) -> QueryResult<()> {
        self.found = Some(numbers.iter().sum::<u64>() > 0);
        Ok(())
    }

    fn finish(self) -> bool {
        self.found == Some(true)
    }
}

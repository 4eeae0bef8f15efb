//! The two kinds of connections, and the loop that each of them needs.

use diesel::backend::Backend;
use diesel::connection::LoadConnection;
use diesel::deserialize::{FromSql, FromSqlRow};
use diesel::result::Error;
use diesel::sql_types::{BigInt, HasSqlType, Text};
use diesel_async::{AsyncConnection, AsyncConnectionCore, TransactionManager as _};
use futures_util::TryStreamExt;
use futures_util::future::{BoxFuture, Either};

use super::job::{Job, work, work_async};
use super::script::{Script, Sent, Step};

/// A connection of diesel-async: what runs on it returns a future. See [`Synchronous`]
/// for a connection that is of both kinds.
pub enum Asynchronous {}

/// A connection of Diesel itself: what runs on it returns a result.
///
/// Which of the two a connection is, the compiler finds out by itself, but for one that
/// is both, as the `AsyncConnectionWrapper` of diesel-async: "type annotations needed" for
/// the type parameter `Mode`, it says then. Name the kind:
///
/// ```
/// # include!("../doctest_schema.rs");
/// # #[cfg(feature = "sqlite")] fn main() {
/// use diesel_async::async_connection_wrapper::AsyncConnectionWrapper;
/// use diesel_async::sync_connection_wrapper::SyncConnectionWrapper;
/// use diesel_scopes::{Outcome, Synchronous, soft_delete};
///
/// type Wrapper = AsyncConnectionWrapper<SyncConnectionWrapper<SqliteConnection>>;
/// let conn = &mut Wrapper::establish(":memory:").unwrap();
/// # diesel::sql_query("CREATE TABLE communities (id INTEGER PRIMARY KEY, name TEXT, deleted BOOL, removed BOOL)")
/// #     .execute(conn).unwrap();
/// let outcome = soft_delete(communities::table.find(1)).outcome::<_, Synchronous>(conn).unwrap();
/// assert_eq!(outcome, Outcome::NotFound);
/// # }
/// # #[cfg(not(feature = "sqlite"))] fn main() {}
/// ```
pub enum Synchronous {}

/// A connection, asynchronous or not, on which statements can be sent, each by itself.
///
/// `Mode` is [`Asynchronous`] or [`Synchronous`] and is always inferred: the same
/// call is followed by `.await?` on a connection of diesel-async (or a pooled
/// one), and by `?` on one of Diesel's own. A shared connection will do, where Diesel
/// has them: `&mut &AsyncPgConnection`. Of what this crate sends by itself `outcome` takes
/// one, and so do scopes, statements and changesets that Diesel's own methods execute; what
/// needs a transaction takes a connection that [`Runs`].
///
/// A connection of diesel-async 0.8 is none to this trait, which is that of what this crate
/// sends by itself: `outcome`, `by_ids` and cascades. What is executed by diesel-async's own
/// `RunQueryDsl` (scopes, statements, changesets) runs on 0.8 too. A connection of
/// `#[derive(diesel::MultiConnection)]` is one: see
/// [`guide::multi_connection`](crate::guide::multi_connection).
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a database connection",
    label = "neither a connection of diesel-async 0.9 nor one of Diesel",
    note = "pass `&mut connection`; a connection from a pool is passed like any other",
    note = "a connection of another version of diesel-async is none to this crate, which takes 0.9"
)]
pub trait Sends<Mode> {
    /// The database behind the connection.
    type Backend: Backend;

    /// What a call returns: `Result<T, E>`, or a future of one.
    type Returned<'conn, T: 'conn, E: 'conn>
    where
        Self: 'conn;

    #[doc(hidden)]
    fn send_each<'conn, S>(
        &'conn mut self,
        script: S,
    ) -> Self::Returned<'conn, S::Report, S::Error>
    where
        S: Script<Self::Backend> + Send + 'conn;
}

/// A connection, asynchronous or not, on which a sequence of statements can run in a
/// transaction: what `by_ids`, cascades and their previews, `in_batches`, `expire`, `undo`, and
/// whatever is recorded in a journal ask for. A shared connection is none, since what others
/// send meanwhile would be in that transaction.
///
/// `Mode` is that of [`Sends`], and is always inferred.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a database connection that can begin a transaction",
    label = "this takes a connection of its own: of diesel-async 0.9, or of Diesel",
    note = "pass `&mut connection`; a connection from a pool is passed like any other",
    note = "a shared connection (`&AsyncPgConnection`) has no transactions: what others send at the \
            same time would be in them",
    note = "a connection of another version of diesel-async is none to this crate, which takes 0.9"
)]
pub trait Runs<Mode>: Sends<Mode> {
    #[doc(hidden)]
    fn run<'conn, S>(&'conn mut self, script: S) -> Self::Returned<'conn, S::Report, S::Error>
    where
        S: Script<Self::Backend> + Send + 'conn;

    #[doc(hidden)]
    fn work<'conn, J>(&'conn mut self, job: J) -> Self::Returned<'conn, J::Report, J::Error>
    where
        J: Job<Self::Backend> + Send + 'conn;
}

impl<C> Sends<Asynchronous> for C
where
    C: AsyncConnectionCore,
    C::Backend: HasSqlType<BigInt> + 'static,
    i64: FromSql<BigInt, C::Backend>,
{
    type Backend = C::Backend;
    type Returned<'conn, T: 'conn, E: 'conn>
        = BoxFuture<'conn, Result<T, E>>
    where
        C: 'conn;

    fn send_each<'conn, S>(
        &'conn mut self,
        script: S,
    ) -> BoxFuture<'conn, Result<S::Report, S::Error>>
    where
        S: Script<C::Backend> + Send + 'conn,
    {
        Box::pin(send_async(self, script))
    }
}

impl<C> Runs<Asynchronous> for C
where
    C: AsyncConnection,
    C::Backend: HasSqlType<BigInt> + 'static,
    i64: FromSql<BigInt, C::Backend>,
    String: FromSql<Text, C::Backend>,
{
    fn work<'conn, J>(&'conn mut self, job: J) -> BoxFuture<'conn, Result<J::Report, J::Error>>
    where
        J: Job<C::Backend> + Send + 'conn,
    {
        Box::pin(work_async(self, job))
    }

    fn run<'conn, S>(&'conn mut self, script: S) -> BoxFuture<'conn, Result<S::Report, S::Error>>
    where
        S: Script<C::Backend> + Send + 'conn,
    {
        Box::pin(async move {
            if !script.is_atomic() {
                return send_async(self, script).await;
            }
            C::TransactionManager::begin_transaction(self).await?;
            match send_async(self, script).await {
                Ok(report) => {
                    C::TransactionManager::commit_transaction(self).await?;
                    Ok(report)
                }
                Err(error) => {
                    // If that fails too (the connection is lost, or a deadlock has ended
                    // the savepoint on MySQL), the first error says more.
                    let _ = C::TransactionManager::rollback_transaction(self).await;
                    Err(error)
                }
            }
        })
    }
}

pub(super) async fn send_async<C, S>(conn: &mut C, mut script: S) -> Result<S::Report, S::Error>
where
    C: AsyncConnectionCore,
    C::Backend: HasSqlType<BigInt> + 'static,
    i64: FromSql<BigInt, C::Backend>,
    S: Script<C::Backend>,
{
    loop {
        let numbers = {
            // A future does not hold the statement that it sends, so that a statement
            // need not be `Sync`; a `match` with the `await`s in it would.
            let sending = match script.next()? {
                None => return Ok(script.finish()),
                Some(Step::Change(statement)) => {
                    Either::Left(conn.execute_returning_count(Sent::<_, BigInt>::new(statement)))
                }
                Some(Step::Select(statement)) => {
                    Either::Right(conn.load(Sent::<_, BigInt>::new(statement)))
                }
            };
            match sending {
                Either::Left(changing) => vec![number(changing.await?)],
                Either::Right(loading) => {
                    let mut numbers = Vec::new();
                    let mut rows = std::pin::pin!(loading.await?);
                    while let Some(row) = rows.try_next().await? {
                        let number = i64::build_from_row(&row);
                        numbers.push(count(number.map_err(Error::DeserializationError)?));
                    }
                    numbers
                }
            }
        };
        script.answer(&numbers)?;
    }
}

impl<C> Sends<Synchronous> for C
where
    C: LoadConnection,
    C::Backend: HasSqlType<BigInt> + 'static,
    i64: FromSql<BigInt, C::Backend>,
{
    type Backend = C::Backend;
    type Returned<'conn, T: 'conn, E: 'conn>
        = Result<T, E>
    where
        C: 'conn;

    fn send_each<'conn, S>(&'conn mut self, script: S) -> Result<S::Report, S::Error>
    where
        S: Script<C::Backend> + Send + 'conn,
    {
        send(self, script)
    }
}

impl<C> Runs<Synchronous> for C
where
    C: LoadConnection,
    C::Backend: HasSqlType<BigInt> + 'static,
    i64: FromSql<BigInt, C::Backend>,
    String: FromSql<Text, C::Backend>,
{
    fn work<'conn, J>(&'conn mut self, job: J) -> Result<J::Report, J::Error>
    where
        J: Job<C::Backend> + Send + 'conn,
    {
        work(self, job)
    }

    fn run<'conn, S>(&'conn mut self, script: S) -> Result<S::Report, S::Error>
    where
        S: Script<C::Backend> + Send + 'conn,
    {
        if script.is_atomic() {
            self.transaction(|conn| send(conn, script))
        } else {
            send(self, script)
        }
    }
}

pub(super) fn send<C, S>(conn: &mut C, mut script: S) -> Result<S::Report, S::Error>
where
    C: LoadConnection,
    C::Backend: HasSqlType<BigInt> + 'static,
    i64: FromSql<BigInt, C::Backend>,
    S: Script<C::Backend>,
{
    use diesel::RunQueryDsl;

    loop {
        let numbers = match script.next()? {
            None => return Ok(script.finish()),
            Some(Step::Change(statement)) => {
                vec![number(Sent::<_, BigInt>::new(statement).execute(conn)?)]
            }
            Some(Step::Select(statement)) => {
                let numbers: Vec<i64> = Sent::<_, BigInt>::new(statement).load(conn)?;
                numbers.into_iter().map(count).collect()
            }
        };
        script.answer(&numbers)?;
    }
}

pub(super) fn number(rows: usize) -> u64 {
    u64::try_from(rows).unwrap_or(u64::MAX)
}

/// `COUNT(*)` is signed, and never negative.
pub(super) fn count(rows: i64) -> u64 {
    u64::try_from(rows).unwrap_or(0)
}

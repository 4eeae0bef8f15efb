//! Work that takes many transactions, each of which may depend on what came of those
//! before it.

use std::time::Duration;

use diesel::backend::Backend;
use diesel::connection::{LoadConnection, TransactionManagerStatus};
use diesel::deserialize::{FromSql, FromSqlRow};
use diesel::query_builder::QueryFragment;
use diesel::result::{Error, QueryResult};
use diesel::row::Row;
use diesel::sql_types::{BigInt, HasSqlType, Text};
#[cfg(feature = "check")]
use diesel::sql_types::{Nullable, Untyped};
use diesel_async::{AsyncConnection, TransactionManager as _};
use futures_util::{Stream, TryStreamExt};

use super::connection::{count, number};
use super::script::Sent;

/// Work in many transactions. It is itself the statement that is due, and is told
/// what came of it; a connection does the sending, see [`Runs`](super::Runs).
pub trait Job<DB: Backend>: QueryFragment<DB> + Sized {
    /// What it comes to.
    type Report: Send;
    /// Why it did not come to that.
    type Error: From<Error> + Send;

    /// What is to be done next.
    fn next(&mut self) -> Result<Task, Self::Error>;

    /// Takes what came of it.
    fn answer(&mut self, answer: QueryResult<Answer>) -> Result<(), Self::Error>;

    /// Says what it came to.
    fn finish(self) -> Self::Report;
}

/// What a connection does for a [`Job`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Task {
    /// Looks how many transactions are open, one in the other.
    Depth,
    Begin,
    Commit,
    Rollback,
    /// Sends the statement, which changes rows.
    Change,
    /// Sends the statement, which selects numbers.
    Select,
    /// Sends the statement, which selects texts.
    Texts,
    /// Sends the statement, which selects texts or NULLs, any number of them a row.
    #[cfg(feature = "check")]
    Rows,
    Wait(Duration),
    Done,
}

/// What came of a [`Task`].
#[derive(Debug)]
pub enum Answer {
    Done,
    Numbers(Vec<u64>),
    Texts(Vec<String>),
    #[cfg(feature = "check")]
    Rows(Vec<Vec<Option<String>>>),
}

pub(super) async fn work_async<C, J>(conn: &mut C, mut job: J) -> Result<J::Report, J::Error>
where
    C: AsyncConnection,
    C::Backend: HasSqlType<BigInt> + 'static,
    i64: FromSql<BigInt, C::Backend>,
    String: FromSql<Text, C::Backend>,
    J: Job<C::Backend>,
{
    let mut open = false;
    loop {
        let task = match job.next() {
            Ok(task) => task,
            Err(error) => return rolled_back(conn, open, error).await,
        };
        let answer = match task {
            Task::Done => return Ok(job.finish()),
            Task::Wait(time) => {
                futures_timer::Delay::new(time).await;
                Ok(Answer::Done)
            }
            Task::Depth => {
                let status = C::TransactionManager::transaction_manager_status_mut(conn);
                depth(status)
            }
            Task::Begin => {
                let begun = C::TransactionManager::begin_transaction(conn).await;
                open = begun.is_ok();
                begun.map(|()| Answer::Done)
            }
            Task::Commit => {
                open = false;
                let committed = C::TransactionManager::commit_transaction(conn).await;
                committed.map(|()| Answer::Done)
            }
            Task::Rollback => {
                open = false;
                let back = C::TransactionManager::rollback_transaction(conn).await;
                back.map(|()| Answer::Done)
            }
            Task::Change => {
                let changing = conn.execute_returning_count(Sent::<_, BigInt>::new(&job));
                changing
                    .await
                    .map(|rows| Answer::Numbers(vec![number(rows)]))
            }
            Task::Select => {
                let loading = conn.load(Sent::<_, BigInt>::new(&job));
                let numbers = load(loading, value::<C::Backend, BigInt, i64, _>).await;
                numbers.map(|numbers| Answer::Numbers(numbers.into_iter().map(count).collect()))
            }
            Task::Texts => {
                let loading = conn.load(Sent::<_, Text>::new(&job));
                let texts = load(loading, value::<C::Backend, Text, String, _>).await;
                texts.map(Answer::Texts)
            }
            #[cfg(feature = "check")]
            Task::Rows => {
                let loading = conn.load(Sent::<_, Untyped>::new(&job));
                load(loading, texts).await.map(Answer::Rows)
            }
        };
        if let Err(error) = job.answer(answer) {
            return rolled_back(conn, open, error).await;
        }
    }
}

fn depth(status: &TransactionManagerStatus) -> QueryResult<Answer> {
    let depth = status.transaction_depth()?;
    let depth = depth.map_or(0, |depth| u64::from(depth.get()));
    Ok(Answer::Numbers(vec![depth]))
}

/// If the rollback fails too (the connection is lost, or a deadlock has ended the
/// savepoint on MySQL), the first error says more.
async fn rolled_back<C: AsyncConnection, T, E>(conn: &mut C, open: bool, error: E) -> Result<T, E> {
    if open {
        let _ = C::TransactionManager::rollback_transaction(conn).await;
    }
    Err(error)
}

/// Reads each of the rows that come.
async fn load<Rows, R, T>(
    loading: impl Future<Output = QueryResult<Rows>>,
    read: impl Fn(&R) -> QueryResult<T>,
) -> QueryResult<Vec<T>>
where
    Rows: Stream<Item = QueryResult<R>>,
{
    let mut values = Vec::new();
    let mut rows = std::pin::pin!(loading.await?);
    while let Some(row) = rows.try_next().await? {
        values.push(read(&row)?);
    }
    Ok(values)
}

/// A row of one column.
fn value<'a, DB, ST, T, R>(row: &R) -> QueryResult<T>
where
    DB: Backend,
    T: FromSqlRow<ST, DB>,
    R: Row<'a, DB>,
{
    T::build_from_row(row).map_err(Error::DeserializationError)
}

/// A row of any number of columns.
#[cfg(feature = "check")]
fn texts<'a, DB, R>(row: &R) -> QueryResult<Vec<Option<String>>>
where
    DB: Backend,
    String: FromSql<Text, DB>,
    R: Row<'a, DB>,
{
    let texts = (0..row.field_count()).map(|at| row.get_value::<Nullable<Text>, _, _>(at));
    let texts: Result<_, _> = texts.collect();
    texts.map_err(Error::DeserializationError)
}

pub(super) fn work<C, J>(conn: &mut C, mut job: J) -> Result<J::Report, J::Error>
where
    C: LoadConnection,
    C::Backend: HasSqlType<BigInt> + 'static,
    i64: FromSql<BigInt, C::Backend>,
    String: FromSql<Text, C::Backend>,
    J: Job<C::Backend>,
{
    use diesel::RunQueryDsl;
    use diesel::connection::TransactionManager as _;

    let mut open = false;
    let result = loop {
        let task = match job.next() {
            Ok(task) => task,
            Err(error) => break error,
        };
        let answer = match task {
            Task::Done => return Ok(job.finish()),
            Task::Wait(time) => {
                std::thread::sleep(time);
                Ok(Answer::Done)
            }
            Task::Depth => {
                let status = C::TransactionManager::transaction_manager_status_mut(conn);
                depth(status)
            }
            Task::Begin => {
                let begun = C::TransactionManager::begin_transaction(conn);
                open = begun.is_ok();
                begun.map(|()| Answer::Done)
            }
            Task::Commit => {
                open = false;
                C::TransactionManager::commit_transaction(conn).map(|()| Answer::Done)
            }
            Task::Rollback => {
                open = false;
                C::TransactionManager::rollback_transaction(conn).map(|()| Answer::Done)
            }
            Task::Change => {
                let changed = Sent::<_, BigInt>::new(&job).execute(conn);
                changed.map(|rows| Answer::Numbers(vec![number(rows)]))
            }
            Task::Select => {
                let numbers: QueryResult<Vec<i64>> = Sent::<_, BigInt>::new(&job).load(conn);
                numbers.map(|numbers| Answer::Numbers(numbers.into_iter().map(count).collect()))
            }
            Task::Texts => Sent::<_, Text>::new(&job).load(conn).map(Answer::Texts),
            #[cfg(feature = "check")]
            Task::Rows => LoadConnection::load(conn, Sent::<_, Untyped>::new(&job))
                .and_then(|rows| rows.map(|row| texts(&row?)).collect())
                .map(Answer::Rows),
        };
        if let Err(error) = job.answer(answer) {
            break error;
        }
    };
    if open {
        // If that fails too, the first error says more.
        let _ = C::TransactionManager::rollback_transaction(conn);
    }
    Err(result)
}

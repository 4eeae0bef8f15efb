//! Work that takes many transactions, each of which may depend on what came of those
//! before it.

use std::time::Duration;

use diesel::backend::Backend;
use diesel::connection::{LoadConnection, TransactionManagerStatus};
use diesel::deserialize::{FromSql, FromSqlRow};
use diesel::query_builder::QueryFragment;
use diesel::result::{Error, QueryResult};
use diesel::row::Row;
#[cfg(feature = "check")]
use diesel::sql_types::Nullable;
use diesel::sql_types::{BigInt, HasSqlType, Text};
use diesel_async::{AsyncConnection, TransactionManager as _};
use futures_util::{Stream, TryStreamExt};

use super::connection::{count, number};
#[cfg(feature = "check")]
use super::script::SentRows;
use super::script::{Sent, SentText};

/// Work in many transactions. It is itself the statement that is due, and is told
/// what came of it; a connection does the sending, see [`Runs`](super::Runs).
#[doc(hidden)]
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
#[doc(hidden)]
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
#[doc(hidden)]
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
                let changing = conn.execute_returning_count(Sent(&job));
                changing
                    .await
                    .map(|rows| Answer::Numbers(vec![number(rows)]))
            }
            Task::Select => {
                let loading = conn.load(Sent(&job));
                load::<C::Backend, i64, _, _>(loading)
                    .await
                    .map(|numbers| Answer::Numbers(numbers.into_iter().map(count).collect()))
            }
            Task::Texts => {
                let loading = conn.load(SentText(&job));
                load::<C::Backend, String, _, _>(loading)
                    .await
                    .map(Answer::Texts)
            }
            #[cfg(feature = "check")]
            Task::Rows => {
                let loading = { conn.load(SentRows(&job)) };
                rows(loading).await.map(Answer::Rows)
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

async fn load<'a, DB, T, Rows, R>(
    loading: impl Future<Output = QueryResult<Rows>>,
) -> QueryResult<Vec<T>>
where
    DB: Backend,
    T: FromSqlRow<T::SqlType, DB> + OneColumn,
    Rows: Stream<Item = QueryResult<R>>,
    R: Row<'a, DB>,
{
    let mut values = Vec::new();
    let mut rows = std::pin::pin!(loading.await?);
    while let Some(row) = rows.try_next().await? {
        values.push(T::build_from_row(&row).map_err(Error::DeserializationError)?);
    }
    Ok(values)
}

#[cfg(feature = "check")]
async fn rows<'a, DB, Rows, R>(
    loading: impl Future<Output = QueryResult<Rows>>,
) -> QueryResult<Vec<Vec<Option<String>>>>
where
    DB: Backend,
    String: FromSql<Text, DB>,
    Rows: Stream<Item = QueryResult<R>>,
    R: Row<'a, DB>,
{
    let mut texts = Vec::new();
    let mut rows = std::pin::pin!(loading.await?);
    while let Some(row) = rows.try_next().await? {
        texts = push_texts(texts, Ok(row))?;
    }
    Ok(texts)
}

#[cfg(feature = "check")]
fn push_texts<'a, DB, R>(
    mut rows: Vec<Vec<Option<String>>>,
    row: QueryResult<R>,
) -> QueryResult<Vec<Vec<Option<String>>>>
where
    DB: Backend,
    String: FromSql<Text, DB>,
    R: Row<'a, DB>,
{
    let row = row?;
    let texts = (0..row.field_count()).map(|at| row.get_value::<Nullable<Text>, _, _>(at));
    rows.push(
        texts
            .collect::<Result<_, _>>()
            .map_err(Error::DeserializationError)?,
    );
    Ok(rows)
}

/// What a row of one column holds.
trait OneColumn {
    type SqlType;
}

impl OneColumn for i64 {
    type SqlType = BigInt;
}

impl OneColumn for String {
    type SqlType = Text;
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
                let changed = Sent(&job).execute(conn);
                changed.map(|rows| Answer::Numbers(vec![number(rows)]))
            }
            Task::Select => {
                let numbers: QueryResult<Vec<i64>> = Sent(&job).load(conn);
                numbers.map(|numbers| Answer::Numbers(numbers.into_iter().map(count).collect()))
            }
            Task::Texts => SentText(&job).load(conn).map(Answer::Texts),
            #[cfg(feature = "check")]
            Task::Rows => LoadConnection::load(conn, SentRows(&job))
                .and_then(|mut rows| rows.try_fold(Vec::new(), push_texts))
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

//! The value that a soft delete writes.

use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, Utc};
use diesel::backend::Backend;
use diesel::expression::{AppearsOnTable, AsExpression};
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::result::QueryResult;
use diesel::sql_types::{Bool, IntoNotNullable};

use crate::declare::{Marker, MarkerColumn, TimeMarker, True};

/// The SQL type of a marker's stamps.
pub(crate) type StampType<M> = <<M as Marker>::SqlType as IntoNotNullable>::NotNullable;

/// The expression that a marker's own stamp becomes.
pub(crate) type StampExpression<M> =
    <<M as Marker>::Stamp as AsExpression<StampType<M>>>::Expression;

/// The stamp of a statement on the column `C` that says nothing else.
pub(crate) type DefaultStamp<C> = Now<StampExpression<<C as MarkerColumn>::Marker>>;

/// The stamp that was chosen when the statement was made.
#[derive(Debug, Clone, Copy, QueryId)]
pub struct Now<S>(pub(crate) S);

/// The stamp that [`.at(…)`](crate::Write::at) gave.
#[derive(Debug, Clone, Copy, QueryId)]
pub struct At<S>(pub(crate) S);

impl Now<()> {
    /// The stamp of this time for the marker column `C`.
    pub(crate) fn at<C: MarkerColumn>(now: DateTime<Utc>) -> DefaultStamp<C> {
        Now(AsExpression::<StampType<C::Marker>>::as_expression(
            C::Marker::stamp(now),
        ))
    }
}

/// Reads the clock, in microseconds and always later than the last time: no two
/// statements of a process share a stamp, even if the clock is set back.
pub(crate) fn next() -> DateTime<Utc> {
    static LAST: AtomicI64 = AtomicI64::new(i64::MIN);
    let now = Utc::now().timestamp_micros();
    let later = |last: i64| now.max(last.saturating_add(1));
    let last = match LAST.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |l| Some(later(l))) {
        Ok(last) | Err(last) => last,
    };
    DateTime::from_timestamp_micros(later(last)).unwrap_or(DateTime::<Utc>::MAX_UTC)
}

/// A value, or an expression, of the type of the marker `M` without NULL.
#[diagnostic::on_unimplemented(
    message = "this value cannot be the time of the deletion",
    label = "not of the marker's type, or NULL",
    note = "`.at(…)` takes what the marker column stores, such as a `chrono::NaiveDateTime` for a \
            `Nullable<Timestamp>`, or `diesel::dsl::now`",
    note = "`None` would leave the rows active: `restore(…)` is there for that"
)]
pub trait StampValue<T, M: Marker> {
    type Expression;
    fn into_stamp(self) -> Self::Expression;
}

#[diagnostic::do_not_recommend]
impl<T, M, V> StampValue<T, M> for V
where
    M: TimeMarker,
    V: AsExpression<StampType<M>>,
    V::Expression: AppearsOnTable<T>,
{
    type Expression = V::Expression;
    fn into_stamp(self) -> V::Expression {
        self.as_expression()
    }
}

/// A `Bool` marker has no time, which is said once, and not of the value as well.
#[diagnostic::do_not_recommend]
impl<T, V> StampValue<T, Bool> for V {
    type Expression = True;
    fn into_stamp(self) -> True {
        True
    }
}

macro_rules! stamp_fragment {
    ($($name:ident)+) => {$(
        impl<DB: Backend, S: QueryFragment<DB>> QueryFragment<DB> for $name<S> {
            fn walk_ast<'b>(&'b self, out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
                self.0.walk_ast(out)
            }
        }
    )+};
}

stamp_fragment!(Now At);

#[cfg(test)]
mod tests {
    use super::next;

    #[test]
    fn stamps_are_strictly_increasing_over_threads() {
        let mut stamps: Vec<_> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..4)
                .map(|_| scope.spawn(|| (0..10_000).map(|_| next()).collect::<Vec<_>>()))
                .collect();
            threads
                .into_iter()
                .flat_map(|thread| thread.join().unwrap())
                .collect()
        });
        stamps.sort();
        assert!(stamps.windows(2).all(|pair| pair[0] < pair[1]));
    }
}

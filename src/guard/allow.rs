//! What is meant: closures for [`Guard::allow`](super::Guard::allow).

use super::finding::Finding;
use crate::declare::Declared;

/// Everything about this table.
pub fn on<T: Declared>(_: T) -> impl Fn(&Finding) -> bool + Send + Sync + 'static {
    let name = T::info().name;
    move |finding| finding.table() == Some(name)
}

/// Statements that begin so, as [`Finding::sql`] has them.
pub fn sql(start: impl Into<String>) -> impl Fn(&Finding) -> bool + Send + Sync + 'static {
    let start = start.into();
    move |finding| finding.sql().starts_with(&start)
}

/// The statement with this [fingerprint](Finding::fingerprint).
pub fn fingerprint(number: u64) -> impl Fn(&Finding) -> bool + Send + Sync + 'static {
    move |finding| finding.fingerprint() == number
}

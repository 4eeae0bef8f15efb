//! What is meant: closures for [`Check::ignore`](super::Check::ignore).

use super::finding::{Finding, Reason};
use crate::declare::Declared;

/// Everything about this table.
pub fn on<T: Declared>(_: T) -> impl Fn(&Finding) -> bool + Send + Sync + 'static {
    let name = T::info().name;
    move |finding| finding.table() == name
}

/// Everything that is found for this reason.
pub fn of(reason: Reason) -> impl Fn(&Finding) -> bool + Send + Sync + 'static {
    move |finding| finding.reason() == reason
}

/// Everything at this place, as [`Finding::place`] has it: `posts.deleted_by`.
pub fn at(place: impl Into<String>) -> impl Fn(&Finding) -> bool + Send + Sync + 'static {
    let place = place.into();
    move |finding| finding.place() == place
}

/// Everything about the index, or the foreign key, of this name.
pub fn named(name: impl Into<String>) -> impl Fn(&Finding) -> bool + Send + Sync + 'static {
    let name = name.into();
    move |finding| [finding.index(), finding.foreign_key()].contains(&Some(&*name))
}

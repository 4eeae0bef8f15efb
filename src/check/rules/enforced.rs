//! What the database keeps unique among active rows by itself.

use super::side::{Side, Sides};
use super::uniqueness::Unique;

/// The columns of each unique index that refuses active rows with the same values, and leaves
/// deleted ones alone; in the order of the table.
pub(in crate::check) fn of(sides: &Sides<'_>, side: &Side<'_>) -> Vec<Vec<String>> {
    let mut all = Vec::new();
    for index in side.is.indexes.iter().filter(|it| it.unique && !it.primary) {
        let Some(unique) = Unique::new(side, index) else {
            continue;
        };
        let deleted = side.rows.deleted();
        if deleted.iter().any(|state| unique.holds_deleted(state)) {
            continue;
        }
        let Some(names) = unique.among_active() else {
            continue;
        };
        let is_one = |name: &str| names.iter().any(|it| sides.same(it, name));
        let columns = side.is.columns.iter().map(|it| it.name.clone());
        let columns: Vec<_> = columns.filter(|name| is_one(name)).collect();
        if !columns.is_empty() && !all.contains(&columns) {
            all.push(columns);
        }
    }
    all
}

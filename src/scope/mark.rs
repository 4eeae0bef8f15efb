//! One marker column of several.

use super::predicate::{Group, Marked, Unmarked};
use super::source::MarkerField;
use super::types;

/// Whether a row is marked in this column, whatever its other markers say: closed in
/// itself, and so an operand of anything.
///
/// Takes a marker column of a table, or `my_alias.field(column)`.
///
/// ```
/// # include!("../doctest_schema.rs");
/// # #[cfg(feature = "sqlite")] fn main() {
/// use diesel_scopes::marked;
///
/// let query = communities::table.filter(marked(communities::removed)).count();
/// # assert_sqlite!(query,
/// // PostgreSQL:      SELECT COUNT(*) FROM "communities" WHERE ("communities"."removed" = TRUE)
/// // MySQL, SQLite:
/// "SELECT COUNT(*) FROM `communities` WHERE (`communities`.`removed` = TRUE)"
/// # );
/// # }
/// ```
pub fn marked<C: MarkerField>(column: C) -> types::Marked<C> {
    Group::new(Marked::new(column))
}

/// Whether a row is not marked in this column, whatever its other markers say.
///
/// Takes a marker column of a table, or `my_alias.field(column)`.
///
/// ```
/// # include!("../doctest_schema.rs");
/// # #[cfg(feature = "sqlite")] fn main() {
/// use diesel_scopes::unmarked;
///
/// let query = communities::table.filter(unmarked(communities::removed)).count();
/// # assert_sqlite!(query,
/// // PostgreSQL:      SELECT COUNT(*) FROM "communities" WHERE ("communities"."removed" = FALSE)
/// // MySQL, SQLite:
/// "SELECT COUNT(*) FROM `communities` WHERE (`communities`.`removed` = FALSE)"
/// # );
/// # }
/// ```
pub fn unmarked<C: MarkerField>(column: C) -> types::Unmarked<C> {
    Group::new(Unmarked::new(column))
}

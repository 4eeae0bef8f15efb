//! What can be wrong, a file for each.

use super::catalogue::Catalogue;
use super::declared::Declaration;
use super::finding::Finding;

/// Everything that is found, table by table.
pub(super) fn all(_declaration: &Declaration, _catalogue: &Catalogue) -> Vec<Finding> {
    Vec::new()
}

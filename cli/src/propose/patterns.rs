//! Names of columns that mark a row as deleted.

use glob::{MatchOptions, Pattern};

/// What such columns are called, from the most common on.
const KNOWN: [&str; 24] = [
    "deleted_at",
    "deleted_on",
    "deleted",
    "is_deleted",
    "removed_at",
    "removed_on",
    "removed",
    "is_removed",
    "archived_at",
    "archived",
    "is_archived",
    "discarded_at",
    "discarded",
    "trashed_at",
    "trashed",
    "voided_at",
    "voided",
    "is_voided",
    "revoked_at",
    "revoked",
    "is_revoked",
    "yanked_at",
    "yanked",
    "is_yanked",
];

pub(crate) struct Patterns(Vec<Pattern>);

impl Patterns {
    /// Those that are given, or else the known ones.
    pub(crate) fn new(given: &[Pattern]) -> Self {
        if given.is_empty() {
            let known = KNOWN.iter().filter_map(|name| Pattern::new(name).ok());
            Patterns(known.collect())
        } else {
            Patterns(given.to_vec())
        }
    }

    /// Which of the patterns a name is like: the first come first in a declaration.
    pub(super) fn rank(&self, column: &str) -> Option<usize> {
        let options = MatchOptions {
            case_sensitive: false,
            ..MatchOptions::default()
        };
        let mut patterns = self.0.iter();
        patterns.position(|pattern| pattern.matches_with(column, options))
    }
}

//! What holds on every backend.

use super::backend::Database;

case_files![
    batches,
    journal,
    journal_more,
    journal_random,
    journal_undo,
    retention,
    retention_below,
    retention_crowd,
    retention_expire,
    retention_keys,
    retention_locked,
    retention_removed,
];

#[path = "../../all/prelude.rs"]
pub(crate) mod prelude;

#[cfg(feature = "guard")]
pub(crate) use self::journal::ROWS as JOURNAL_ROWS;

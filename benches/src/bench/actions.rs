//! What the bulk writes do, and to which rows.

/// What is done, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Action {
    SoftDelete,
    Restore,
    Purge,
}

impl Action {
    /// The statement that one would write.
    pub(crate) fn sql(self, stamp: &str, target: &str) -> String {
        match self {
            Action::SoftDelete => {
                format!(
                    "UPDATE items SET deleted_at = {stamp} WHERE {target} AND deleted_at IS NULL"
                )
            }
            Action::Restore => format!(
                "UPDATE items SET deleted_at = NULL WHERE {target} AND deleted_at IS NOT NULL"
            ),
            Action::Purge => format!("DELETE FROM items WHERE {target} AND deleted_at IS NOT NULL"),
        }
    }
}

#[derive(Debug)]
pub(crate) enum Rows {
    /// All of batch 1.
    Filter,
    Ids(Vec<i32>),
}

/// How many ids go into one statement where each is a bind of its own, as this
/// crate has it too.
pub(crate) const CHUNK: usize = 2_000;

//! What the bulk writes do, and to which rows.

/// What is done, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Action {
    SoftDelete,
    Restore,
    Purge,
}

impl Action {
    pub(crate) const ALL: [Action; 3] = [Action::SoftDelete, Action::Restore, Action::Purge];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Action::SoftDelete => "soft delete",
            Action::Restore => "restore",
            Action::Purge => "purge",
        }
    }

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

/// How many ids go into one statement where each is a bind of its own. More do not
/// make it faster; this crate has as many.
pub(crate) const PART: usize = 2_000;

/// The statements of a write where each id is a bind of its own.
pub(crate) struct Texts {
    full: String,
    /// On the ids behind the last full part.
    rest: String,
}

impl Texts {
    pub(crate) fn new(action: Action, rows: &Rows) -> Self {
        let on = |count: usize| {
            let marks = vec!["?"; count].join(", ");
            action.sql("?", &format!("id IN ({marks})"))
        };
        match rows {
            Rows::Filter => Texts {
                full: action.sql("?", "batch = ?"),
                rest: String::new(),
            },
            Rows::Ids(ids) => Texts {
                full: on(PART),
                rest: on(ids.len() % PART),
            },
        }
    }

    /// What goes in one statement, with its text.
    pub(crate) fn parts<'a>(
        &'a self,
        rows: &'a Rows,
    ) -> impl Iterator<Item = (&'a str, &'a [i32])> {
        const BATCH: &[i32] = &[1];
        let parts = match rows {
            Rows::Filter => BATCH.chunks(PART),
            Rows::Ids(ids) => ids.chunks(PART),
        };
        parts.map(move |ids| match rows {
            Rows::Ids(_) if ids.len() < PART => (self.rest.as_str(), ids),
            _ => (self.full.as_str(), ids),
        })
    }
}

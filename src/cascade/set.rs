//! Which rows of a table a cascade is about: sets that are found once, each from
//! those before it.

use crate::declare::{Condition, MarkerText};

/// A set of the plan, by its place in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct SetId(pub(super) usize);

/// Rows of one table.
#[derive(Debug, Clone)]
pub(super) struct Set {
    /// The table, by its place in the plan.
    pub(super) table: usize,
    pub(super) role: Role,
    /// The columns that are remembered of a row: those of its key, then others
    /// that something is looked up by.
    pub(super) columns: Vec<&'static str>,
    /// How many of them are the key.
    pub(super) keys: usize,
    /// The marker that the cascade writes in the table.
    pub(super) marker: Option<MarkerText>,
    /// Whether a stamp is remembered too.
    pub(super) stamped: bool,
    pub(super) found: Found,
}

impl Set {
    /// Whether it is remembered which rows are active.
    pub(super) fn is_told(&self) -> bool {
        let Found::Reached { which, .. } = self.found else {
            return false;
        };
        matches!(which, Which::Told(_))
    }

    /// Where a remembered column stands.
    pub(super) fn place(&self, column: &str) -> Option<usize> {
        self.columns.iter().position(|known| *known == column)
    }
}

/// What the rows of a set are to the cascade.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// The rows of the target.
    Roots,
    /// What is deleted, restored or purged, the roots among them.
    Reached,
    /// What `remove` edges take away for good.
    Removed,
    /// What another parent keeps deleted, with that parent's stamp, in this column
    /// from then on.
    Kept(&'static str),
    /// What another marker keeps deleted, with the stamp that counts below.
    Staying(&'static str),
    /// What is active after a restore.
    Back,
    /// The deleted parents of the target.
    Parents,
    /// Rows without a marker that others depend on, and that are not reached.
    Above,
}

/// How a set is found.
#[derive(Debug, Clone)]
pub(super) enum Found {
    /// The rows of the target that the statement can write.
    Target,
    /// The rows that those of other sets lead to, and on from these along the
    /// table's edges to itself.
    Reached {
        /// Rows of the same table that are in it as they are.
        start: Option<SetId>,
        arms: Vec<Arm>,
        trees: Vec<Link>,
        which: Which,
    },
    /// Of the rows of a set those that have another parent which stays deleted.
    /// The stamp is the earliest of these parents': the row
    /// comes back with none of them before the last.
    Kept {
        of: SetId,
        /// Rows that come back whatever their parents are.
        except: Option<SetId>,
        parents: Vec<Parent>,
        /// From sets of rows that stay deleted down to this table.
        arms: Vec<Arm>,
        trees: Vec<Link>,
    },
    /// Of the rows of a set those that another marker keeps deleted, with its stamp.
    Staying {
        of: SetId,
        other: Other,
        /// Rows of which the other marker counts, however old it is.
        always: Option<SetId>,
    },
    /// The rows of a set that are in none of the others, and that none of these
    /// markers keeps deleted.
    Back {
        of: SetId,
        except: Vec<SetId>,
        others: Vec<MarkerText>,
    },
    /// The deleted rows that those of other sets depend on, and on upwards.
    Parents {
        arms: Vec<Arm>,
        trees: Vec<Link>,
        except: Option<SetId>,
    },
}

/// A way from the rows of a set to rows of a table.
#[derive(Debug, Clone)]
pub(super) struct Arm {
    pub(super) from: SetId,
    pub(super) link: Link,
    /// Rows of this set are known with the stamp that leads to them: the places of the
    /// columns that the link leads to.
    pub(super) known: Option<(SetId, Vec<usize>)>,
}

/// Which rows belong to each other.
#[derive(Debug, Clone)]
pub(super) struct Link {
    /// Columns of the table that is looked up, and what they are equal to: places
    /// in the columns of the set.
    pub(super) on: Vec<(&'static str, usize)>,
    /// What the rows of the table have to be besides.
    pub(super) conditions: &'static [Condition],
    /// What the rows of the set have to be: places in its columns.
    pub(super) if_set: Vec<(usize, Condition)>,
}

impl Link {
    /// From the rows of a set to themselves: its first columns are the key.
    pub(super) fn itself(key: &[&'static str]) -> Self {
        Link {
            on: key.iter().copied().zip(0..).collect(),
            conditions: &[],
            if_set: Vec::new(),
        }
    }
}

/// Which of the rows that a link leads to are meant.
#[derive(Debug, Clone, Copy)]
pub(super) enum Which {
    Any,
    /// Not marked in this column, nor in any of those that say whether a row is
    /// active.
    Active(MarkerText, &'static [MarkerText]),
    /// Marked in any of the columns.
    Deleted(&'static [MarkerText]),
    /// Any, and it is remembered which are not marked in any of the columns: these
    /// lead no further.
    Told(&'static [MarkerText]),
    /// With the stamp of the row that leads here in this column.
    Stamped(MarkerText),
    /// Whatever the row is, it has the stamp of the row that leads here.
    Passing,
}

/// Another marker of a row.
#[derive(Debug, Clone, Copy)]
pub(super) struct Other {
    pub(super) marker: MarkerText,
    /// Whether its stamp can be compared with the one that is taken back.
    pub(super) comparable: bool,
}

/// Another parent of the rows of a set.
#[derive(Debug, Clone)]
pub(super) struct Parent {
    /// The parent's table, by its place in the plan.
    pub(super) table: usize,
    pub(super) link: Link,
    /// Whether the link leads to one row at most.
    pub(super) unique: bool,
    /// The column of the parent that holds the stamp.
    pub(super) marker: MarkerText,
    /// Parents in these sets come back, or are looked at another way: the
    /// places of the columns that the link leads to.
    pub(super) except: Vec<(SetId, Vec<usize>)>,
}

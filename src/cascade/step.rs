//! What can be done with sets: checked, written, removed.

use super::set::{Link, SetId};
use crate::declare::{Edge, MarkerText, Time};

/// A step of a cascade. The sets are found before the first, and every step is
/// about rows of these alone, so that no step changes what another one means.
#[derive(Debug, Clone)]
pub(super) enum Step {
    Check(Check),
    Write(Write),
    Nullify(Nullify),
    Remove(Remove),
}

/// Counts rows that stand against the cascade.
#[derive(Debug, Clone)]
pub(super) struct Check {
    pub(super) refusal: Refusal,
    /// The table that is named in the refusal.
    pub(super) name: &'static str,
    pub(super) against: Against,
}

/// Why a cascade is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refusal {
    Restricted,
    ParentDeleted,
    StillReferenced,
    Held,
    Taken,
    /// More rows than may go at once: what is counted is added up.
    TooMany,
    /// Others have locked them: counted where a look does not wait for these anyway.
    Locked,
}

/// Rows that stand against a cascade.
#[derive(Debug, Clone)]
pub(super) enum Against {
    /// Rows of a table that depend on rows of sets.
    Dependents { table: usize, arms: Vec<Dependent> },
    /// Rows of a set of which a parent in a table is deleted and stays so.
    Orphans {
        of: SetId,
        parent: usize,
        /// The ways to that table.
        links: Vec<Link>,
        /// Parents that come back.
        back: Vec<Back>,
    },
    /// Rows of a set that are held, by the column in this place.
    Held { set: SetId, place: usize },
    /// The rows of sets, added up.
    Rows { sets: Vec<SetId> },
    /// Rows of a set with the values, where the link says, of an active row of their
    /// table, or of each other.
    Taken { set: SetId, link: Link },
}

/// Rows that come back: those of a set, unless another parent or another marker
/// keeps them deleted.
#[derive(Debug, Clone)]
pub(super) struct Back {
    pub(super) set: SetId,
    pub(super) kept: Vec<SetId>,
    pub(super) others: Vec<MarkerText>,
}

/// One way in which rows depend on those of a set.
#[derive(Debug, Clone)]
pub(super) struct Dependent {
    pub(super) from: SetId,
    pub(super) link: Link,
    pub(super) state: State,
    /// Rows of these sets do not count.
    pub(super) except: Vec<SetId>,
}

/// What a row is by all markers that say whether it is active.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    Any,
    Active,
    Deleted,
    /// Active by what the set remembers of its own rows.
    Told,
}

/// Writes columns of the rows of a set.
#[derive(Debug, Clone)]
pub(super) struct Write {
    pub(super) set: SetId,
    /// But for the rows of these.
    pub(super) except: Vec<SetId>,
    /// Whether the columns that the statement's `set` gives are written first.
    pub(super) changes: bool,
    pub(super) values: Vec<(&'static str, Value)>,
    /// What the rows still have to be.
    pub(super) guard: Guard,
    pub(super) counts: Counts,
    pub(super) record: Option<Record>,
}

/// What is written to a column.
#[derive(Debug, Clone, Copy)]
pub(super) enum Value {
    /// The stamp of the soft delete.
    Stamp,
    /// The stamp that the set remembers of the row.
    OfSet,
    /// The same, unless the row is marked in this column already.
    OfSetUnless(MarkerText),
    /// The time of the statement.
    Time(Time),
    Sql(&'static str),
}

impl Write {
    /// Whether it writes the stamp of the soft delete.
    pub(super) fn has_stamp(&self) -> bool {
        let stamps = |(_, value): &(_, Value)| matches!(value, Value::Stamp);
        self.values.iter().any(stamps)
    }

    /// Whether it writes stamps that the set remembers.
    pub(super) fn of_set(&self) -> bool {
        let taken = |(_, value): &(_, Value)| matches!(value, Value::OfSet | Value::OfSetUnless(_));
        self.values.iter().any(taken)
    }
}

/// What a row still has to be when it is written, after the wait for others.
#[derive(Debug, Clone, Copy)]
pub(super) enum Guard {
    Active(MarkerText),
    Deleted(MarkerText),
    DeletedBy(&'static [MarkerText]),
    /// Deleted, with another stamp than the set remembers: or nothing is written.
    Restamped(MarkerText),
    None,
}

/// What the number of written rows is added to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Counts {
    Rows(usize),
    Nullified(usize),
    Removed(usize),
    HandedOver(usize),
    Nothing,
}

/// Takes keys away that lead to rows of sets.
#[derive(Debug, Clone)]
pub(super) struct Nullify {
    pub(super) table: usize,
    pub(super) keys: Vec<Key>,
    pub(super) rows: Whose,
    pub(super) counts: Counts,
    pub(super) record: Option<Record>,
}

impl Nullify {
    /// The columns that become NULL, each once.
    pub(super) fn cleared(&self) -> Vec<&'static str> {
        let mut all = Vec::new();
        for column in self.keys.iter().flat_map(|key| &key.cleared) {
            if !all.contains(column) {
                all.push(*column);
            }
        }
        all
    }
}

/// Of which rows keys are taken away.
#[derive(Debug, Clone)]
pub(super) enum Whose {
    /// Of those outside of these sets.
    Outside(Vec<SetId>),
    /// Of those of a set, which go later: where a database looks at foreign keys
    /// before all rows are gone.
    Going(SetId),
}

/// A key that is taken away.
#[derive(Debug, Clone)]
pub(super) struct Key {
    pub(super) from: SetId,
    pub(super) link: Link,
    pub(super) state: State,
    /// The columns that become NULL.
    pub(super) cleared: Vec<&'static str>,
}

/// Removes the rows of a set for good.
#[derive(Debug, Clone)]
pub(super) struct Remove {
    pub(super) set: SetId,
    pub(super) except: Vec<SetId>,
    /// The edges from the table to itself: rows of the set may refer to each other.
    pub(super) own: Vec<Edge>,
    pub(super) guard: Guard,
    pub(super) counts: Counts,
    pub(super) record: Option<Record>,
}

/// What the journal says of the rows that a step changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Record {
    pub(super) what: What,
    /// The columns that the step writes: their values are lost. Of a row that goes, all.
    pub(super) columns: Vec<&'static str>,
}

/// What happened to a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    Deleted,
    Restored,
    HandedOver,
    Nullified,
    Purged,
    Removed,
}

/// What `locking` locks, in this order.
#[derive(Debug, Clone)]
pub(super) enum Lock {
    /// The rows of a set, which are written.
    Rows(SetId),
    /// The rows that those of a set depend on, which are looked at.
    Parents {
        of: SetId,
        parent: usize,
        link: Link,
    },
}

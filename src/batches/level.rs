//! How far a run has come with the rows of one table.

use diesel::query_builder::AstPass;
use diesel::result::QueryResult;

use super::key::{self, Key, Than};
use crate::cascade::{Excess, Fate};
use crate::declare::{CascadeBackend, Dialect, Edge, EdgeKind, TableInfo};

/// How much larger a stretch may be than the one before: where rows stand against it, the next
/// of them may be near.
const CAREFUL: u64 = 2;

/// The same where there was only too much at once, and how much smaller it becomes if nobody
/// knows by how much.
const STRIDE: u64 = 64;

/// The rows of a table, stretch by stretch in the order of their keys: those of the
/// target, or below it those that depend on one row of the level above.
#[derive(Debug)]
pub(super) struct Level {
    pub(super) table: TableInfo,
    /// What becomes of its rows.
    pub(super) fate: Fate,
    /// How its rows depend on those above.
    pub(super) edge: Option<Edge>,
    /// The rows up to this one have been gone through.
    pub(super) after: Option<Key>,
    /// The last row of the stretch under way.
    pub(super) up_to: Option<Key>,
    /// Whether that row alone is meant.
    pub(super) alone: bool,
    /// How many rows a stretch has at most.
    pub(super) size: u64,
    /// How many times larger the next one may be.
    pub(super) pace: u64,
    /// How many the one under way has.
    pub(super) count: u64,
    /// So many rows are ahead among which one stands against a purge.
    pub(super) suspects: u64,
    /// Which of the table's edges is next, while what depends on one row goes in
    /// stretches of its own.
    pub(super) divided: Option<usize>,
}

impl Level {
    /// The rows of the target.
    pub(super) fn new(table: TableInfo, size: u64) -> Self {
        Level {
            table,
            fate: Fate::Purged,
            edge: None,
            after: None,
            up_to: None,
            alone: false,
            size,
            pace: CAREFUL,
            count: 0,
            suspects: 0,
            divided: None,
        }
    }

    /// What depends on a row that is purged, or removed whatever it is: so much that what has
    /// something below it in turn is begun with one row.
    pub(super) fn below(above: Fate, edge: Edge, size: u64) -> Self {
        let fate = match edge.kind {
            EdgeKind::Nullify => Fate::Nullified(edge.cleared),
            EdgeKind::Remove => Fate::Removed,
            EdgeKind::Cascade | EdgeKind::Restrict => above,
        };
        let mut level = Level::new(edge.child, size);
        // Whether they are deleted or not.
        if fate == Fate::Removed || above == Fate::Removed {
            level.table.markers = &[];
        }
        level.fate = fate;
        level.edge = Some(edge);
        if !level.edges().is_empty() {
            level.size = 1;
            level.pace = STRIDE;
        }
        level
    }

    /// The stretch is done with.
    pub(super) fn advance(&mut self) {
        self.after = self.up_to.take().or(self.after.take());
        self.alone = false;
        self.divided = None;
    }

    /// The row that the stretch has come down to stays.
    pub(super) fn pass(&mut self) {
        self.advance();
        self.suspects = 0;
        self.size = 1;
        self.pace = CAREFUL;
    }

    /// The stretch is looked up anew.
    pub(super) fn start_again(&mut self) {
        self.up_to = None;
        self.alone = false;
        self.divided = None;
    }

    /// It has gone well: what comes next may be so many times larger, up to this size.
    pub(super) fn grow(&mut self, times: u64, most: u64) {
        self.suspects = self.suspects.saturating_sub(self.count);
        self.size = if self.suspects > 0 {
            self.suspects.div_ceil(2)
        } else {
            let times = times.min(self.pace);
            self.size.saturating_mul(times).min(most)
        };
    }

    /// Too much hangs below it, of which so much is known.
    pub(super) fn shrink(&mut self, excess: Excess, most: u64) {
        self.size = match excess {
            Excess::Rows(rows) => {
                let fitting = self.count.saturating_mul(most) / rows.max(1);
                fitting.min(self.count / 2).max(1)
            }
            Excess::Unknown => (self.count / STRIDE).max(1),
        };
        self.pace = STRIDE;
        self.start_again();
    }

    /// Something stands against it: half of it is looked at by itself.
    pub(super) fn suspect(&mut self) {
        self.suspects = self.count;
        self.size = (self.count / 2).max(1);
        self.pace = CAREFUL;
    }

    /// The edges along which something becomes of what depends on a row, in the order in which it
    /// goes first. What goes has no key to lose.
    pub(super) fn edges(&self) -> Vec<Edge> {
        let mut edges = (self.table.edges)();
        edges.retain(|edge| match (self.fate, edge.kind) {
            (Fate::Nullified(_), _) | (_, EdgeKind::Restrict) => false,
            // Rows that are never deleted stand against a purge.
            (Fate::Purged, EdgeKind::Nullify) => !edge.child.markers.is_empty(),
            _ => true,
        });
        edges.reverse();
        edges.sort_by_key(|edge| edge.kind == EdgeKind::Nullify);
        edges
    }

    /// The conditions of the stretch, each followed by `AND`.
    pub(super) fn walk_stretch<'b, DB: CascadeBackend>(
        &'b self,
        mut out: AstPass<'_, 'b, DB>,
    ) -> QueryResult<()> {
        if let (Some(key), true) = (&self.up_to, self.alone) {
            key::walk(&self.table, Than::Same, key, out.reborrow())?;
            out.push_sql(" AND ");
            return Ok(());
        }
        if self.after.is_none() && self.up_to.is_some() && DB::DIALECT == Dialect::Postgres {
            key::walk_lowest(&self.table, out.reborrow())?;
            out.push_sql(" AND ");
        }
        let ends = [(&self.after, Than::After), (&self.up_to, Than::UpTo)];
        for (key, than) in ends {
            if let Some(key) = key {
                key::walk(&self.table, than, key, out.reborrow())?;
                out.push_sql(" AND ");
            }
        }
        Ok(())
    }
}

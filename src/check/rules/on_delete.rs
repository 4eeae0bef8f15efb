//! What a database does by itself to rows that a purge leaves alone.

use super::super::catalogue::{Action, ForeignKey, Table, TableName};
use super::super::declared::{Edge, EdgeKind};
use super::super::finding::{Finding, Reason};
use super::columns::rebuilt;
use super::side::{Side, Sides};

/// What a purge of rows of this table sets off.
pub(super) fn findings(sides: &Sides<'_>, parent: &Side<'_>) -> Vec<Finding> {
    if !sides.is_purged(parent.said) {
        return Vec::new();
    }
    let mut walk = Walk {
        sides,
        parent,
        through: Vec::new(),
        findings: Vec::new(),
    };
    walk.from(&parent.is.name);
    walk.findings
}

struct Walk<'a, 'b> {
    sides: &'b Sides<'a>,
    parent: &'b Side<'a>,
    /// Tables without markers, whose rows go along, on the way from the parent.
    through: Vec<&'b TableName>,
    findings: Vec<Finding>,
}

impl<'a, 'b> Walk<'a, 'b> {
    fn from(&mut self, table: &TableName) {
        let sides = self.sides;
        for child in &sides.catalogue.tables {
            for key in child.foreign_keys.iter().filter(|key| key.table == *table) {
                if key.on_delete != Action::Refuse {
                    self.key(child, key);
                }
            }
        }
    }

    fn key(&mut self, child: &'b Table, key: &'b ForeignKey) {
        let sides = self.sides;
        let side = sides.of(&child.name);
        if let Some(side) = side {
            if !side.said.markers.is_empty() || self.is_left_alone(side, key) {
                if !self.is_meant(side, key) {
                    let finding = self.found(side, child, key);
                    self.findings.push(finding);
                }
                return;
            }
        }
        let is_known = side.is_some_and(|side| sides.is_purged(side.said));
        // What hangs below a plain table of the declaration is looked at from there.
        if key.on_delete == Action::Cascade && !is_known && !self.through.contains(&&child.name) {
            self.through.push(&child.name);
            self.from(&child.name);
            self.through.pop();
        }
    }

    fn edges<'s>(
        &'s self,
        side: &'s Side<'_>,
        key: &'s ForeignKey,
    ) -> impl Iterator<Item = &'s Edge> {
        let direct = self.through.is_empty();
        let edges = self.parent.said.edges.iter();
        edges.filter(move |edge| direct && self.sides.is_of(edge, side, key))
    }

    /// Whether rows without a marker are to stay, by the edges: all of them count as active.
    fn is_left_alone(&self, side: &Side<'_>, key: &ForeignKey) -> bool {
        self.edges(side, key).any(|edge| {
            matches!(edge.kind, EdgeKind::Restrict | EdgeKind::Nullify)
                || !edge.conditions.is_empty()
        })
    }

    /// Whether the database does what the declaration says anyway.
    fn is_meant(&self, side: &Side<'_>, key: &ForeignKey) -> bool {
        self.edges(side, key).any(|edge| {
            edge.conditions.is_empty()
                && match edge.kind {
                    EdgeKind::Remove => true,
                    EdgeKind::Nullify => {
                        key.on_delete == Action::SetNull && edge.cleared.len() == edge.key.len()
                    }
                    EdgeKind::Cascade | EdgeKind::Restrict => false,
                }
        })
    }

    fn found(&self, side: &Side<'_>, child: &Table, key: &ForeignKey) -> Finding {
        let (parents, children) = (&self.parent.said.title, &side.said.title);
        let active = if side.said.markers.is_empty() {
            "rows"
        } else {
            "active rows"
        };
        let (action, what) = match key.on_delete {
            Action::Cascade => (
                "CASCADE",
                format!("removes {active} of `{children}` for good"),
            ),
            Action::SetNull => (
                "SET NULL",
                format!("takes the key of {active} of `{children}`"),
            ),
            Action::SetDefault | Action::Refuse => (
                "SET DEFAULT",
                format!("moves {active} of `{children}` to another parent"),
            ),
        };
        let through: Vec<_> = self.through.iter().map(|it| format!("`{it}`")).collect();
        let through = match through.as_slice() {
            [] => String::new(),
            tables => format!(" by way of {}", tables.join(", ")),
        };
        let message = format!(
            "a purge of `{parents}` {what}{through}, if there are any: the foreign key ({}) is ON DELETE \
             {action}",
            key.columns.join(", ")
        );
        let mut finding = Finding::new(Reason::OnDelete, children, message).at(&key.columns);
        finding.foreign_key = key.name.clone();
        finding.sql = self.sides.sql.no_action(child, key);
        finding.help =
            "a cascade of this crate writes by itself what its edges say, and the database then \
                        refuses what would be lost; a `DELETE` of your own has to do the same"
                .to_owned();
        if finding.sql.is_empty() {
            finding.help = format!("{}, with NO ACTION for that key", rebuilt(self.sides));
        }
        finding
    }
}

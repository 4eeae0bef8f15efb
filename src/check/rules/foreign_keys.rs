//! Foreign keys that no edge stands for.

use super::super::catalogue::{Action, ForeignKey};
use super::super::finding::{Finding, Reason};
use super::side::{Side, Sides};

/// Those onto this table.
pub(super) fn findings(sides: &Sides<'_>, parent: &Side<'_>) -> Vec<Finding> {
    if !sides.is_purged(parent.said) {
        return Vec::new();
    }
    let mut findings = Vec::new();
    for child in sides.declared() {
        for key in &child.is.foreign_keys {
            let mut edges = parent.said.edges.iter();
            if key.table == parent.is.name && !edges.any(|edge| sides.is_of(edge, child, key)) {
                findings.push(no_edge(sides, parent, child, key));
            }
        }
    }
    findings
}

fn no_edge(sides: &Sides<'_>, parent: &Side<'_>, child: &Side<'_>, key: &ForeignKey) -> Finding {
    let (parents, children) = (&parent.said.title, &child.said.title);
    let columns = key.columns.join(", ");
    let message = format!(
        "`{children}` refers to `{parents}` by ({columns}), and the declaration does not say what becomes \
         of its rows when those of `{parents}` are deleted"
    );
    let mut finding = Finding::new(Reason::NoEdge, children, message).at(&key.columns);
    finding.foreign_key = key.name.clone();
    let can_be_null = key.columns.iter().all(|name| {
        let column = sides.column(child.is, name);
        column.is_some_and(|column| column.nullable)
    });
    let word = match key.on_delete {
        Action::SetNull if can_be_null => "nullify",
        Action::Cascade | Action::SetNull | Action::SetDefault | Action::Refuse => "cascade",
    };
    let refers = if sides.same_columns(&key.refers, &parent.is.primary_key) {
        columns
    } else {
        let pairs = key.columns.iter().zip(&key.refers);
        let pairs: Vec<_> = pairs.map(|(a, b)| format!("{a} -> {b}")).collect();
        pairs.join(", ")
    };
    let edge = format!("{word} {children} ({refers})");
    let others = match word {
        "nullify" => "`cascade`, `restrict` or `remove`",
        _ if can_be_null => "`restrict`, `nullify` or `remove`",
        _ => "`restrict` or `remove`",
    };
    finding.help = format!(
        "declare it under `{parents}`: `{edge}`, or {others} in its place; ignore it if its rows have \
         nothing to do with that"
    );
    finding.declaration = Some(edge);
    finding
}

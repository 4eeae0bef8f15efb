//! Declarations, in few words.

use diesel_scopes::check::catalogue::TableName;
use diesel_scopes::check::declared::{
    Condition, Declaration, Edge, EdgeKind, Literal, Marker, Table, Touch, Type,
};

pub(crate) fn declare(tables: impl IntoIterator<Item = Table>) -> Declaration {
    Declaration {
        tables: tables.into_iter().collect(),
    }
}

fn name(name: &str) -> TableName {
    let (schema, name) = match name.split_once('.') {
        Some((schema, name)) => (Some(schema.to_owned()), name),
        None => (None, name),
    };
    TableName {
        schema,
        name: name.to_owned(),
    }
}

fn owned(columns: &[&str]) -> Vec<String> {
    columns.iter().map(|it| (*it).to_owned()).collect()
}

/// A table without a marker.
pub(crate) fn plain(title: &str) -> Table {
    Table {
        declared: true,
        ..Table::new(title.rsplit('.').next().unwrap_or(title), name(title))
    }
}

/// A table with the marker `deleted_at`.
pub(crate) fn timed(title: &str) -> Table {
    plain(title).marker(Marker::time("deleted_at", false))
}

/// `BigInt`: 0 is active.
pub(crate) fn unix_seconds(column: &str) -> Marker {
    Marker {
        column: column.to_owned(),
        sql_type: Type::BigInt,
        nullable: false,
        active: "= 0".to_owned(),
        deleted: "<> 0".to_owned(),
        restored: "0".to_owned(),
        flag: None,
    }
}

/// `Text`: everything but `'D'` is active.
pub(crate) fn state(column: &str) -> Marker {
    Marker {
        column: column.to_owned(),
        sql_type: Type::Text,
        nullable: false,
        active: "<> 'D'".to_owned(),
        deleted: "= 'D'".to_owned(),
        restored: "'A'".to_owned(),
        flag: Some("'D'".to_owned()),
    }
}

pub(crate) trait Words: Sized {
    fn marker(self, marker: Marker) -> Self;
    fn also(self, marker: Marker) -> Self;
    fn clear(self, columns: &[&str]) -> Self;
    fn flag(self, column: &str) -> Self;
    fn touch(self, column: &str) -> Self;
    fn hold(self, column: &str) -> Self;
    fn unique(self, columns: &[&str]) -> Self;
    fn edge(self, kind: EdgeKind, child: &str, key: &[&str]) -> Self;
    fn cascade(self, child: &str, key: &str) -> Self {
        self.edge(EdgeKind::Cascade, child, &[key])
    }
    fn restrict(self, child: &str, key: &str) -> Self {
        self.edge(EdgeKind::Restrict, child, &[key])
    }
    fn nullify(self, child: &str, key: &str) -> Self {
        self.edge(EdgeKind::Nullify, child, &[key])
    }
    fn remove(self, child: &str, key: &str) -> Self {
        self.edge(EdgeKind::Remove, child, &[key])
    }
    /// Of the last edge.
    fn refers(self, columns: &[&str]) -> Self;
    fn only(self, columns: &[&str]) -> Self;
    fn whose(self, column: &str, literal: Literal) -> Self;
}

impl Words for Table {
    fn marker(mut self, marker: Marker) -> Self {
        self.markers.push(marker);
        self
    }

    fn also(mut self, marker: Marker) -> Self {
        self.also.push(marker);
        self
    }

    fn clear(mut self, columns: &[&str]) -> Self {
        self.clear = owned(columns);
        self
    }

    fn flag(mut self, column: &str) -> Self {
        self.flags.push(column.to_owned());
        self
    }

    fn touch(mut self, column: &str) -> Self {
        self.touch.push(Touch {
            column: column.to_owned(),
            with_zone: false,
        });
        self
    }

    fn hold(mut self, column: &str) -> Self {
        self.hold = Some(column.to_owned());
        self
    }

    fn unique(mut self, columns: &[&str]) -> Self {
        self.unique.push(owned(columns));
        self
    }

    fn edge(mut self, kind: EdgeKind, child: &str, key: &[&str]) -> Self {
        let cleared = match kind {
            EdgeKind::Nullify => owned(key),
            _ => Vec::new(),
        };
        self.edges.push(Edge {
            kind,
            child: name(child),
            key: owned(key),
            refers: owned(&["id"]),
            cleared,
            conditions: Vec::new(),
        });
        self
    }

    fn refers(mut self, columns: &[&str]) -> Self {
        if let Some(edge) = self.edges.last_mut() {
            edge.refers = owned(columns);
        }
        self
    }

    fn only(mut self, columns: &[&str]) -> Self {
        if let Some(edge) = self.edges.last_mut() {
            edge.cleared = owned(columns);
        }
        self
    }

    fn whose(mut self, column: &str, literal: Literal) -> Self {
        if let Some(edge) = self.edges.last_mut() {
            edge.conditions.push(Condition {
                column: column.to_owned(),
                literal,
            });
        }
        self
    }
}

//! Declarations as the macros make them.

use std::any::TypeId;

use diesel::sql_types;

use super::types::{Condition, Declaration, Edge, EdgeKind, Literal, Marker, Table, Touch, Type};
use crate::check::catalogue::TableName;
use crate::declare::{self, Dialect, MarkerText, TableInfo, Time};
use crate::parsed::parts;

/// The tables of a declaration, and those to which its edges lead besides.
pub(in crate::check) fn declaration(infos: &[TableInfo], dialect: Dialect) -> Declaration {
    let mut ids = Vec::new();
    let mut tables = Vec::new();
    for info in infos {
        ids.push(info.id);
        tables.push(table(info, dialect, true));
    }
    for info in infos {
        for edge in (info.edges)() {
            if !ids.contains(&edge.child.id) {
                ids.push(edge.child.id);
                tables.push(table(&edge.child, dialect, false));
            }
        }
    }
    Declaration { tables }
}

fn table(info: &TableInfo, dialect: Dialect, declared: bool) -> Table {
    let owned = |columns: &[&str]| columns.iter().map(|it| (*it).to_owned()).collect();
    let touch = info.touch.iter().map(|touch| Touch {
        column: touch.column.to_owned(),
        with_zone: match touch.time {
            Time::Timestamp | Time::Datetime => false,
            Time::Timestamptz | Time::TimestamptzSqlite => true,
        },
    });
    // The edges of a table of another declaration are that one's.
    let edges = if declared {
        let edges = (info.edges)();
        edges.iter().map(|it| edge(it, dialect)).collect()
    } else {
        Vec::new()
    };
    Table {
        title: info.name.to_owned(),
        name: name(info, dialect),
        declared,
        markers: info.markers.iter().map(marker).collect(),
        also: info.also.iter().map(marker).collect(),
        clear: owned(info.clear),
        flags: owned(info.flags),
        touch: touch.collect(),
        hold: info.hold.map(str::to_owned),
        unique: info.unique.iter().map(|it| owned(it)).collect(),
        edges,
    }
}

/// One that cannot be written, or read, has its name in Rust, and is found to be missing.
fn name(info: &TableInfo, dialect: Dialect) -> TableName {
    let text = (info.text)(dialect).ok();
    let parts = text.and_then(|text| parts(&text, dialect));
    let mut parts = parts.unwrap_or_default().into_iter().rev();
    let name = parts.next().map(|it| it.value);
    TableName {
        schema: parts.next().map(|it| it.value),
        name: name.unwrap_or_else(|| info.name.to_owned()),
    }
}

fn marker(text: &MarkerText) -> Marker {
    Marker {
        column: text.column.to_owned(),
        sql_type: sql_type((text.sql_type)()),
        nullable: (text.nullable)(),
        active: text.active.to_owned(),
        deleted: text.deleted.to_owned(),
        restored: text.restored.to_owned(),
        flag: (text.flag)().map(str::to_owned),
    }
}

/// What a type of Diesel's is called here.
fn sql_type(id: TypeId) -> Type {
    let is = |other: TypeId| id == other;
    let known = [
        (TypeId::of::<sql_types::Bool>(), Type::Bool),
        (
            TypeId::of::<sql_types::Timestamp>(),
            Type::Time { with_zone: false },
        ),
        #[cfg(feature = "postgres")]
        (
            TypeId::of::<sql_types::Timestamptz>(),
            Type::Time { with_zone: true },
        ),
        #[cfg(feature = "mysql")]
        (
            TypeId::of::<sql_types::Datetime>(),
            Type::Time { with_zone: false },
        ),
        #[cfg(feature = "sqlite")]
        (
            TypeId::of::<sql_types::TimestamptzSqlite>(),
            Type::Time { with_zone: true },
        ),
        (TypeId::of::<sql_types::Date>(), Type::Date),
        (TypeId::of::<sql_types::SmallInt>(), Type::SmallInt),
        (TypeId::of::<sql_types::Integer>(), Type::Integer),
        (TypeId::of::<sql_types::BigInt>(), Type::BigInt),
        (TypeId::of::<sql_types::Text>(), Type::Text),
    ];
    let mut known = known.iter();
    let found = known.find(|(other, _)| is(*other));
    found.map_or(Type::Unknown, |(_, known)| *known)
}

fn edge(edge: &declare::Edge, dialect: Dialect) -> Edge {
    let owned = |columns: &[&str]| columns.iter().map(|it| (*it).to_owned()).collect();
    let conditions = edge.conditions.iter().map(|condition| Condition {
        column: condition.column.to_owned(),
        literal: match condition.literal {
            declare::Literal::Text(text) => Literal::Text(text.to_owned()),
            declare::Literal::Integer(number) => Literal::Integer(number),
            declare::Literal::Bool(value) => Literal::Bool(value),
        },
    });
    Edge {
        kind: match edge.kind {
            declare::EdgeKind::Cascade => EdgeKind::Cascade,
            declare::EdgeKind::Restrict => EdgeKind::Restrict,
            declare::EdgeKind::Nullify => EdgeKind::Nullify,
            declare::EdgeKind::Remove => EdgeKind::Remove,
        },
        child: name(&edge.child, dialect),
        key: owned(edge.key),
        refers: owned(edge.refers),
        cleared: owned(edge.cleared),
        conditions: conditions.collect(),
    }
}

//! What the names of a declaration are in the database.

use diesel_scopes::check::catalogue::{self, Catalogue, TableName};
use diesel_scopes::check::declared::{Condition, Declaration, Edge, EdgeKind, Marker, Table, Type};

use super::Source;
use super::cursor::Path;
use super::declaration::{Declared, SourceMarker};
use super::edges::SourceEdge;
use super::known::Known;
use super::tables::SourceTable;
use crate::failure::{Failure, Result};
use crate::names::{bare, is_name_of};

pub(super) struct Names<'a> {
    source: &'a Source,
    catalogue: &'a Catalogue,
}

impl<'a> Names<'a> {
    pub(super) fn new(source: &'a Source, catalogue: &'a Catalogue) -> Self {
        Names { source, catalogue }
    }

    pub(super) fn declaration(&self) -> Result<Declaration> {
        let mut declaration = Declaration::default();
        for declared in &self.source.declared {
            let table = self.table(declared)?;
            if declaration.tables.iter().any(|it| it.name == table.name) {
                let (place, name) = (&declared.table.place, table.name);
                return Err(Failure::new(format!(
                    "{place}: {name} is declared a second time"
                )));
            }
            declaration.tables.push(table);
        }
        for declared in &self.source.declared {
            for edge in &declared.edges {
                let child = self.known(&edge.child, &declared.modules);
                if !declaration.tables.iter().any(|it| it.name == child.name) {
                    declaration.tables.push(Table::new(child.title, child.name));
                }
            }
        }
        Ok(declaration)
    }

    fn table(&self, declared: &Declared) -> Result<Table> {
        let known = self.known(&declared.table, &declared.modules);
        let markers = |markers: &[SourceMarker]| {
            let markers = markers
                .iter()
                .map(|marker| self.marker(&known, declared, marker));
            markers.collect::<Result<Vec<_>>>()
        };
        let columns = |names: &[String]| names.iter().map(|it| known.column(it)).collect();
        let edges = declared
            .edges
            .iter()
            .map(|edge| self.edge(&known, declared, edge));
        Ok(Table {
            title: known.title.clone(),
            name: known.name.clone(),
            declared: true,
            markers: markers(&declared.markers)?,
            also: markers(&declared.also)?,
            clear: columns(&declared.clear),
            flags: columns(&declared.flags),
            touch: declared.touch.iter().map(|it| known.touch(it)).collect(),
            hold: declared.hold.as_deref().map(|it| known.column(it)),
            unique: declared.unique.iter().map(|it| columns(it)).collect(),
            edges: edges.collect(),
        })
    }

    fn edge(&self, parent: &Known<'_>, declared: &Declared, edge: &SourceEdge) -> Edge {
        let child = self.known(&edge.child, &declared.modules);
        let columns =
            |names: &[String]| -> Vec<String> { names.iter().map(|it| child.column(it)).collect() };
        let key = columns(&edge.key);
        let conditions = edge.conditions.iter().map(|(column, literal)| Condition {
            column: child.column(column),
            literal: literal.clone(),
        });
        Edge {
            kind: edge.kind,
            refers: if edge.refers.is_empty() {
                parent.key()
            } else {
                edge.refers.iter().map(|it| parent.column(it)).collect()
            },
            cleared: match (edge.kind, edge.only.is_empty()) {
                (EdgeKind::Nullify, true) => key.clone(),
                (EdgeKind::Nullify, false) => columns(&edge.only),
                _ => Vec::new(),
            },
            conditions: conditions.collect(),
            child: child.name,
            key,
        }
    }

    fn marker(
        &self,
        known: &Known<'_>,
        declared: &Declared,
        marker: &SourceMarker,
    ) -> Result<Marker> {
        let column = known.column(&marker.column);
        let source = known.source_column(&marker.column);
        let (sql_type, nullable) = known.type_of(&marker.column);
        let kind = marker.kind.as_deref().or(match sql_type {
            Type::Bool | Type::Time { .. } => None,
            // Which has an implementation of its own.
            _ => source.map(|source| source.sql_type.as_str()),
        });
        let Some(kind) = kind else {
            return Ok(match sql_type {
                Type::Bool => Marker {
                    nullable,
                    ..Marker::bool(column)
                },
                Type::Time { with_zone } => Marker::time(column, with_zone),
                // What the database has is found to be something else.
                _ => Marker::time(column, false),
            });
        };
        let mut impls = self.source.markers.iter().filter(|it| it.kind == kind);
        let texts = impls.clone().find_map(|it| {
            let (active, deleted) = (it.active.clone()?, it.deleted.clone()?);
            Some((active, deleted, it.restored.clone()?))
        });
        let Some((active, deleted, restored)) = texts else {
            let (place, name) = (&declared.table.place, &known.title);
            let message =
                format!("{place}: what `{kind}`, the marker of `{name}`, means is not known");
            let help = format!(
                "give the file with `impl Marker for {kind}` as another --declaration; its texts have to \
                 be literals"
            );
            return Err(Failure::new(message).help(help));
        };
        Ok(Marker {
            column,
            sql_type,
            nullable,
            active,
            deleted,
            restored,
            flag: impls.find_map(|it| it.marked.clone()),
        })
    }

    /// The table of a path, as it is seen from these modules.
    fn known(&self, path: &Path, modules: &[String]) -> Known<'a> {
        let name = path.last();
        let module = path.module();
        let fits = |table: &&SourceTable| {
            table.name == name
                && match module {
                    Some(module) => {
                        table.modules.last().is_some_and(|it| it == module)
                            || table.schema.as_deref() == Some(module)
                            || table.modules.is_empty()
                    }
                    None => true,
                }
        };
        // One in the module that is named, or else in those around the call, or else any.
        let mut tables: Vec<_> = self.source.tables.iter().filter(fits).collect();
        tables.sort_by_key(|table| {
            let is_named = module.is_some() && table.modules.last().map(String::as_str) == module;
            (!is_named, table.modules != modules)
        });
        let source = tables.first().copied();
        let found = match source {
            Some(source) => self
                .catalogue
                .table(source.schema.as_deref(), &source.sql_name),
            None => self.by_rust_name(name, module),
        };
        let name_in_database = match (found, source) {
            (Some(found), _) => found.name.clone(),
            (None, Some(source)) => TableName {
                schema: source.schema.clone(),
                name: source.sql_name.clone(),
            },
            (None, None) => TableName {
                schema: None,
                name: bare(name).to_owned(),
            },
        };
        Known {
            title: match &name_in_database.schema {
                Some(_) => module.map_or(name.to_owned(), |module| format!("{module}::{name}")),
                None => name.to_owned(),
            },
            name: name_in_database,
            source,
            is: found,
        }
    }

    fn by_rust_name(&self, name: &str, module: Option<&str>) -> Option<&'a catalogue::Table> {
        let mut named: Vec<_> = self
            .catalogue
            .tables
            .iter()
            .filter(|table| is_name_of(name, &table.name.name))
            .collect();
        // The schema of that name, or else the own one.
        named.sort_by_key(|table| match (module, &table.name.schema) {
            (Some(module), Some(schema)) if is_name_of(module, schema) => 0,
            (_, None) => 1,
            _ => 2,
        });
        named
            .into_iter()
            .find(|table| match (module, &table.name.schema) {
                (Some(module), Some(schema)) => is_name_of(module, schema),
                (None, Some(_)) => false,
                (_, None) => true,
            })
    }
}

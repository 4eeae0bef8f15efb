//! Declarations as they stand in Rust files, read token by token.

mod calls;
mod cursor;
mod declaration;
mod edges;
mod known;
mod markers;
mod resolve;
mod tables;

use std::path::{Path, PathBuf};

use diesel_scopes::check::catalogue::Catalogue;
use diesel_scopes::check::declared::Declaration;

use self::declaration::Declared;
use self::markers::MarkerImpl;
use self::resolve::Names;
use self::tables::SourceTable;
use crate::failure::{Failure, Result};

/// What the files have: everything that names tables, and what they are.
#[derive(Debug, Default)]
pub(crate) struct Source {
    /// Of `soft_deletable!`, and of `#[soft_delete]`.
    declared: Vec<Declared>,
    /// Of `table!`.
    tables: Vec<SourceTable>,
    markers: Vec<MarkerImpl>,
}

impl Source {
    pub(crate) fn read(files: &[PathBuf]) -> Result<Self> {
        let mut source = Source::default();
        for file in files {
            source.add(file)?;
        }
        if source.declared.is_empty() && !files.is_empty() {
            let files: Vec<_> = files.iter().map(|it| it.display().to_string()).collect();
            return Err(Failure::new(format!(
                "there is no `soft_deletable!` in {}",
                files.join(", ")
            ))
            .help("give the file in which it stands; `diesel-scopes declare` writes one"));
        }
        Ok(source)
    }

    fn add(&mut self, file: &Path) -> Result<()> {
        let text = std::fs::read_to_string(file)
            .map_err(|error| Failure::new(format!("{} cannot be read: {error}", file.display())))?;
        self.add_text(&text, &file.display().to_string())
    }

    fn add_text(&mut self, text: &str, file: &str) -> Result<()> {
        let tokens: proc_macro2::TokenStream =
            text.parse().map_err(|error: proc_macro2::LexError| {
                let line = error.span().start().line;
                Failure::new(format!("{file}:{line}: this is no Rust: {error}"))
            })?;
        for call in calls::find(tokens.clone(), file) {
            match call.name {
                calls::Name::SoftDeletable => {
                    self.declared.extend(declaration::read(&call)?);
                }
                calls::Name::Table => {
                    let (table, declared) = tables::read(&call)?;
                    self.tables.push(table);
                    self.declared.extend(declared);
                }
            }
        }
        self.markers.extend(markers::find(tokens));
        Ok(())
    }

    /// The schemas in which the tables may be.
    pub(crate) fn schemas(&self) -> Vec<String> {
        let own = self.tables.iter().filter_map(|table| table.schema.clone());
        let paths = self.declared.iter().flat_map(|declared| {
            let edges = declared.edges.iter().map(|edge| &edge.child);
            edges.chain([&declared.table])
        });
        let modules = paths.filter_map(|path| path.module().map(str::to_owned));
        let mut schemas: Vec<_> = own.chain(modules).collect();
        schemas.sort_unstable();
        schemas.dedup();
        schemas
    }

    pub(crate) fn declaration(&self, catalogue: &Catalogue) -> Result<Declaration> {
        Names::new(self, catalogue).declaration()
    }
}

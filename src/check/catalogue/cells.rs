//! The rows that the queries of a catalogue give.

use super::error::CatalogueError;
use super::types::TableName;

/// A row, all of whose columns are texts.
pub(super) type Cells = Vec<Option<String>>;

/// A row that is read from left to right.
pub(super) struct Reading {
    cells: std::vec::IntoIter<Option<String>>,
    /// What it is a row of, for an error.
    of: &'static str,
}

impl Reading {
    pub(super) fn new(cells: Cells, of: &'static str) -> Self {
        Reading {
            cells: cells.into_iter(),
            of,
        }
    }

    pub(super) fn maybe(&mut self) -> Option<String> {
        self.cells.next().flatten()
    }

    pub(super) fn text(&mut self) -> Result<String, CatalogueError> {
        self.maybe().ok_or_else(|| self.unexpected())
    }

    pub(super) fn table(&mut self) -> Result<TableName, CatalogueError> {
        Ok(TableName {
            schema: self.maybe(),
            name: self.text()?,
        })
    }

    pub(super) fn flag(&mut self) -> Result<bool, CatalogueError> {
        match self.text()?.as_str() {
            "1" | "true" => Ok(true),
            "0" | "false" => Ok(false),
            _ => Err(self.unexpected()),
        }
    }

    pub(super) fn number(&mut self) -> Result<Option<i64>, CatalogueError> {
        let number = self.maybe().map(|text| text.parse());
        number.transpose().map_err(|_| self.unexpected())
    }

    pub(super) fn unexpected(&self) -> CatalogueError {
        CatalogueError::Unexpected {
            what: self.of.to_owned(),
        }
    }
}

//! What is wrong between a declaration and a database.

use std::fmt;

/// Why something is a [`Finding`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub enum Reason {
    /// A declared table is not there, or this role does not see it.
    NoTable,
    /// A column that the declaration names is not there.
    NoColumn,
    /// A column has another type than the declaration says.
    OtherType,
    /// A column can be NULL, which is neither active nor deleted.
    CanBeNull,
    /// A column that is set to NULL cannot be NULL.
    CannotBeNull,
    /// A marker has a default by which new rows are deleted.
    BornDeleted,
    /// A marker does not keep microseconds.
    Coarse,
    /// Markers on both sides of an edge keep their times with different precision.
    StampsDiffer,
    /// A unique index holds deleted rows: their values stay taken.
    HoldsDeleted,
    /// What the declaration says is unique among active rows need not be.
    NotUnique,
    /// A foreign key between declared tables is none of the edges.
    NoEdge,
    /// Nothing leads from a row to its dependents but a look at all of them.
    NoIndex,
    /// A foreign key does something to rows that a purge leaves alone.
    OnDelete,
    /// A partial index that no scope can use.
    Unmatched,
    /// SQL in the catalogue that cannot be read.
    Unreadable,
}

/// Something that is wrong between a declaration and a database, and what mends it.
///
/// It prints as a compiler prints an error.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Finding {
    pub(super) reason: Reason,
    pub(super) table: String,
    pub(super) columns: Vec<String>,
    pub(super) index: Option<String>,
    pub(super) foreign_key: Option<String>,
    pub(super) message: String,
    pub(super) sql: Vec<String>,
    pub(super) declaration: Option<String>,
    pub(super) help: String,
}

impl Finding {
    pub(super) fn new(reason: Reason, table: &str, message: String) -> Self {
        Finding {
            reason,
            table: table.to_owned(),
            columns: Vec::new(),
            index: None,
            foreign_key: None,
            message,
            sql: Vec::new(),
            declaration: None,
            help: String::new(),
        }
    }

    pub(super) fn at<S: Into<String>>(mut self, columns: impl IntoIterator<Item = S>) -> Self {
        self.columns = columns.into_iter().map(Into::into).collect();
        self
    }

    /// Why it was found.
    pub fn reason(&self) -> Reason {
        self.reason
    }

    /// The table in which it is: its name in Rust.
    pub fn table(&self) -> &str {
        &self.table
    }

    /// The columns that it is about, if it is about some.
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// The name of the index, if it is about one.
    pub fn index(&self) -> Option<&str> {
        self.index.as_deref()
    }

    /// The name of the foreign key, if it is about one that has a name.
    pub fn foreign_key(&self) -> Option<&str> {
        self.foreign_key.as_deref()
    }

    /// What is wrong, in a sentence.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The statements that mend it, in their order. None where that is more than SQL can do
    /// without knowing more: then [`help`](Finding::help) says what to do.
    pub fn sql(&self) -> &[String] {
        &self.sql
    }

    /// What to write into the declaration, if that mends it: `cascade posts (author_id)`, in the
    /// braces of the table to which the foreign key refers.
    pub fn declaration(&self) -> Option<&str> {
        self.declaration.as_deref()
    }

    /// What to do, in a sentence.
    pub fn help(&self) -> &str {
        &self.help
    }

    /// Where it is: `posts.deleted_at`, `posts (tenant, number)`, `posts`.
    pub fn place(&self) -> String {
        match self.columns.as_slice() {
            [] => self.table.clone(),
            [column] => format!("{}.{column}", self.table),
            columns => format!("{} ({})", self.table, columns.join(", ")),
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "error: {}", self.message)?;
        write!(f, "  --> {}", self.place())?;
        if let Some(index) = &self.index {
            write!(f, ", index {index}")?;
        }
        if let Some(key) = &self.foreign_key {
            write!(f, ", foreign key {key}")?;
        }
        writeln!(f)?;
        writeln!(f, "   |")?;
        for sql in &self.sql {
            writeln!(f, "   | {};", sql.replace('\n', "\n   | "))?;
        }
        if !self.sql.is_empty() {
            writeln!(f, "   |")?;
        }
        writeln!(f, "   = help: {}", self.help)
    }
}

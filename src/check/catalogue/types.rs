//! Tables as a database describes them.

/// The tables of a database.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Catalogue {
    /// In the order of their names.
    pub tables: Vec<Table>,
}

/// The name of a table, as the database keeps it: not quoted.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TableName {
    /// Its schema, if that is not the one of the connection.
    pub schema: Option<String>,
    /// Its own name.
    pub name: String,
}

/// A table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// Its name.
    pub name: TableName,
    /// Its columns, as they stand in it.
    pub columns: Vec<Column>,
    /// The columns of its primary key, in the order of the key.
    pub primary_key: Vec<String>,
    /// Its indexes, that of the primary key too.
    pub indexes: Vec<Index>,
    /// The keys by which its rows refer to others.
    pub foreign_keys: Vec<ForeignKey>,
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// Its type as the database writes it: `timestamp(0) without time zone`, `tinyint(1)`.
    pub sql_type: String,
    /// What kind of type that is.
    pub kind: Kind,
    /// Whether it can hold NULL.
    pub nullable: bool,
    /// Its default, as SQL.
    pub default: Option<String>,
    /// What it is computed from, if it is a generated column.
    pub generated: Option<String>,
}

/// What a type is good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// `boolean`, `tinyint(1)`.
    Bool,
    /// A point in time.
    Time(Precision),
    /// A day.
    Date,
    /// A whole number.
    Integer,
    /// Characters.
    Text,
    /// Bytes.
    Binary,
    /// A UUID of the database's own type.
    Uuid,
    /// Anything else.
    Other,
}

/// How many digits behind a second a time keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Precision {
    /// None where the database keeps what it is given, as SQLite does.
    pub digits: Option<u8>,
    /// `timestamp with time zone`.
    pub with_zone: bool,
}

/// An index of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Index {
    /// Its name; SQLite's index of an `INTEGER PRIMARY KEY` has none of its own.
    pub name: String,
    /// What it is made of, in order.
    pub parts: Vec<Part>,
    /// Whether no two rows may have the same.
    pub unique: bool,
    /// Whether it is that of the primary key.
    pub primary: bool,
    /// Which rows stand in it, as SQL, if not all.
    pub predicate: Option<String>,
    /// Whether it belongs to a constraint (`UNIQUE`, `PRIMARY KEY`) and is dropped with that.
    pub constraint: bool,
}

/// A part of an index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// A column, by its name.
    Column(String),
    /// An expression, as SQL.
    Expression(String),
}

/// A key by which rows of a table refer to rows of another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForeignKey {
    /// Its name, if it has one.
    pub name: Option<String>,
    /// The columns that refer.
    pub columns: Vec<String>,
    /// The table that they refer to.
    pub table: TableName,
    /// Which columns of it, in the same order.
    pub refers: Vec<String>,
    /// What becomes of a row whose parent is deleted.
    pub on_delete: Action,
}

/// What a database does to a row whose parent is deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    /// Nothing: `NO ACTION`, `RESTRICT`.
    Refuse,
    /// `CASCADE`.
    Cascade,
    /// `SET NULL`.
    SetNull,
    /// `SET DEFAULT`.
    SetDefault,
}

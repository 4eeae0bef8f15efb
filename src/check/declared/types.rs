//! Tables as they are declared.

use crate::check::catalogue::TableName;

/// The tables of one declaration.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Declaration {
    /// Those that are declared, and those that stand behind an edge only.
    pub tables: Vec<Table>,
}

/// A table of a declaration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// What findings call it: its name in Rust, if it has one.
    pub title: String,
    /// Its name in the database.
    pub name: TableName,
    /// Whether it is one of this declaration. If not, an edge leads to it, and it is not looked at by
    /// itself.
    pub declared: bool,
    /// The markers that say whether a row is active. Those of a table without a marker are none.
    pub markers: Vec<Marker>,
    /// The markers under `also`.
    pub also: Vec<Marker>,
    /// The columns that a restore sets to NULL.
    pub clear: Vec<String>,
    /// The Bool companions of the first marker.
    pub flags: Vec<String>,
    /// The times that every soft delete and every restore sets.
    pub touch: Vec<Touch>,
    /// The Bool column that holds a row back from being removed.
    pub hold: Option<String>,
    /// What is unique among active rows.
    pub unique: Vec<Vec<String>>,
    /// What depends on the rows of this table.
    pub edges: Vec<Edge>,
}

impl Table {
    /// A table with nothing but its name, which is what an edge may lead to.
    pub fn new(title: impl Into<String>, name: TableName) -> Self {
        Table {
            title: title.into(),
            name,
            declared: false,
            markers: Vec::new(),
            also: Vec::new(),
            clear: Vec::new(),
            flags: Vec::new(),
            touch: Vec::new(),
            hold: None,
            unique: Vec::new(),
            edges: Vec::new(),
        }
    }
}

/// A column that says whether a row is deleted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Marker {
    /// Its name.
    pub column: String,
    /// Its type, but for NULL.
    pub sql_type: Type,
    /// Whether it is declared as `Nullable<…>`.
    pub nullable: bool,
    /// What follows the column where the row has to be active: `IS NULL`.
    pub active: String,
    /// What follows it where the row has to be deleted: `IS NOT NULL`.
    pub deleted: String,
    /// What a restore writes: `NULL`.
    pub restored: String,
    /// What a soft delete writes, if that is the same for every row: `TRUE`.
    pub flag: Option<String>,
}

impl Marker {
    /// A time that is NULL as long as the row is active.
    pub fn time(column: impl Into<String>, with_zone: bool) -> Self {
        Marker {
            column: column.into(),
            sql_type: Type::Time { with_zone },
            nullable: true,
            active: "IS NULL".to_owned(),
            deleted: "IS NOT NULL".to_owned(),
            restored: "NULL".to_owned(),
            flag: None,
        }
    }

    /// A Bool that is FALSE as long as the row is active.
    pub fn bool(column: impl Into<String>) -> Self {
        Marker {
            column: column.into(),
            sql_type: Type::Bool,
            nullable: false,
            active: "= FALSE".to_owned(),
            deleted: "= TRUE".to_owned(),
            restored: "FALSE".to_owned(),
            flag: Some("TRUE".to_owned()),
        }
    }
}

/// The type of a column, as a declaration tells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Type {
    /// `Bool`.
    Bool,
    /// `Timestamp` and `Datetime`; `Timestamptz` and `TimestamptzSqlite` with a zone.
    Time {
        /// Whether the values have a time zone.
        with_zone: bool,
    },
    /// `Date`.
    Date,
    /// `SmallInt`.
    SmallInt,
    /// `Integer`.
    Integer,
    /// `BigInt`.
    BigInt,
    /// `Text`.
    Text,
    /// Anything else.
    Unknown,
}

/// A column under `touch`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Touch {
    /// Its name.
    pub column: String,
    /// Whether its values have a time zone.
    pub with_zone: bool,
}

/// A key by which rows of another table depend on the rows of this one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edge {
    /// What becomes of them.
    pub kind: EdgeKind,
    /// The table of the dependents, which is one of the [`Declaration`].
    pub child: TableName,
    /// The columns of the dependents that hold the key.
    pub key: Vec<String>,
    /// The columns of this table that the key refers to, in the same order.
    pub refers: Vec<String>,
    /// The columns of the key that `nullify` sets to NULL.
    pub cleared: Vec<String>,
    /// What the dependents have to meet besides.
    pub conditions: Vec<Condition>,
}

/// What becomes of dependents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EdgeKind {
    /// `cascade`: they go with the row.
    Cascade,
    /// `restrict`: they keep it.
    Restrict,
    /// `nullify`: they lose the key.
    Nullify,
    /// `remove`: they are removed for good.
    Remove,
}

impl EdgeKind {
    /// The word in a declaration.
    pub fn word(self) -> &'static str {
        match self {
            EdgeKind::Cascade => "cascade",
            EdgeKind::Restrict => "restrict",
            EdgeKind::Nullify => "nullify",
            EdgeKind::Remove => "remove",
        }
    }
}

/// `where (column = literal)`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    /// A column of the dependents.
    pub column: String,
    /// What it has to be.
    pub literal: Literal,
}

/// A value that stands in a declaration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Literal {
    /// A text.
    Text(String),
    /// A number.
    Integer(i64),
    /// TRUE or FALSE.
    Bool(bool),
}

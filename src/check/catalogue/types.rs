//! Tables as a database describes them.

use std::fmt;

/// The tables of a database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Catalogue {
    /// The server that was asked.
    pub server: Server,
    /// The schemas in which tables are found by their name alone, the first of them first:
    /// the search path of PostgreSQL, the database of MySQL, `main`.
    pub own: Vec<String>,
    /// In the order of their names; those without a schema first.
    pub tables: Vec<Table>,
}

/// A database server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Server {
    /// Which it is.
    pub product: Product,
    /// Its version: `(10, 11, 14)`; PostgreSQL 15.4 is `(15, 4, 0)`.
    pub version: (u32, u32, u32),
}

/// What a database server is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Product {
    /// PostgreSQL.
    Postgresql,
    /// MariaDB, for which Diesel has the backend of MySQL.
    Mariadb,
    /// MySQL itself.
    Mysql,
    /// SQLite.
    Sqlite,
}

/// The name of a table, as the database keeps it: not quoted.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TableName {
    /// Its schema, if its name alone does not lead to it.
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
    /// The whole of it as a statement, where the database keeps or writes one: PostgreSQL does, and
    /// SQLite does but for what belongs to the definition of a table.
    pub definition: Option<String>,
    /// Whether two rows with a NULL in it are the same to it: `NULLS NOT DISTINCT`.
    pub nulls_equal: bool,
    /// Whether rows are found in it by the values of its first parts, as in a B-tree.
    pub finds: bool,
    /// Whether it belongs to a constraint (`UNIQUE`, `PRIMARY KEY`) and is dropped with that.
    /// On MySQL and MariaDB that is so of primary keys alone.
    pub constraint: bool,
}

/// A part of an index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// A column, by its name.
    Column(String),
    /// An expression, as SQL; of MySQL's `name(10)` too, as `LEFT(name, 10)`.
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
    /// What becomes of it when the columns that it refers to change.
    pub on_update: Action,
    /// Whether it can be checked as late as at the end of a transaction, on PostgreSQL: `true` if it
    /// is so unless somebody says otherwise.
    pub deferrable: Option<bool>,
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

impl Catalogue {
    /// The table of this name, in this schema or where a name alone leads to.
    ///
    /// A schema that is one of the connection's [own](Catalogue::own) finds what a name alone
    /// finds, since that is the same table. SQLite looks at no case in the names of tables.
    pub fn table(&self, schema: Option<&str>, name: &str) -> Option<&Table> {
        let in_schema = |schema: Option<&str>| {
            let of = |table: &&Table| table.name.schema.as_deref() == schema;
            let exact = |table: &&Table| of(table) && table.name.name == name;
            let folds = self.server.product == Product::Sqlite;
            let folded =
                |table: &&Table| folds && of(table) && table.name.name.eq_ignore_ascii_case(name);
            let tables = self.tables.iter();
            tables.clone().find(exact).or(tables.clone().find(folded))
        };
        let own = |schema: &&str| self.own.iter().any(|own| own == schema);
        in_schema(schema).or_else(|| schema.filter(own).and_then(|_| in_schema(None)))
    }
}

impl Table {
    /// The column of this name.
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }
}

impl Index {
    /// The columns that it is made of, if there is no expression in it.
    pub fn columns(&self) -> Option<Vec<&str>> {
        let columns = self.parts.iter().map(|part| match part {
            Part::Column(name) => Some(name.as_str()),
            Part::Expression(_) => None,
        });
        columns.collect()
    }
}

impl fmt::Display for TableName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.schema {
            Some(schema) => write!(f, "{schema}.{}", self.name),
            None => f.write_str(&self.name),
        }
    }
}

impl fmt::Display for Product {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Product::Postgresql => "PostgreSQL",
            Product::Mariadb => "MariaDB",
            Product::Mysql => "MySQL",
            Product::Sqlite => "SQLite",
        })
    }
}

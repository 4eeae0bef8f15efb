//! What is given on the command line.

use std::path::PathBuf;

use anstyle::{AnsiColor, Style};
use clap::builder::Styles;
use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};
use glob::Pattern;

const STYLES: Styles = Styles::styled()
    .header(Style::new().bold().underline())
    .usage(Style::new().bold().underline())
    .literal(AnsiColor::Cyan.on_default().bold())
    .placeholder(AnsiColor::Cyan.on_default());

/// Soft deletion with Diesel: writes the declaration from a database, compares the two, and writes
/// migrations.
#[derive(Debug, Parser)]
#[command(name = "diesel-scopes", version, styles = STYLES, after_help = AFTER_HELP)]
pub(crate) struct Args {
    #[command(flatten)]
    pub(crate) database: DatabaseArgs,
    #[command(subcommand)]
    pub(crate) command: Command,
}

const AFTER_HELP: &str = "\
Examples:
  diesel-scopes declare --database-url postgres://localhost/blog >> src/schema.rs
  diesel-scopes check --declaration src/schema.rs
  diesel-scopes migration users --marker deleted_at

Exit status:
  0  done; for `check`: nothing is wrong
  1  `check` has findings
  2  it could not be done: bad arguments, no database, no such table

NO_COLOR=1 turns colours off.";

#[derive(Debug, ClapArgs)]
pub(crate) struct DatabaseArgs {
    /// The database: postgres://…, mysql://… (MariaDB too), or sqlite://FILE
    #[arg(
        long,
        value_name = "URL",
        env = "DATABASE_URL",
        hide_env_values = true,
        global = true
    )]
    pub(crate) database_url: Option<String>,
    /// Looks at this schema too (MySQL: this database); can be given more than once
    #[arg(long = "schema", value_name = "NAME", global = true)]
    pub(crate) schemas: Vec<String>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Writes the declaration of what a database has, to be read before it is used
    Declare(Declare),
    /// Compares a database with a declaration; no Rust toolchain is needed
    Check(Check),
    /// Writes up.sql and down.sql that make a table soft-deletable
    Migration(Migration),
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Markers {
    /// A column that marks a row as deleted: a name, or a pattern with `*` and `?`; can be given
    /// more than once, and takes the place of the names that are known otherwise (deleted_at,
    /// deleted, is_deleted, removed_at, removed, archived_at, voided, revoked, yanked, …)
    #[arg(long = "marker", value_name = "PATTERN", value_parser = Pattern::new)]
    pub(crate) patterns: Vec<Pattern>,
}

/// Writes the declaration of what a database has, to be read before it is used.
///
/// Each table with a marker is declared: a nullable time, or a Bool that cannot be NULL. Foreign keys become
/// edges: `cascade` onto tables with a marker; what could become of others is in comments. A
/// circle of tables, which the macro refuses, is broken at one edge, with a comment. Unique
/// indexes of active rows become `unique (…)`.
#[derive(Debug, ClapArgs)]
#[command(after_help = DECLARE_HELP)]
pub(crate) struct Declare {
    #[command(flatten)]
    pub(crate) markers: Markers,
    /// What stands in front of each table: `--path crate::schema` writes `crate::schema::users`
    #[arg(long, value_name = "PATH")]
    pub(crate) path: Option<String>,
}

const DECLARE_HELP: &str = "\
Examples:
  diesel-scopes declare --database-url mysql://root@localhost/blog
  diesel-scopes declare --marker deleted_at --marker '*_removed' --schema audit
  diesel-scopes declare --path crate::schema > src/declared.rs

The tables are named as `diesel print-schema` names them: `audit::entries` is the table `entries` of
the schema `audit`, `type_` the table `type`.";

/// Compares a database with a declaration; no Rust toolchain is needed.
///
/// Without --declaration the database is compared with what `declare` would write. What is found
/// is printed with the SQL that mends it.
#[derive(Debug, ClapArgs)]
#[command(after_help = CHECK_HELP)]
pub(crate) struct Check {
    /// A Rust file with `soft_deletable! { … }`, and with its `table! { … }` if that is elsewhere
    /// given a second time
    #[arg(long = "declaration", value_name = "FILE")]
    pub(crate) declarations: Vec<PathBuf>,
    /// Leaves out what is meant: findings at this place (`posts.deleted_by`), on this table, or about
    /// the index or foreign key of this name; can be given more than once
    #[arg(long = "ignore", value_name = "NAME")]
    pub(crate) ignored: Vec<String>,
    /// How findings are printed
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,
    #[command(flatten)]
    pub(crate) markers: Markers,
}

const CHECK_HELP: &str = "\
Examples:
  diesel-scopes check --declaration src/schema.rs
  diesel-scopes check --declaration src/schema.rs --declaration src/declared.rs
  diesel-scopes check --declaration src/schema.rs --ignore posts.deleted_by
  diesel-scopes check --format json | jq -r '.findings[].sql[]'

Exit status:
  0  nothing is wrong
  1  there are findings
  2  it could not be done: bad arguments, no database, a declaration that cannot be read";

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// As a compiler prints errors
    Text,
    /// One JSON object: `findings`, `ignored`, `tables`
    Json,
}

/// Writes up.sql and down.sql that make a table soft-deletable.
///
/// The marker, if it is not there; indexes of active rows in place of unique ones (on MySQL and
/// MariaDB, which have none, with a generated column); and indexes for the foreign keys by which
/// cascades find rows. They go to a new folder of the migrations, as Diesel has it.
#[derive(Debug, ClapArgs)]
#[command(after_help = MIGRATION_HELP)]
pub(crate) struct Migration {
    /// The table: users, audit.entries
    #[arg(value_name = "TABLE")]
    pub(crate) table: String,
    /// The name of the column that marks a row as deleted
    #[arg(long, value_name = "COLUMN", default_value = "deleted_at")]
    pub(crate) marker: String,
    /// Its type [default: timestamp; datetime on MySQL]
    #[arg(long = "type", value_name = "TYPE", value_enum)]
    pub(crate) marker_type: Option<MarkerType>,
    /// Indexes without a lock, outside of a transaction: CREATE INDEX CONCURRENTLY on PostgreSQL
    #[arg(long)]
    pub(crate) concurrently: bool,
    /// The folder of the migrations
    #[arg(long, value_name = "FOLDER", default_value = "migrations")]
    pub(crate) migrations: PathBuf,
    /// The name of the migration [default: soft_delete_TABLE]
    #[arg(long, value_name = "NAME")]
    pub(crate) name: Option<String>,
    /// Prints it, and writes no files
    #[arg(long)]
    pub(crate) stdout: bool,
}

const MIGRATION_HELP: &str = "\
Examples:
  diesel-scopes migration users
  diesel-scopes migration users --marker removed --type bool --stdout
  diesel-scopes migration posts --type timestamptz --concurrently";

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum MarkerType {
    /// `TIMESTAMPTZ`: PostgreSQL, SQLite
    Timestamptz,
    /// `TIMESTAMP`: PostgreSQL, SQLite
    Timestamp,
    /// `DATETIME(6)`: MySQL, MariaDB
    Datetime,
    /// `BOOLEAN NOT NULL DEFAULT FALSE`
    Bool,
}

//! What the journal's two tables are told, as far as it is the same on all databases.

use diesel::QueryResult;

use super::names::Names;
use crate::cascade::plan::Verb;
use crate::cascade::step::{Record, What};
use crate::declare::{ColumnInfo, Shape};

pub(crate) const OPERATIONS: &str = "diesel_scopes_operations";
pub(crate) const ENTRIES: &str = "diesel_scopes_entries";

/// The columns of an entry, in the order in which all statements write them.
pub(super) const ENTRY: &str = "operation_id, table_name, row_key, what, was";

/// Those of an operation.
pub(super) const OPERATION: &str = "verb, table_name, actor, reason, done_at, row_count";

impl Verb {
    pub(super) fn word(self) -> &'static str {
        match self {
            Verb::Delete => "'delete'",
            Verb::Restore => "'restore'",
            Verb::Purge => "'purge'",
        }
    }
}

impl What {
    pub(super) fn word(self) -> &'static str {
        match self {
            What::Deleted => "'deleted'",
            What::Restored => "'restored'",
            What::HandedOver => "'handed_over'",
            What::Nullified => "'nullified'",
            What::Purged => "'purged'",
            What::Removed => "'removed'",
        }
    }
}

impl Names<'_> {
    /// The table as the journal calls it, as a literal.
    pub(super) fn title_of(&self, table: usize) -> String {
        literal(&unquoted(self.table(table)))
    }

    /// The columns of a row's key.
    pub(super) fn key_columns(&self, table: usize) -> Vec<ColumnInfo> {
        self.infos(table, self.info(table).primary)
    }

    /// The columns that an entry tells of. Of a row that goes, all of them.
    pub(super) fn lost(&self, table: usize, record: &Record) -> Vec<ColumnInfo> {
        if record.columns.is_empty() {
            (self.info(table).columns)()
        } else {
            self.infos(table, &record.columns)
        }
    }

    pub(super) fn infos(&self, table: usize, names: &[&'static str]) -> Vec<ColumnInfo> {
        let all = (self.info(table).columns)();
        let info = |name: &&'static str| {
            let known = all.iter().find(|column| column.name == *name);
            known.copied().unwrap_or(ColumnInfo {
                name,
                shape: Shape::Unknown,
            })
        };
        names.iter().map(info).collect()
    }

    /// `'column', value, …`: the arguments of a function that makes an object.
    pub(super) fn pairs(
        &self,
        of: &str,
        columns: &[ColumnInfo],
        value: impl Fn(String, Shape) -> String,
    ) -> QueryResult<String> {
        let pairs = columns.iter().map(|column| {
            let name = self.column(of, column.name)?;
            Ok(format!(
                "{}, {}",
                literal(column.name),
                value(name, column.shape)
            ))
        });
        Ok(pairs.collect::<QueryResult<Vec<_>>>()?.join(", "))
    }
}

/// A text as a literal. Names of columns with a backslash mean two things on MySQL; the
/// journal would not find them again.
pub(crate) fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// What stands around a value and between its copies, for SQLite to write it to JSON: bytes,
/// which that does not hold, and numbers with all of their digits. None if there is nothing.
pub(crate) fn around_on_sqlite(shape: Shape) -> Option<&'static [&'static str]> {
    match shape {
        Shape::Plain | Shape::Date | Shape::Time | Shape::Timestamp => None,
        Shape::Real => Some(&[
            "CASE WHEN typeof(",
            ") = 'real' AND abs(",
            ") < 9e999 THEN json(printf('%!.17g', ",
            ")) ELSE ",
            " END",
        ]),
        // Any value of any column can be bytes.
        Shape::Zoned | Shape::Binary | Shape::Unknown => Some(&[
            "CASE typeof(",
            ") WHEN 'blob' THEN 'x''' || hex(",
            ") || '''' ELSE ",
            " END",
        ]),
    }
}

/// What stands before a value of a key and behind it, for MySQL and MariaDB to write it to JSON,
/// where it is a bind as where it is a column.
pub(crate) fn key_on_mysql(shape: Shape) -> [&'static str; 2] {
    match shape {
        Shape::Binary => ["HEX(", ")"],
        Shape::Date => ["CAST(", " AS DATE)"],
        Shape::Time => ["CAST(", " AS TIME(6))"],
        Shape::Timestamp => ["CAST(", " AS DATETIME(6))"],
        Shape::Plain | Shape::Real | Shape::Zoned | Shape::Unknown => ["", ""],
    }
}

/// A value as SQLite is to write it to JSON.
pub(crate) fn json_on_sqlite(value: &str, shape: Shape) -> String {
    match around_on_sqlite(shape) {
        Some(around) => around.join(value),
        None => value.to_owned(),
    }
}

/// The path of a column in an object.
pub(crate) fn path(column: &str) -> String {
    literal(&format!("$.\"{column}\""))
}

/// A path where nothing is.
pub(crate) const NOWHERE: &str = "'$.\"\"'";

/// `blog.posts`, of a name as Diesel quotes it.
pub(crate) fn unquoted(name: &str) -> String {
    let Some(quote) = name.chars().next() else {
        return String::new();
    };
    let between = format!("{quote}.{quote}");
    let inside = name
        .strip_prefix(quote)
        .and_then(|it| it.strip_suffix(quote));
    let parts = inside.unwrap_or(name).split(&between);
    let doubled = format!("{quote}{quote}");
    let parts = parts.map(|part| part.replace(&doubled, &quote.to_string()));
    parts.collect::<Vec<_>>().join(".")
}

#[cfg(test)]
mod tests {
    use super::unquoted;

    #[test]
    fn names_lose_their_quotes() {
        for (quoted, name) in [
            (r#""posts""#, "posts"),
            ("`posts`", "posts"),
            (r#""blog"."posts""#, "blog.posts"),
            (r#""a""b""#, "a\"b"),
            ("`a``b`.`c`", "a`b.c"),
        ] {
            assert_eq!(unquoted(quoted), name);
        }
    }
}

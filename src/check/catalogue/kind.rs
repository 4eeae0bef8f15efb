//! What the types of a database are good for.

use super::types::{Kind, Precision};
use crate::declare::Dialect;

/// The kind of a type.
pub(super) struct TypeNames<'a> {
    /// As it is declared.
    pub(super) sql_type: &'a str,
    /// Its name alone: of the type under a domain, without a precision.
    pub(super) base: &'a str,
    /// The digits behind a second.
    pub(super) digits: Option<i64>,
}

impl TypeNames<'_> {
    pub(super) fn kind(&self, dialect: Dialect) -> Kind {
        match dialect {
            Dialect::Postgres => self.postgresql(),
            Dialect::Mysql => self.mysql(),
            Dialect::Sqlite => sqlite(&self.sql_type.to_ascii_lowercase()),
        }
    }

    fn time(&self, otherwise: u8, with_zone: bool) -> Kind {
        let digits = self.digits.and_then(|digits| u8::try_from(digits).ok());
        Kind::Time(Precision {
            digits: Some(digits.unwrap_or(otherwise)),
            with_zone,
        })
    }

    fn postgresql(&self) -> Kind {
        match self.base {
            "bool" => Kind::Bool,
            "timestamp" => self.time(6, false),
            "timestamptz" => self.time(6, true),
            "date" => Kind::Date,
            "int2" | "int4" | "int8" => Kind::Integer,
            "text" | "varchar" | "bpchar" | "name" | "citext" => Kind::Text,
            "bytea" => Kind::Binary,
            "uuid" => Kind::Uuid,
            _ => Kind::Other,
        }
    }

    fn mysql(&self) -> Kind {
        match self.base {
            // As `diesel print-schema` has it.
            "tinyint" if self.sql_type == "tinyint(1)" => Kind::Bool,
            "datetime" | "timestamp" => self.time(0, false),
            "date" => Kind::Date,
            "tinyint" | "smallint" | "mediumint" | "int" | "bigint" => Kind::Integer,
            "char" | "varchar" | "tinytext" | "text" | "mediumtext" | "longtext" | "enum"
            | "set" => Kind::Text,
            "binary" | "varbinary" | "tinyblob" | "blob" | "mediumblob" | "longblob" => {
                Kind::Binary
            }
            "uuid" => Kind::Uuid,
            _ => Kind::Other,
        }
    }
}

/// As `diesel print-schema` reads the types of SQLite, which takes any name for one and
/// keeps what it is given.
fn sqlite(declared: &str) -> Kind {
    let has = |part: &str| declared.contains(part);
    let time = |with_zone| {
        Kind::Time(Precision {
            digits: None,
            with_zone,
        })
    };
    if has("bool") || has("tiny") && has("int") {
        Kind::Bool
    } else if has("int") {
        Kind::Integer
    } else if has("char") || has("clob") || has("text") {
        Kind::Text
    } else if has("blob") || declared.is_empty() {
        Kind::Binary
    } else if has("timestamptz") {
        time(true)
    } else if has("timestamp") || has("datetime") {
        time(false)
    } else if has("date") {
        Kind::Date
    } else {
        Kind::Other
    }
}

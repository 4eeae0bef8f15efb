//! Whether columns have the types that the declaration says.

use super::super::catalogue::{Column, Kind};
use super::super::declared::Type;
use super::super::finding::{Finding, Reason};
use super::super::sql::{Convert, Wanted};
use super::columns::in_one;
use super::side::{Side, Sides};
use crate::declare::Dialect;

pub(super) fn other_type(
    sides: &Sides<'_>,
    side: &Side<'_>,
    column: &Column,
    of_type: Type,
    wanted: impl FnOnce(&str) -> Wanted,
) -> Finding {
    let title = &side.said.title;
    let name = &column.name;
    let type_name = sides.sql.type_name(of_type).unwrap_or_default();
    let message = format!(
        "`{title}.{name}` is declared as {}, and is `{}` in the database",
        declared_type(of_type),
        column.sql_type
    );
    let mut finding = Finding::new(Reason::OtherType, title, message).at([name]);
    let wanted = wanted(type_name);
    let convert = Convert::To(of_type);
    finding.sql = sides.sql.change_column(side.is, column, &wanted, convert);
    finding.help = if finding.sql.is_empty() {
        format!(
            "what its values become is yours to say: give it the type `{type_name}` in a migration, or \
             declare it as what it is"
        )
    } else {
        let help =
            "its values become those of the other type as this says; or declare it as what it is";
        in_one(sides, &finding.sql, help.to_owned())
    };
    finding
}

fn declared_type(of_type: Type) -> &'static str {
    match of_type {
        Type::Bool => "a Bool",
        Type::Time { with_zone: false } => "a time without a zone",
        Type::Time { with_zone: true } => "a time with a zone",
        Type::Date => "a day",
        Type::SmallInt | Type::Integer | Type::BigInt => "a whole number",
        Type::Text => "a text",
        Type::Unknown => "something else",
    }
}

/// Whether a column of the database can be what the declaration says.
pub(super) fn fits(sides: &Sides<'_>, said: Type, is: Kind) -> bool {
    let dialect = sides.sql.dialect();
    // SQLite keeps what it is given.
    let untyped = dialect == Dialect::Sqlite && matches!(is, Kind::Binary | Kind::Other);
    match (said, is) {
        // An enum, say.
        (Type::Unknown, _) | (Type::Text, Kind::Other) => true,
        _ if untyped => true,
        (Type::Bool, Kind::Bool) | (Type::Date, Kind::Date) | (Type::Text, Kind::Text) => true,
        (Type::Bool, Kind::Integer) => dialect == Dialect::Sqlite,
        (Type::Time { with_zone }, Kind::Time(precision)) => {
            dialect != Dialect::Postgres || precision.with_zone == with_zone
        }
        // So SQLite's own functions write times.
        (Type::Time { .. } | Type::Date, Kind::Text) => dialect == Dialect::Sqlite,
        (Type::SmallInt | Type::Integer | Type::BigInt, Kind::Integer) => true,
        (Type::SmallInt | Type::Integer | Type::BigInt, Kind::Bool) => dialect != Dialect::Postgres,
        (Type::Text, Kind::Uuid) => dialect != Dialect::Postgres,
        _ => false,
    }
}

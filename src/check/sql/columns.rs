//! Adds columns, and makes them what they have to be.

use super::super::catalogue::{Column, Index, Kind, Part, Table};
use super::super::declared::Type;
use super::Sql;
use crate::declare::Dialect;

/// What a column has to be.
#[derive(Debug, Clone)]
pub(in crate::check) struct Wanted {
    /// Its type, as the server calls it.
    pub(in crate::check) type_name: String,
    pub(in crate::check) nullable: bool,
    pub(in crate::check) default: Option<String>,
}

/// What becomes of the values that are there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::check) enum Convert {
    /// They stay, where they are NULL this one takes their place.
    Keep,
    /// They become those of another type.
    To(Type),
}

impl Wanted {
    fn definition(&self) -> String {
        let null = if self.nullable { "" } else { " NOT NULL" };
        match &self.default {
            Some(default) => format!("{}{null} DEFAULT {default}", self.type_name),
            None => format!("{}{null}", self.type_name),
        }
    }
}

impl Sql<'_> {
    pub(in crate::check) fn add_column(
        &self,
        table: &Table,
        column: &str,
        wanted: &Wanted,
    ) -> Vec<String> {
        vec![format!(
            "ALTER TABLE {} ADD COLUMN {} {}",
            self.table(&table.name),
            self.quoted(column),
            wanted.definition()
        )]
    }

    /// Makes a column what it has to be. Nothing if that takes more than is known here.
    pub(in crate::check) fn change_column(
        &self,
        table: &Table,
        column: &Column,
        wanted: &Wanted,
        convert: Convert,
    ) -> Vec<String> {
        let value = match convert {
            Convert::Keep => Some(self.quoted(&column.name)),
            Convert::To(to) => self.converted(column, to),
        };
        let Some(mut value) = value else {
            return Vec::new();
        };
        let is_never_null = matches!(
            (convert, column.kind),
            (Convert::To(Type::Bool), Kind::Time(_) | Kind::Date)
        );
        let can_be_null = column.nullable && !is_never_null;
        if let (false, Some(default), true) = (wanted.nullable, &wanted.default, can_be_null) {
            value = format!("COALESCE({value}, {default})");
        }
        let in_place = convert == Convert::Keep || self.dialect() == Dialect::Postgres;
        if !in_place || self.dialect() == Dialect::Sqlite {
            return self.replace_column(table, column, wanted, &value);
        }
        let mut statements = Vec::new();
        if let (false, Some(default), Convert::Keep) = (wanted.nullable, &wanted.default, convert) {
            if column.nullable {
                let column = self.quoted(&column.name);
                statements.push(format!(
                    "UPDATE {} SET {column} = {default} WHERE {column} IS NULL",
                    self.table(&table.name)
                ));
            }
        }
        statements.push(match self.dialect() {
            Dialect::Postgres => self.alter_in_place(table, column, wanted, convert, &value),
            Dialect::Mysql | Dialect::Sqlite => {
                // Without NULL, the first TIMESTAMP of a table is NOT NULL on some servers.
                let null = if wanted.nullable {
                    " NULL"
                } else {
                    " NOT NULL"
                };
                let default = wanted.default.as_ref();
                let default = default
                    .map(|it| format!(" DEFAULT {it}"))
                    .unwrap_or_default();
                format!(
                    "ALTER TABLE {} MODIFY COLUMN {} {}{null}{default}",
                    self.table(&table.name),
                    self.quoted(&column.name),
                    wanted.type_name
                )
            }
        });
        statements
    }

    fn alter_in_place(
        &self,
        table: &Table,
        column: &Column,
        wanted: &Wanted,
        convert: Convert,
        value: &str,
    ) -> String {
        let name = self.quoted(&column.name);
        let mut actions = Vec::new();
        // What is there as a default need not fit the new type.
        if column.default.is_some() && (wanted.default.is_none() || convert != Convert::Keep) {
            actions.push(format!("ALTER COLUMN {name} DROP DEFAULT"));
        }
        if wanted.nullable && !column.nullable {
            actions.push(format!("ALTER COLUMN {name} DROP NOT NULL"));
        }
        match convert {
            Convert::Keep if column.sql_type == wanted.type_name => {}
            Convert::Keep => actions.push(format!("ALTER COLUMN {name} TYPE {}", wanted.type_name)),
            Convert::To(_) => actions.push(format!(
                "ALTER COLUMN {name} TYPE {} USING {value}",
                wanted.type_name
            )),
        }
        let same = convert == Convert::Keep && wanted.default == column.default;
        if let (Some(default), false) = (&wanted.default, same) {
            actions.push(format!("ALTER COLUMN {name} SET DEFAULT {default}"));
        }
        if !wanted.nullable && column.nullable {
            actions.push(format!("ALTER COLUMN {name} SET NOT NULL"));
        }
        format!(
            "ALTER TABLE {} {}",
            self.table(&table.name),
            actions.join(", ")
        )
    }

    /// A new column takes the place and the name of the old one: SQLite alters none, and where
    /// values have to become others nobody does it in one statement.
    fn replace_column(
        &self,
        table: &Table,
        column: &Column,
        wanted: &Wanted,
        value: &str,
    ) -> Vec<String> {
        let Some(indexes) = self.movable(table, &column.name) else {
            return Vec::new();
        };
        let mut new = format!("{}_new", column.name);
        while table
            .columns
            .iter()
            .any(|it| it.name.eq_ignore_ascii_case(&new))
        {
            new.push('_');
        }
        let name = self.table(&table.name);
        let (old, new) = (self.quoted(&column.name), self.quoted(&new));
        let mut statements = Vec::new();
        let dropped = indexes.iter().map(|index| self.drop_index(table, index));
        statements.extend(dropped.flatten());
        statements.push(format!(
            "ALTER TABLE {name} ADD COLUMN {new} {}",
            wanted.definition()
        ));
        statements.push(format!("UPDATE {name} SET {new} = {value}"));
        statements.push(format!("ALTER TABLE {name} DROP COLUMN {old}"));
        statements.push(format!("ALTER TABLE {name} RENAME COLUMN {new} TO {old}"));
        let again = indexes.iter().map(|index| self.create_again(table, index));
        let Some(again) = again.collect::<Option<Vec<_>>>() else {
            return Vec::new();
        };
        statements.extend(again);
        statements
    }

    /// The indexes that have to make way for a column, if nothing else holds on to it.
    fn movable<'t>(&self, table: &'t Table, column: &str) -> Option<Vec<&'t Index>> {
        let is = |name: &str| name.eq_ignore_ascii_case(column);
        let mut holders = self.catalogue.tables.iter();
        let referred = holders.any(|other| {
            other.foreign_keys.iter().any(|key| {
                let own = other.name == table.name && key.columns.iter().any(|it| is(it));
                own || key.table == table.name && key.refers.iter().any(|it| is(it))
            })
        });
        let computed = table.columns.iter().any(|it| {
            let sql = it.generated.as_deref();
            sql.is_some_and(|sql| self.mentions(sql, column))
        });
        if referred || computed || table.primary_key.iter().any(|it| is(it)) {
            return None;
        }
        let mut indexes = Vec::new();
        for index in &table.indexes {
            let parts = index.parts.iter().any(|part| match part {
                Part::Column(name) => is(name),
                Part::Expression(sql) => self.mentions(sql, column),
            });
            let predicate = index.predicate.as_deref();
            if parts || predicate.is_some_and(|sql| self.mentions(sql, column)) {
                if index.constraint {
                    return None;
                }
                indexes.push(index);
            }
        }
        Some(indexes)
    }

    /// Whether an expression looks at a column. One that cannot be read may.
    fn mentions(&self, sql: &str, column: &str) -> bool {
        super::super::rows::names(sql, self.dialect())
            .is_none_or(|names| names.iter().any(|name| name.eq_ignore_ascii_case(column)))
    }

    /// The value that takes the place of one of another type.
    fn converted(&self, column: &Column, to: Type) -> Option<String> {
        let name = self.quoted(&column.name);
        let now = match (self.dialect(), to) {
            (Dialect::Postgres, Type::Time { with_zone: false }) => "now() AT TIME ZONE 'UTC'",
            (Dialect::Postgres, _) => "now()",
            (Dialect::Mysql, _) => "UTC_TIMESTAMP(6)",
            (Dialect::Sqlite, _) => "strftime('%Y-%m-%d %H:%M:%f', 'now')",
        };
        Some(match (to, column.kind) {
            (Type::Time { .. }, Kind::Bool) => format!("CASE WHEN {name} THEN {now} END"),
            (Type::Time { .. }, Kind::Time(_)) if self.dialect() == Dialect::Postgres => {
                format!("{name} AT TIME ZONE 'UTC'")
            }
            (Type::Time { .. }, Kind::Date) => match self.dialect() {
                Dialect::Sqlite => format!("{name} || ' 00:00:00'"),
                Dialect::Postgres => format!("{name}::timestamp"),
                Dialect::Mysql => name,
            },
            (Type::Time { .. }, Kind::Time(_)) => name,
            (Type::Bool, Kind::Time(_) | Kind::Date) => format!("{name} IS NOT NULL"),
            (Type::Bool, Kind::Integer) => format!("{name} <> 0"),
            (Type::SmallInt | Type::Integer | Type::BigInt, Kind::Bool)
                if self.dialect() == Dialect::Postgres =>
            {
                format!("{name}::integer")
            }
            (Type::SmallInt | Type::Integer | Type::BigInt, Kind::Bool) => name,
            (Type::Text, Kind::Integer | Kind::Uuid) if self.dialect() == Dialect::Postgres => {
                format!("{name}::text")
            }
            (Type::Text, Kind::Integer | Kind::Uuid) => name,
            _ => return None,
        })
    }
}

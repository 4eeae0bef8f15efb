//! The marker that a table gets, or has.

use diesel_scopes::check::catalogue::{Column, Kind, Precision, Product, Table};
use diesel_scopes::check::declared::Marker;

use crate::args::{MarkerType, Migration};
use crate::failure::{Failure, Result};
use crate::quote::Quote;

pub(super) struct NewMarker {
    pub(super) name: String,
    /// What follows its name where it is added; none if the table has it.
    pub(super) definition: Option<&'static str>,
    kind: Kind,
}

impl NewMarker {
    pub(super) fn new(
        product: Product,
        strict: bool,
        table: &Table,
        wanted: &Migration,
    ) -> Result<Self> {
        let name = &wanted.marker;
        let found = table.columns.iter().find(|column| match product {
            Product::Postgresql => column.name == *name,
            _ => column.name.eq_ignore_ascii_case(name),
        });
        if let Some(column) = found {
            let kind = match column.kind {
                // All that a STRICT table has for them.
                Kind::Text if strict => time(None, wanted.marker_type),
                Kind::Integer if strict => Kind::Bool,
                kind => kind,
            };
            let is_marker = match kind {
                Kind::Time(_) => column.nullable,
                Kind::Bool => !column.nullable,
                _ => false,
            };
            if !is_marker || column.generated.is_some() {
                let (table, null) = (&table.name, if column.nullable { "" } else { " NOT NULL" });
                return Err(Failure::new(format!(
                    "{table} has a column `{}`, which is no marker: {}{null}",
                    column.name, column.sql_type
                ))
                .help("a marker is a time that can be NULL, or a Bool that cannot; --marker names another column"));
            }
            return Ok(NewMarker {
                name: column.name.clone(),
                definition: None,
                kind,
            });
        }
        let is_mysql = matches!(product, Product::Mariadb | Product::Mysql);
        let default = if is_mysql {
            MarkerType::Datetime
        } else {
            MarkerType::Timestamp
        };
        let time = |of_type| time(Some(6), Some(of_type));
        let marker_type = wanted.marker_type.unwrap_or(default);
        let (definition, kind) = match (marker_type, is_mysql) {
            (MarkerType::Bool, _) if strict => ("INTEGER NOT NULL DEFAULT FALSE", Kind::Bool),
            (MarkerType::Timestamp | MarkerType::Timestamptz, false) if strict => {
                ("TEXT", time(marker_type))
            }
            (MarkerType::Bool, _) => ("BOOLEAN NOT NULL DEFAULT FALSE", Kind::Bool),
            (MarkerType::Datetime, true) => ("DATETIME(6) NULL", time(marker_type)),
            (MarkerType::Timestamp, false) => ("TIMESTAMP", time(marker_type)),
            (MarkerType::Timestamptz, false) => ("TIMESTAMPTZ", time(marker_type)),
            (MarkerType::Timestamp | MarkerType::Timestamptz, true) => {
                return Err(Failure::new(format!(
                    "a TIMESTAMP of {product} ends in 2038, or is read in the zone of the session"
                ))
                .help("give --type datetime"));
            }
            (MarkerType::Datetime, false) => {
                return Err(Failure::new(format!("{product} has no DATETIME(6)"))
                    .help("give --type timestamp or --type timestamptz"));
            }
        };
        Ok(NewMarker {
            name: name.clone(),
            definition: Some(definition),
            kind,
        })
    }

    pub(super) fn declared(&self) -> Marker {
        match self.kind {
            Kind::Time(precision) => Marker::time(&self.name, precision.with_zone),
            _ => Marker::bool(&self.name),
        }
    }

    pub(super) fn column(&self) -> Column {
        Column {
            name: self.name.clone(),
            sql_type: self.definition.unwrap_or_default().to_lowercase(),
            kind: self.kind,
            nullable: self.kind != Kind::Bool,
            default: (self.kind == Kind::Bool).then(|| "FALSE".to_owned()),
            generated: None,
        }
    }

    /// What `diesel print-schema` makes of its type where that is another than Diesel has for it.
    pub(super) fn is_shown_as(&self) -> Option<[&'static str; 2]> {
        match self.definition {
            Some("TEXT") => Some(["Nullable<Text>", "Nullable<Timestamp>"]),
            Some("INTEGER NOT NULL DEFAULT FALSE") => Some(["Integer", "Bool"]),
            _ => None,
        }
    }

    /// What is true of active rows: `"deleted_at" IS NULL`.
    pub(super) fn active(&self, quote: &Quote) -> String {
        format!("{} {}", quote.name(&self.name), self.declared().active)
    }
}

fn time(digits: Option<u8>, of_type: Option<MarkerType>) -> Kind {
    Kind::Time(Precision {
        digits,
        with_zone: of_type == Some(MarkerType::Timestamptz),
    })
}

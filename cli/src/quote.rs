//! Names as a database has them.

use diesel_scopes::check::catalogue::{Part, Product, TableName};

pub(crate) struct Quote(pub(crate) Product);

impl Quote {
    pub(crate) fn name(&self, name: &str) -> String {
        match self.0 {
            Product::Mariadb | Product::Mysql => format!("`{}`", name.replace('`', "``")),
            _ => format!("\"{}\"", name.replace('"', "\"\"")),
        }
    }

    pub(crate) fn table(&self, name: &TableName) -> String {
        match &name.schema {
            Some(schema) => format!("{}.{}", self.name(schema), self.name(&name.name)),
            None => self.name(&name.name),
        }
    }

    pub(crate) fn list(&self, names: &[String]) -> String {
        let names = names.iter().map(|name| self.name(name));
        names.collect::<Vec<_>>().join(", ")
    }

    pub(crate) fn parts(&self, parts: &[Part]) -> Vec<String> {
        let parts = parts.iter().map(|part| match part {
            Part::Column(name) => self.name(name),
            Part::Expression(sql) => match self.0 {
                // With what is behind it: `lower(name) DESC`.
                Product::Sqlite => sql.clone(),
                Product::Mariadb | Product::Mysql => {
                    self.prefix(sql).unwrap_or_else(|| format!("({sql})"))
                }
                _ => format!("({sql})"),
            },
        });
        parts.collect()
    }

    /// `name(10)`, which the catalogue has as `LEFT(name, 10)`.
    fn prefix(&self, sql: &str) -> Option<String> {
        let inside = sql.strip_prefix("LEFT(")?.strip_suffix(')')?;
        let (name, length) = inside.rsplit_once(", ")?;
        let length: u32 = length.parse().ok()?;
        Some(format!("{}({length})", self.name(name)))
    }
}

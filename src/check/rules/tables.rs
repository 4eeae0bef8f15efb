//! Tables that are not there.

use super::super::catalogue::Product;
use super::super::finding::{Finding, Reason};
use super::side::Sides;

pub(super) fn findings(sides: &Sides<'_>) -> Vec<Finding> {
    let missing = sides
        .declaration
        .tables
        .iter()
        .filter(|table| sides.said(&table.name).is_none());
    let missing = missing.map(|table| {
        let message = format!("there is no table `{}`", table.name);
        let mut finding = Finding::new(Reason::NoTable, &table.title, message);
        finding.help = match sides.sql.product() {
            Product::Sqlite => "run the migrations that create it, on this very file".to_owned(),
            Product::Postgresql => "run the migrations that create it, in this database; if it is \
                                    there, its schema is neither in the search path nor in the \
                                    table's declaration"
                .to_owned(),
            Product::Mariadb | Product::Mysql => {
                "run the migrations that create it, in this database; if it is there, this user has \
                 no privilege on it"
                    .to_owned()
            }
        };
        finding
    });
    missing.collect()
}

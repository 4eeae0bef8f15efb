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
        let if_it_is_there = match sides.sql.product() {
            Product::Sqlite => "it is in another file",
            Product::Postgresql => {
                "its schema is neither in the search path nor in the table's declaration"
            }
            Product::Mariadb | Product::Mysql => "this user has no privilege on it",
        };
        finding.help = format!(
            "run the migrations that create it; if it is there, it is a view, or {if_it_is_there}"
        );
        finding
    });
    missing.collect()
}

//! Markers that keep no microseconds.

use super::super::catalogue::{Column, Kind};
use super::super::declared::Marker;
use super::super::finding::{Finding, Reason};
use super::super::rows::Rows;
use super::super::sql::{Convert, Wanted};
use super::side::{Side, Sides};
use crate::declare::Dialect;

/// What a stamp has.
const MICROSECONDS: u8 = 6;

pub(super) fn findings(sides: &Sides<'_>, side: &Side<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for marker in side.rows.markers() {
        let coarse = digits(sides, side, marker).filter(|(_, digits)| *digits < MICROSECONDS);
        if let Some((column, _)) = coarse {
            let place = format!("{}.{}", side.said.title, marker.column);
            let message = format!(
                "the marker `{place}` is `{}`, which keeps no microseconds: two cascades at nearly the \
                 same time have the same stamp, and a restore of one brings back what the other deleted",
                column.sql_type
            );
            let finding = Finding::new(Reason::Coarse, &side.said.title, message);
            findings.push(refined(sides, side, column, marker, finding));
        }
    }
    for edge in &side.said.edges {
        let Some(child) = sides.said(&edge.child) else {
            continue;
        };
        if edge.kind != super::super::declared::EdgeKind::Cascade {
            continue;
        }
        for marker in side.rows.markers() {
            // A cascade marks the marker of the same name, if there is one, and else the first.
            let mut below = child.rows.markers();
            let below = below
                .find(|it| it.column == marker.column)
                .or(child.said.markers.first());
            let Some(below) = below else {
                continue;
            };
            let (Some((_, parents)), Some((column, children))) =
                (digits(sides, side, marker), digits(sides, child, below))
            else {
                continue;
            };
            if parents == children {
                continue;
            }
            let message = format!(
                "the stamps of `{}.{}` have {parents} digits behind the second, and those of `{}.{}` below \
                 it {children}: a restore of a cascade compares them, and finds no row",
                side.said.title, marker.column, child.said.title, below.column
            );
            let (coarser, at, column) = if parents < children {
                let Some((column, _)) = digits(sides, side, marker) else {
                    continue;
                };
                (side, marker, column)
            } else {
                (child, below, column)
            };
            let finding = Finding::new(Reason::StampsDiffer, &coarser.said.title, message);
            findings.push(refined(sides, coarser, column, at, finding));
        }
    }
    findings
}

/// How many digits behind the second a marker keeps.
fn digits<'t>(sides: &Sides<'_>, side: &Side<'t>, marker: &Marker) -> Option<(&'t Column, u8)> {
    let column = sides.column(side.is, &marker.column)?;
    match column.kind {
        Kind::Time(precision) if Rows::is_time(marker) => Some((column, precision.digits?)),
        _ => None,
    }
}

fn refined(
    sides: &Sides<'_>,
    side: &Side<'_>,
    column: &Column,
    marker: &Marker,
    finding: Finding,
) -> Finding {
    let mut finding = finding.at([&column.name]);
    let is_timestamp = |base: &str| base.eq_ignore_ascii_case("timestamp");
    let type_name = match sides.sql.dialect() {
        // One of MySQL's two types of times does not become the other.
        Dialect::Mysql if column.sql_type.split('(').next().is_some_and(is_timestamp) => {
            "timestamp(6)"
        }
        _ => match column.kind {
            Kind::Time(precision) => {
                let with_zone = precision.with_zone;
                let of_type = super::super::declared::Type::Time { with_zone };
                sides.sql.type_name(of_type).unwrap_or_default()
            }
            _ => "",
        },
    };
    let wanted = Wanted {
        type_name: type_name.to_owned(),
        nullable: marker.nullable,
        default: (!marker.nullable).then(|| marker.restored.clone()),
    };
    finding.sql = sides
        .sql
        .change_column(side.is, column, &wanted, Convert::Keep);
    finding.help = "what was deleted before keeps the stamps that it has".to_owned();
    finding
}

//! Random cascades over tables whose declaration says more: keys onto other columns,
//! conditions, two markers, a table without one in the middle, rows that are removed
//! for good or held.

use std::collections::BTreeMap;

use diesel_scopes::{CascadeError, CascadeReport};

use super::cascade_random::{
    Chance, Step, Target, Value, World, like_the_model, read_table, run_step, step_on, with_target,
};
use super::prelude::*;
use crate::archive::*;
use crate::cascade_model::{Edge, Graph, Id, Kind, Model, Row, Sort, Table, Verb};

cases![; database: the_archive];

async fn the_archive(db: &Database) -> TestResult {
    like_the_model::<Archive>(db).await
}

struct Archive;

const TIME: &[(&str, Sort)] = &[("deleted_at", Sort::Time)];

/// What the model has for the texts of `target_type`: their lengths.
const TENANT: i64 = "Tenant".len() as i64;
const DOCUMENT: i64 = "Document".len() as i64;

/// The declaration in `archive.rs`, once more.
static ARCHIVE: Graph = Graph {
    tables: &[
        Table {
            hold: Some("on_hold"),
            ..Table::new("tenants", TIME)
        },
        Table::new("stacks", TIME),
        Table {
            flag: &["is_gone"],
            clear: &["reason"],
            ..Table::new(
                "documents",
                &[("deleted_at", Sort::Time), ("removed_at", Sort::Time)],
            )
        },
        Table::new("placements", &[]),
        Table::new("remarks", TIME),
        Table::new("labels", TIME),
        Table {
            hold: Some("pinned"),
            ..Table::new("passes", TIME)
        },
        Table::new("scans", &[]),
        Table::new("seals", &[("broken_at", Sort::Time)]),
        Table::new("gates", TIME),
        Table::new("bills", &[("voided", Sort::Flag)]),
    ],
    edges: &[
        Edge::new(
            Kind::Cascade,
            "tenants",
            "documents",
            &[("tenant_number", "number")],
        ),
        Edge {
            condition: Some(("target_type", TENANT)),
            ..Edge::new(Kind::Cascade, "tenants", "labels", &[("target_id", "id")])
        },
        Edge::new(Kind::Remove, "tenants", "passes", &[("tenant_id", "id")]),
        Edge::new(Kind::Restrict, "tenants", "bills", &[("tenant_id", "id")]),
        Edge::new(Kind::Cascade, "stacks", "placements", &[("stack_id", "id")]),
        Edge::new(
            Kind::Cascade,
            "documents",
            "placements",
            &[("document_id", "id")],
        ),
        Edge {
            condition: Some(("target_type", DOCUMENT)),
            ..Edge::new(Kind::Cascade, "documents", "labels", &[("target_id", "id")])
        },
        Edge::new(
            Kind::Nullify,
            "documents",
            "gates",
            &[("document_id", "id")],
        ),
        Edge::new(
            Kind::Cascade,
            "placements",
            "remarks",
            &[("placement_id", "id")],
        ),
        Edge::new(Kind::Cascade, "remarks", "remarks", &[("reply_to", "id")]),
        Edge::new(Kind::Cascade, "passes", "scans", &[("pass_id", "id")]),
        Edge::new(Kind::Restrict, "passes", "seals", &[("pass_id", "id")]),
        Edge::new(Kind::Nullify, "passes", "gates", &[("pass_id", "id")]),
    ],
};

impl World for Archive {
    const GRAPH: &'static Graph = &ARCHIVE;

    const ROWS: &'static [(&'static str, usize)] = &[
        ("tenants", 4),
        ("stacks", 3),
        ("documents", 7),
        ("placements", 9),
        ("remarks", 14),
        ("labels", 10),
        ("passes", 4),
        ("scans", 4),
        ("seals", 1),
        ("gates", 5),
        ("bills", 1),
    ];

    const TARGETS: &'static [(&'static str, &'static [&'static str])] = &[
        ("tenants", &[]),
        ("tenants", &[]),
        ("stacks", &[]),
        ("documents", &["deleted_at", "removed_at"]),
        ("documents", &["deleted_at", "removed_at"]),
        ("remarks", &[]),
        ("labels", &[]),
        ("passes", &[]),
        ("gates", &[]),
    ];

    const CIRCLES: &'static [(&'static str, &'static str)] = &[("remarks", "reply_to")];

    fn row(chance: &mut Chance, model: &Model, table: &'static str) -> Option<Row> {
        let mut row = Row::new();
        let tenant = chance.parent(model, "tenants");
        match table {
            "tenants" => {
                row.insert("on_hold", i64::from(chance.percent(10)));
                // A number that no other tenant has; and now and then none.
                let taken: Vec<_> = model.in_table("tenants");
                let number = (1..).find(|number| {
                    taken
                        .iter()
                        .all(|id| model.get(*id, "number") != Some(*number))
                });
                if chance.percent(85) {
                    row.insert("number", number?);
                }
            }
            "documents" => {
                row.insert("is_gone", 0);
                if let Some(number) = model.get(("tenants", tenant?), "number") {
                    row.insert("tenant_number", number);
                }
                if chance.percent(30) {
                    row.insert("reason", 5);
                }
            }
            "placements" => {
                row.insert("document_id", chance.parent(model, "documents")?);
                if chance.percent(60) {
                    row.extend(chance.parent(model, "stacks").map(|id| ("stack_id", id)));
                }
            }
            "remarks" => {
                if chance.percent(75) {
                    row.extend(
                        chance
                            .parent(model, "placements")
                            .map(|id| ("placement_id", id)),
                    );
                }
                if chance.percent(50) {
                    row.extend(chance.parent(model, "remarks").map(|id| ("reply_to", id)));
                }
            }
            "labels" => {
                let (kind, target) = if chance.percent(40) {
                    (TENANT, tenant?)
                } else {
                    (DOCUMENT, chance.parent(model, "documents")?)
                };
                row.extend([("target_type", kind), ("target_id", target)]);
            }
            "passes" => {
                let pinned = i64::from(chance.percent(10));
                row.extend([("tenant_id", tenant?), ("pinned", pinned)]);
            }
            "scans" | "seals" => {
                row.insert("pass_id", chance.parent(model, "passes")?);
            }
            "gates" => {
                if chance.percent(60) {
                    row.extend(chance.parent(model, "passes").map(|id| ("pass_id", id)));
                }
                if chance.percent(60) {
                    row.extend(
                        chance
                            .parent(model, "documents")
                            .map(|id| ("document_id", id)),
                    );
                }
            }
            "bills" => row.extend([("tenant_id", tenant?), ("voided", 0)]),
            _ => {}
        }
        Some(row)
    }

    fn literal(column: &str, value: i64) -> String {
        match column {
            "target_type" if value == TENANT => "'Tenant'".to_owned(),
            "target_type" => "'Document'".to_owned(),
            "on_hold" | "pinned" | "voided" | "is_gone" => (value != 0).to_string(),
            column if column.ends_with("_at") => {
                let time = chrono::DateTime::from_timestamp_micros(value).unwrap();
                format!("'{}'", time.format("%Y-%m-%d %H:%M:%S%.6f"))
            }
            _ => value.to_string(),
        }
    }

    fn more(_: &str, _: i64) -> Option<(&'static str, String)> {
        None
    }

    async fn read(conn: &mut Connection) -> TestResult<BTreeMap<Id, Row>> {
        type Time = Option<NaiveDateTime>;
        type Key = Option<i32>;
        let mut rows = BTreeMap::new();
        read_table!(
            conn,
            rows,
            tenants {
                number: Key,
                on_hold: bool,
                deleted_at: Time
            }
        );
        read_table!(conn, rows, stacks { deleted_at: Time });
        read_table!(
            conn,
            rows,
            documents {
                tenant_number: Key,
                reason: Key,
                is_gone: bool,
                deleted_at: Time,
                removed_at: Time,
            }
        );
        read_table!(
            conn,
            rows,
            placements {
                document_id: i32,
                stack_id: Key
            }
        );
        read_table!(
            conn,
            rows,
            remarks {
                placement_id: Key,
                reply_to: Key,
                deleted_at: Time
            }
        );
        read_table!(
            conn,
            rows,
            labels {
                target_type: String,
                target_id: i32,
                deleted_at: Time
            }
        );
        read_table!(
            conn,
            rows,
            passes {
                tenant_id: i32,
                pinned: bool,
                deleted_at: Time
            }
        );
        read_table!(conn, rows, scans { pass_id: i32 });
        read_table!(
            conn,
            rows,
            seals {
                pass_id: i32,
                broken_at: Time
            }
        );
        read_table!(
            conn,
            rows,
            gates {
                pass_id: Key,
                document_id: Key,
                deleted_at: Time
            }
        );
        read_table!(
            conn,
            rows,
            bills {
                tenant_id: i32,
                voided: bool
            }
        );
        Ok(rows)
    }

    async fn cascade(conn: &mut Connection, step: &Step) -> Result<CascadeReport, CascadeError> {
        match step.table {
            "tenants" => step_on!(conn, step, tenants),
            "stacks" => step_on!(conn, step, stacks),
            "documents" => step_on!(conn, step, documents, deleted_at, removed_at),
            "remarks" => step_on!(conn, step, remarks),
            "labels" => step_on!(conn, step, labels),
            "passes" => step_on!(conn, step, passes),
            _ => step_on!(conn, step, gates),
        }
    }

    /// Writes a marker, a hold or a key of one row, whatever stands against it.
    async fn disturb(
        conn: &mut Connection,
        model: &mut Model,
        chance: &mut Chance,
        step: &Step,
    ) -> TestResult {
        let (column, value) = match (step.table, chance.below(10)) {
            ("tenants", 0..=2) => ("on_hold", Some(i64::from(chance.percent(30)))),
            ("passes", 0..=2) => ("pinned", Some(i64::from(chance.percent(30)))),
            ("documents", 0..=4) => ("removed_at", Some(step.micros())),
            ("documents", 5) => ("removed_at", None),
            ("remarks", 0..=2) => ("reply_to", chance.parent(model, "remarks")),
            (_, 3..=6) => ("deleted_at", Some(step.micros() - chance.below(9) as i64)),
            _ => ("deleted_at", None),
        };
        let id = step.rows[chance.below(step.rows.len())];
        let literal = value.map_or_else(|| "NULL".to_owned(), |it| Self::literal(column, it));
        let update = format!(
            "UPDATE {} SET {column} = {literal} WHERE id = {}",
            id.0, id.1
        );
        conn.batch_execute(&update).await?;
        let row = model.rows.get_mut(&id).unwrap();
        match value {
            Some(value) => row.insert(column, value),
            None => row.remove(column),
        };
        // Now and then the bills are paid.
        if chance.percent(30) {
            conn.batch_execute("UPDATE bills SET voided = TRUE").await?;
            for id in model.in_table("bills") {
                model.rows.get_mut(&id).unwrap().insert("voided", 1);
            }
        }
        Ok(())
    }
}

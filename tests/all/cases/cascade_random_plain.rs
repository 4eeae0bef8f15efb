//! Random cascades past tables without a marker, one below the other: what these hang
//! below counts in their place, in the cascade or outside of it.

use std::collections::BTreeMap;

use diesel_scopes::{CascadeError, CascadeReport};

use super::cascade_random::{
    Chance, Step, Target, Value, World, like_the_model, read_table, run_step, step_on, with_target,
};
use super::prelude::*;
use crate::cascade_model::{Edge, Graph, Id, Kind, Model, Row, Sort, Table, Verb};
use crate::depot::*;

cases![; database: the_depot];

async fn the_depot(db: &Database) -> TestResult {
    like_the_model::<Depot>(db).await
}

struct Depot;

const TIME: &[(&str, Sort)] = &[("deleted_at", Sort::Time)];

/// What the model has for the texts of `place`: their lengths.
const HALL: i64 = "Hall".len() as i64;
const BAY: i64 = "Bay".len() as i64;

/// The declaration in `depot.rs`, once more.
static DEPOT: Graph = Graph {
    tables: &[
        Table::new("lenders", TIME),
        Table::new(
            "halls",
            &[("deleted_at", Sort::Time), ("closed_at", Sort::Time)],
        ),
        Table::new("bays", &[]),
        Table::new("trays", &[]),
        Table::new("tools", TIME),
        Table::new("tallies", TIME),
    ],
    edges: &[
        Edge::new(Kind::Cascade, "lenders", "trays", &[("lender_id", "id")]),
        Edge::new(Kind::Cascade, "lenders", "trays", &[("keeper_id", "id")]),
        Edge::new(Kind::Cascade, "lenders", "tools", &[("lender_id", "id")]),
        Edge::new(Kind::Cascade, "halls", "bays", &[("hall_code", "code")]),
        Edge {
            condition: Some(("place", HALL)),
            ..Edge::new(Kind::Cascade, "halls", "trays", &[("place_id", "id")])
        },
        Edge::new(Kind::Cascade, "bays", "bays", &[("inside_id", "id")]),
        Edge {
            condition: Some(("place", BAY)),
            ..Edge::new(Kind::Cascade, "bays", "trays", &[("place_id", "id")])
        },
        Edge::new(Kind::Cascade, "bays", "tallies", &[("bay_id", "id")]),
        Edge::new(Kind::Cascade, "trays", "tools", &[("tray_id", "id")]),
        Edge::new(Kind::Cascade, "tools", "tools", &[("part_of", "id")]),
        Edge::new(Kind::Cascade, "tools", "tallies", &[("tool_id", "id")]),
    ],
};

impl World for Depot {
    const GRAPH: &'static Graph = &DEPOT;

    const ROWS: &'static [(&'static str, usize)] = &[
        ("lenders", 4),
        ("halls", 4),
        ("bays", 7),
        ("trays", 8),
        ("tools", 14),
        ("tallies", 8),
    ];

    const TARGETS: &'static [(&'static str, &'static [&'static str])] = &[
        ("lenders", &[]),
        ("lenders", &[]),
        ("halls", &["deleted_at", "closed_at"]),
        ("halls", &["deleted_at", "closed_at"]),
        ("tools", &[]),
        ("tallies", &[]),
    ];

    const CIRCLES: &'static [(&'static str, &'static str)] =
        &[("bays", "inside_id"), ("tools", "part_of")];

    fn row(chance: &mut Chance, model: &Model, table: &'static str) -> Option<Row> {
        let mut row = Row::new();
        let mut above = |percent: usize, parent: &str, key: &'static str| {
            if chance.percent(percent) {
                row.extend(chance.parent(model, parent).map(|id| (key, id)));
            }
        };
        match table {
            "bays" => above(60, "bays", "inside_id"),
            "trays" => {
                above(40, "lenders", "lender_id");
                above(30, "lenders", "keeper_id");
                let (place, value) = if chance.percent(30) {
                    ("halls", HALL)
                } else {
                    ("bays", BAY)
                };
                row.insert("place", value);
                row.extend(chance.parent(model, place).map(|id| ("place_id", id)));
            }
            "tools" => {
                above(60, "lenders", "lender_id");
                above(60, "trays", "tray_id");
                above(40, "tools", "part_of");
            }
            "tallies" => {
                above(80, "tools", "tool_id");
                above(50, "bays", "bay_id");
            }
            _ => {}
        }
        match table {
            "halls" => {
                // A code that no other hall has; and now and then none.
                let taken = model.in_table("halls");
                let free =
                    |code: &i64| taken.iter().all(|id| model.get(*id, "code") != Some(*code));
                let code = (1..).find(free)?;
                if chance.percent(85) {
                    row.insert("code", code);
                }
            }
            "bays" if chance.percent(60) => {
                let hall = chance.parent(model, "halls")?;
                row.extend(
                    model
                        .get(("halls", hall), "code")
                        .map(|code| ("hall_code", code)),
                );
            }
            _ => {}
        }
        Some(row)
    }

    fn literal(column: &str, value: i64) -> String {
        match column {
            "place" if value == HALL => "'Hall'".to_owned(),
            "place" => "'Bay'".to_owned(),
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
        read_table!(conn, rows, lenders { deleted_at: Time });
        read_table!(
            conn,
            rows,
            halls {
                code: Key,
                deleted_at: Time,
                closed_at: Time
            }
        );
        read_table!(
            conn,
            rows,
            bays {
                hall_code: Key,
                inside_id: Key
            }
        );
        read_table!(conn, rows, trays {
            lender_id: Key, keeper_id: Key, place: Option<String>, place_id: Key,
        });
        read_table!(
            conn,
            rows,
            tools {
                lender_id: Key,
                tray_id: Key,
                part_of: Key,
                deleted_at: Time,
            }
        );
        read_table!(
            conn,
            rows,
            tallies {
                tool_id: Key,
                bay_id: Key,
                deleted_at: Time
            }
        );
        Ok(rows)
    }

    async fn cascade(conn: &mut Connection, step: &Step) -> Result<CascadeReport, CascadeError> {
        match step.table {
            "lenders" => step_on!(conn, step, lenders),
            "halls" => step_on!(conn, step, halls, deleted_at, closed_at),
            "tools" => step_on!(conn, step, tools),
            _ => step_on!(conn, step, tallies),
        }
    }

    /// Writes a marker or a key of one row, whatever stands against it.
    async fn disturb(
        conn: &mut Connection,
        model: &mut Model,
        chance: &mut Chance,
        step: &Step,
    ) -> TestResult {
        let mut id = step.rows[chance.below(step.rows.len())];
        let (column, value) = match (step.table, chance.below(10)) {
            ("halls", 0..=3) => ("closed_at", Some(step.micros())),
            ("halls", 4) => ("closed_at", None),
            ("tools", 0..=1) => ("part_of", chance.parent(model, "tools")),
            ("tallies", 0..=2) => {
                let Some(bay) = chance.parent(model, "bays") else {
                    return Ok(());
                };
                id = ("bays", bay);
                ("inside_id", chance.parent(model, "bays"))
            }
            (_, 5..=8) => ("deleted_at", Some(step.micros() - chance.below(9) as i64)),
            _ => ("deleted_at", None),
        };
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
        Ok(())
    }
}

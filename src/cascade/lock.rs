//! What comes before everything else: the roots noted, the rows locked.

use diesel::QueryResult;

use super::plan::{Answer, Planned, Planner};
use super::rows::{CLAIMED, columns_of};
use super::text::{Piece, Text};
use crate::declare::{CascadeBackend, Dialect};

impl Planner {
    /// MySQL leaves a transaction at the end of which a table is dropped, unless
    /// the statement says that it is a temporary one.
    pub(super) fn temporary(&self) -> &'static str {
        if self.rows.dialect == Dialect::Mysql {
            "TEMPORARY "
        } else {
            ""
        }
    }

    /// Puts the roots into a table of their own, once and for all.
    pub(super) fn claim(&mut self) {
        let rows = &self.rows;
        let table = &rows.tables[0].name;
        let columns = rows.set_columns(0);
        let named: Vec<_> = rows
            .set_values(0, table)
            .split(", ")
            .zip(columns.split(", "))
            .map(|(value, column)| format!("{value} AS {column}"))
            .collect();
        let empty = format!(
            "CREATE TEMPORARY TABLE {CLAIMED} AS SELECT {} FROM {table} WHERE 1 = 0",
            named.join(", ")
        );
        let fill = Text::sql(format!(
            "INSERT INTO {CLAIMED} ({columns}) SELECT {} FROM {table}",
            rows.set_values(0, table)
        ))
        .then(Piece::Target)
        .then(Piece::Guard);
        let mysql = rows.dialect == Dialect::Mysql;
        let fill = if mysql {
            fill.then(" FOR UPDATE")
        } else {
            fill
        };
        if mysql {
            // Left behind by a connection that broke off: no rollback removes it.
            let leftover = format!("DROP TEMPORARY TABLE IF EXISTS {CLAIMED}");
            self.push(leftover, false, Answer::Done);
        }
        self.push(empty, false, Answer::Done);
        self.push(fill, false, Answer::Done);
    }

    /// SQLite has one writer. A transaction that has read, and would write after
    /// another one did, fails at once; one that begins with a write waits.
    pub(super) fn begin_writing(&mut self) {
        let reads_first = self
            .plan
            .statements
            .first()
            .is_some_and(|first| first.counts);
        if self.rows.dialect == Dialect::Sqlite && reads_first {
            let table = &self.rows.tables[0];
            let key = &table.key[0];
            let nothing = format!("UPDATE {} SET {key} = {key} WHERE 1 = 0", table.name);
            self.plan.statements.insert(
                0,
                Planned {
                    text: nothing.into(),
                    counts: false,
                    answer: Answer::Done,
                },
            );
        }
    }

    /// Locks the rows from the top down, in the order of their keys.
    ///
    /// MySQL reads the parents of rows that it changes with shared locks. Two
    /// cascades over the same rows would both hold one on the roots when they
    /// come to change these, so there the roots are always locked first.
    pub(super) fn lock<DB: CascadeBackend>(&mut self, locking: bool) -> QueryResult<()> {
        let tables = match self.rows.dialect {
            Dialect::Sqlite => 0,
            _ if locking => self.rows.graph.nodes.len(),
            Dialect::Mysql if !self.rows.node(0).edges.is_empty() && !self.rows.claimed => 1,
            _ => 0,
        };
        for at in 0..tables {
            let table = &self.rows.tables[at];
            let name = &table.name;
            let key = columns_of(name, &table.key);
            let plain_root =
                at == 0 && (self.rows.node(at).trees.is_empty() || !locking) && !self.rows.claimed;
            let (with, rows) = if plain_root {
                let rows = Text::sql(format!("SELECT 1 FROM {name}"))
                    .then(Piece::Target)
                    .then(Piece::Guard);
                (Text::default(), rows)
            } else {
                self.select_reached::<DB>(at, "1")?
            };
            let locked = with.then("SELECT COUNT(*) FROM (").then(rows).then(format!(
                " ORDER BY {} FOR UPDATE) AS locked",
                key.join(", ")
            ));
            self.push(locked, true, Answer::Done);
        }
        Ok(())
    }

    /// `WITH …` and `SELECT … FROM` the table's rows that the cascade reaches.
    fn select_reached<DB: CascadeBackend>(
        &self,
        at: usize,
        what: &str,
    ) -> QueryResult<(Text, Text)> {
        let rows = &self.rows;
        let table = &rows.tables[at];
        let name = &table.name;
        let key = columns_of(name, &table.key);
        let reachable = rows.reachable::<DB>(at, name)?;
        let with = rows.with::<DB>(&[at], false)?;
        let select = match rows.dialect {
            Dialect::Mysql => format!(
                "SELECT {what} FROM {name} INNER JOIN {set} ON {} WHERE {reachable}",
                rows.on(&key, None, &table.set),
                set = table.set,
            ),
            _ => format!(
                "SELECT {what} FROM {name} WHERE {} AND {reachable}",
                rows.within(&key, None, &table.set),
            ),
        };
        Ok((with, Text::sql(select)))
    }
}

//! Random histories: the journal has every row that changed and no other, and undoing all
//! of it from the last to the first brings back every state on the way.

use std::collections::{BTreeMap, BTreeSet};

use diesel_scopes::journal::{self, Entry, entries};
use diesel_scopes::{CascadeError, CascadeReport, undo};

use super::journal::{all, compact};
use super::prelude::*;
use crate::journaled::*;

cases![every_history_is_undone];

const HISTORIES: u32 = 300;
const STEPS: u32 = 4;

/// The columns of each row, but for the times of the last write.
type State = BTreeMap<(&'static str, i32), BTreeMap<&'static str, String>>;

macro_rules! rows {
    ($state:ident, $conn:ident, $table:ident: $($column:ident),+) => {
        let rows: Vec<(i32, $(rows!(@ $column)),+)> =
            $table::table.select(($table::id, $($table::$column),+)).load($conn).await?;
        for (id, $($column),+) in rows {
            let row = BTreeMap::from([$((stringify!($column), format!("{:?}", $column))),+]);
            $state.insert((stringify!($table), id), row);
        }
    };
    (@ reason) => { Option<String> };
    (@ is_gone) => { bool };
    (@ closed) => { bool };
    (@ barred) => { bool };
    (@ work_id) => { Option<i32> };
    (@ maker_id) => { Option<i32> };
    (@ parent_id) => { Option<i32> };
    (@ $time:ident) => { Option<NaiveDateTime> };
}

async fn state(conn: &mut Connection) -> TestResult<State> {
    let mut state = State::new();
    rows!(state, conn, makers: reason, is_gone, deleted_at, banned_at);
    rows!(state, conn, memos: work_id, parent_id, deleted_at);
    rows!(state, conn, prints: work_id, maker_id);
    rows!(state, conn, spots: closed, barred);
    let works: Vec<(i32, Option<NaiveDateTime>)> = works::table
        .select((works::id, works::deleted_at))
        .load(conn)
        .await?;
    for (id, deleted_at) in works {
        let row = BTreeMap::from([("deleted_at", format!("{deleted_at:?}"))]);
        state.insert(("works", id), row);
    }
    Ok(state)
}

struct Dice(u64);

impl Dice {
    fn below(&mut self, n: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % n
    }

    fn id(&mut self, n: u64) -> i32 {
        self.below(n) as i32 + 1
    }
}

/// Two makers with two works each, a tree of memos below each of these.
async fn prepare(conn: &mut Connection) -> TestResult {
    conn.batch_execute(
        "INSERT INTO makers (id, reason) VALUES (1, 'r'), (2, NULL);
         INSERT INTO works (id, maker_id) VALUES (1, 1), (2, 1), (3, 2);
         INSERT INTO memos (id, work_id, parent_id) VALUES
             (1, 1, NULL), (2, NULL, 1), (3, 1, 2), (4, 3, NULL), (5, 2, 4);
         INSERT INTO prints (id, work_id, maker_id) VALUES (1, 1, 1), (2, 3, 1), (3, NULL, 2);
         INSERT INTO spots (id, name) VALUES (1, 'a'), (2, 'b');",
    )
    .await?;
    Ok(())
}

type Reported = Result<CascadeReport, CascadeError>;

async fn step(conn: &mut Connection, dice: &mut Dice) -> TestResult<(String, Reported)> {
    macro_rules! done {
        ($($statement:tt)+) => {
            (stringify!($($statement)+).to_owned(), $($statement)+.execute(conn).await)
        };
    }
    let (maker, work, memo, spot) = (dice.id(2), dice.id(3), dice.id(5), dice.id(2));
    let some = || [memo, 1 + memo % 5];
    Ok(match dice.below(14) {
        0 => done!(soft_delete(makers::table.find(maker)).cascade()),
        1 => done!(restore(makers::table.find(maker)).cascade()),
        2 => done!(soft_delete(works::table.find(work)).cascade()),
        3 => done!(restore(works::table.find(work)).cascade().with_parents()),
        4 => done!(soft_delete(memos::table.filter(memos::id.eq_any(some()))).cascade()),
        5 => done!(restore(memos::table.find(memo)).cascade().with_parents()),
        6 => done!(restore(memos::table.find(memo)).shallow()),
        7 => done!(soft_delete(works::table).shallow().by_ids([work, work + 1])),
        8 => done!(restore(works::table).cascade().locking()),
        9 => done!(
            soft_delete(makers::table.find(maker))
                .marking(makers::banned_at)
                .cascade()
        ),
        10 => done!(
            restore(makers::table.find(maker))
                .marking(makers::banned_at)
                .cascade()
        ),
        11 => done!(
            soft_delete(makers::table.find(maker))
                .set(makers::reason.eq(format!("because of {work}")))
                .shallow()
        ),
        12 => done!(soft_delete(spots::table.find(spot)).marking(spots::barred)),
        _ => done!(soft_delete(spots::table)),
    })
}

/// The entries of an operation are the rows that it changed.
async fn assert_recorded(
    conn: &mut Connection,
    operation: i64,
    before: &State,
    after: &State,
    what: &str,
) -> TestResult {
    let found: Vec<Entry> = entries::table
        .filter(entries::operation_id.eq(operation))
        .select(Entry::as_select())
        .load(conn)
        .await?;
    let changed = before
        .iter()
        .filter(|(key, row)| after.get(key) != Some(row));
    let changed: BTreeSet<String> = changed
        .map(|((table, id), _)| format!("{table} {{\"id\":{id}}}"))
        .collect();
    let recorded: Vec<String> = found
        .iter()
        .map(|it| format!("{} {}", it.table_name, compact(&it.row_key)))
        .collect();
    let once: BTreeSet<String> = recorded.iter().cloned().collect();
    assert_eq!(
        once.len(),
        recorded.len(),
        "{what}: a row twice in {recorded:?}"
    );
    assert_eq!(once, changed, "{what}");
    for entry in found {
        // What changed is what the entry names.
        let was: BTreeMap<String, serde_json::Value> =
            serde_json::from_str(entry.was.as_deref().unwrap_or("{}"))?;
        let id = compact(&entry.row_key);
        let id: i32 = id
            .trim_start_matches("{\"id\":")
            .trim_end_matches('}')
            .parse()?;
        let (key, row) = before
            .iter()
            .find(|((table, one), _)| *table == entry.table_name && *one == id)
            .ok_or("an entry of no row")?;
        for (column, value) in row {
            if after[key][column] != *value {
                let told = was
                    .get(*column)
                    .ok_or_else(|| format!("{what}: {column} is not told"))?;
                assert_eq!(
                    told.is_null(),
                    value == "None",
                    "{what}: {column} was {value}: {told}"
                );
            }
        }
    }
    Ok(())
}

async fn every_history_is_undone(conn: &mut Connection) -> TestResult {
    prepare(conn).await?;
    let first = state(conn).await?;
    let mut dice = Dice(20_260_101);
    let (mut operations, mut undone_midway) = (0, 0);
    for history in 0..HISTORIES {
        let mut now = first.clone();
        // Each operation, with the state before it.
        let mut done: Vec<(i64, State)> = Vec::new();
        for n in 0..STEPS {
            let (what, operation) = if !done.is_empty() && dice.below(4) == 0 {
                let one = done[dice.below(done.len() as u64) as usize].0;
                let report = undo(journal::operation(makers::table, one))
                    .execute(conn)
                    .await?;
                undone_midway += u32::from(report.total() > 0);
                (format!("undo({one})"), report.operation().map(|it| it.id()))
            } else {
                let (what, report) = step(conn, &mut dice).await?;
                (
                    what,
                    report
                        .ok()
                        .and_then(|report| report.operation())
                        .map(|it| it.id()),
                )
            };
            let what = format!("history {history}, step {n}, {what}");
            let after = state(conn).await?;
            match operation {
                Some(operation) => {
                    assert_recorded(conn, operation, &now, &after, &what).await?;
                    done.push((operation, now));
                    operations += 1;
                }
                None => assert_eq!(now, after, "{what}: not recorded"),
            }
            now = after;
        }
        let list: Vec<i64> = all(conn).await?.into_iter().map(|it| it.id).collect();
        let known: Vec<i64> = done.iter().map(|(operation, _)| *operation).collect();
        assert_eq!(list[list.len() - known.len()..], known, "history {history}");
        for (operation, before) in done.into_iter().rev() {
            let report = undo(journal::operation(makers::table, operation))
                .execute(conn)
                .await?;
            let left: u64 = report.tables().iter().map(|table| table.left).sum();
            let what = format!("history {history}, undo of {operation}: {report}");
            assert_eq!(left, 0, "{what}");
            assert_eq!(state(conn).await?, before, "{what}");
        }
        // So that the journal does not grow.
        conn.batch_execute(
            "DELETE FROM diesel_scopes_entries; DELETE FROM diesel_scopes_operations",
        )
        .await?;
    }
    assert!(
        operations > HISTORIES && undone_midway > 50,
        "{operations}, {undone_midway}"
    );
    Ok(())
}

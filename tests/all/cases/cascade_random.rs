//! Random cascades over random rows, compared with a model that goes from row to
//! row. `SEED=…` repeats a run.

use std::collections::{BTreeMap, BTreeSet};

use diesel_scopes::{CascadeError, CascadeReport};

use super::prelude::*;
use crate::cascade_model::{
    Counts, Done, Edge, Found, Graph, Id, Kind, Model, Outcome, Refusal, Row, Sort, Table, Verb,
};

cases![; database: the_blog];

const STEPS: u32 = 1_000;

/// After so many steps the rows are made anew.
const ROUND: u32 = 60;

/// The tables of a run, and how they are reached.
pub(crate) trait World: Send {
    const GRAPH: &'static Graph;
    /// How many rows a table begins with.
    const ROWS: &'static [(&'static str, usize)];
    /// The tables of the targets, and the markers that a statement can name.
    const TARGETS: &'static [(&'static str, &'static [&'static str])];
    /// Keys of rows that can stand in a circle.
    const CIRCLES: &'static [(&'static str, &'static str)] = &[];

    fn row(chance: &mut Chance, model: &Model, table: &'static str) -> Option<Row>;
    /// The value of a column as SQL.
    fn literal(column: &str, value: i64) -> String;
    /// Columns that the model does not know.
    fn more(table: &str, id: i64) -> Option<(&'static str, String)>;
    fn read(conn: &mut Connection) -> impl Future<Output = TestResult<BTreeMap<Id, Row>>> + Send;
    fn cascade(
        conn: &mut Connection,
        step: &Step,
    ) -> impl Future<Output = Result<CascadeReport, CascadeError>> + Send;
    /// Something that is not a cascade.
    fn disturb(
        conn: &mut Connection,
        model: &mut Model,
        chance: &mut Chance,
        step: &Step,
    ) -> impl Future<Output = TestResult> + Send;
}

/// One cascade.
#[derive(Debug, Clone)]
pub(crate) struct Step {
    pub(crate) table: &'static str,
    pub(crate) target: Target,
    pub(crate) rows: Vec<Id>,
    pub(crate) verb: Verb,
    pub(crate) marking: Option<&'static str>,
    pub(crate) preview: bool,
    pub(crate) locking: bool,
    pub(crate) stamp: NaiveDateTime,
}

impl Step {
    pub(crate) fn micros(&self) -> i64 {
        self.stamp.and_utc().timestamp_micros()
    }
}

/// How the target is written; it always means the same rows.
#[derive(Debug, Clone)]
pub(crate) enum Target {
    One(i32),
    Several(Vec<i32>),
    From(i32),
    /// A subselect on the same table.
    Selected(Vec<i32>),
    All,
}

/// Runs `$run` with the target as an expression of `$table`.
macro_rules! with_target {
    ($target:expr, $table:ident, |$it:ident| $run:expr) => {
        match $target.clone() {
            Target::One(id) => {
                let $it = $table::table.find(id);
                $run
            }
            Target::Several(ids) => {
                let $it = $table::table.filter($table::id.eq_any(ids));
                $run
            }
            Target::From(id) => {
                let $it = $table::table.filter($table::id.ge(id));
                $run
            }
            Target::Selected(ids) => {
                let twin = diesel::alias!($table as twin);
                let twins = twin.filter(twin.field($table::id).eq_any(ids));
                let $it =
                    $table::table.filter($table::id.eq_any(twins.select(twin.field($table::id))));
                $run
            }
            Target::All => {
                let $it = $table::table;
                $run
            }
        }
    };
}
pub(crate) use with_target;

macro_rules! run_step {
    ($conn:expr, $step:expr, $cascade:expr) => {{
        let cascade = $cascade;
        match ($step.preview, $step.locking) {
            (true, _) => cascade.preview($conn).await,
            (false, true) => cascade.locking().execute($conn).await,
            (false, false) => cascade.execute($conn).await,
        }
    }};
}
pub(crate) use run_step;

/// The cascade of a step from a table whose first marker is a time, by that marker
/// or by one of those that are listed.
macro_rules! step_on {
    ($conn:expr, $step:expr, $table:ident $(, $marker:ident)*) => {
        match $step.marking {
            $(Some(name) if name == stringify!($marker) => {
                with_target!($step.target, $table, |it| match $step.verb {
                    Verb::Delete => {
                        let delete = soft_delete(it).marking($table::$marker).at($step.stamp);
                        run_step!($conn, $step, delete.cascade())
                    }
                    Verb::Restore => {
                        let restore = restore(it).marking($table::$marker).cascade();
                        run_step!($conn, $step, restore)
                    }
                    Verb::RestoreWithParents => {
                        let restore = restore(it).marking($table::$marker).cascade();
                        run_step!($conn, $step, restore.with_parents())
                    }
                    Verb::Purge => {
                        let purge = purge(it).marking($table::$marker).cascade();
                        run_step!($conn, $step, purge)
                    }
                })
            })*
            _ => with_target!($step.target, $table, |it| match $step.verb {
                Verb::Delete => {
                    run_step!($conn, $step, soft_delete(it).at($step.stamp).cascade())
                }
                Verb::Restore => run_step!($conn, $step, restore(it).cascade()),
                Verb::RestoreWithParents => {
                    run_step!($conn, $step, restore(it).cascade().with_parents())
                }
                Verb::Purge => run_step!($conn, $step, purge(it).cascade()),
            }),
        }
    };
}
pub(crate) use step_on;

/// What the model calls a value; none for NULL.
pub(crate) trait Value {
    fn value(self) -> Option<i64>;
}

impl Value for i32 {
    fn value(self) -> Option<i64> {
        Some(self.into())
    }
}

impl Value for bool {
    fn value(self) -> Option<i64> {
        Some(self.into())
    }
}

impl Value for NaiveDateTime {
    fn value(self) -> Option<i64> {
        Some(self.and_utc().timestamp_micros())
    }
}

impl Value for String {
    fn value(self) -> Option<i64> {
        Some(i64::try_from(self.len()).unwrap())
    }
}

impl<T: Value> Value for Option<T> {
    fn value(self) -> Option<i64> {
        self.and_then(Value::value)
    }
}

/// Adds the rows of a table: `read_table!(conn, rows, posts { id: i32 });`.
macro_rules! read_table {
    ($conn:expr, $rows:expr, $table:ident { $($column:ident: $type:ty),+ $(,)? }) => {
        let query = $table::table.select(($table::id, ($($table::$column,)+)));
        let found: Vec<(i32, ($($type,)+))> = query.load($conn).await?;
        for (id, ($($column,)+)) in found {
            let mut row = Row::new();
            $(if let Some(value) = Value::value($column) {
                row.insert(stringify!($column), value);
            })+
            $rows.insert((stringify!($table), i64::from(id)), row);
        }
    };
}
pub(crate) use read_table;

/// What the crate said, in the words of the model.
fn outcome(result: Result<CascadeReport, CascadeError>) -> TestResult<Outcome> {
    fn positive(counts: impl Iterator<Item = (&'static str, u64)>) -> Counts {
        counts.filter(|(_, rows)| *rows > 0).collect()
    }
    let refused = |why, rows: Vec<diesel_scopes::Dependents>| {
        let counts = rows.iter().map(|rows| (rows.table, rows.rows)).collect();
        Ok(Outcome::Refused(vec![Refusal { why, counts }]))
    };
    match result {
        Ok(report) => {
            let tables = report.tables().iter();
            Ok(Outcome::Done(Done {
                found: match report.outcome() {
                    diesel_scopes::Outcome::Changed(_) => Found::Changed,
                    diesel_scopes::Outcome::Unchanged => Found::Unchanged,
                    diesel_scopes::Outcome::NotFound => Found::NotFound,
                },
                rows: positive(tables.clone().map(|it| (it.table, it.rows.unwrap_or(0)))),
                nullified: positive(tables.clone().map(|it| (it.table, it.nullified))),
                removed: positive(tables.clone().map(|it| (it.table, it.removed))),
                handed_over: positive(tables.map(|it| (it.table, it.handed_over))),
            }))
        }
        Err(CascadeError::Restricted(rows)) => refused("Restricted", rows),
        Err(CascadeError::ParentDeleted(rows)) => refused("ParentDeleted", rows),
        Err(CascadeError::StillReferenced(rows)) => refused("StillReferenced", rows),
        Err(CascadeError::Held(rows)) => refused("Held", rows),
        Err(error) => Err(error.into()),
    }
}

// --- Chance ------------------------------------------------------------------

pub(crate) struct Chance(u64);

impl Chance {
    /// Xorshift: below `limit`, which is not zero.
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap() % limit
    }

    pub(crate) fn percent(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    pub(crate) fn pick(&mut self, ids: &[Id]) -> Option<i64> {
        (!ids.is_empty()).then(|| ids[self.below(ids.len())].1)
    }

    /// A row of the table, deleted or not.
    pub(crate) fn parent(&mut self, model: &Model, table: &str) -> Option<i64> {
        self.pick(&model.in_table(table))
    }

    fn target(&mut self, ids: &[Id]) -> (Target, Vec<Id>) {
        let table = ids[0].0;
        let ids: Vec<i32> = ids.iter().map(|id| i32::try_from(id.1).unwrap()).collect();
        let some: Vec<i32> = (0..=self.below(4))
            .map(|_| ids[self.below(ids.len())])
            .collect();
        let (target, chosen): (_, BTreeSet<i32>) = match self.below(20) {
            0 => (Target::All, ids.into_iter().collect()),
            1..=9 => (Target::One(some[0]), [some[0]].into()),
            10..=14 => (Target::Several(some.clone()), some.into_iter().collect()),
            15..=17 => (Target::Selected(some.clone()), some.into_iter().collect()),
            _ => {
                let from = some[0];
                (
                    Target::From(from),
                    ids.into_iter().filter(|id| *id >= from).collect(),
                )
            }
        };
        (
            target,
            chosen.into_iter().map(|id| (table, id.into())).collect(),
        )
    }
}

// --- The run -----------------------------------------------------------------

pub(crate) async fn like_the_model<W: World>(db: &Database) -> TestResult {
    let seed = match std::env::var("SEED") {
        Ok(seed) => seed.parse::<u64>()?,
        Err(_) => 20_260_101,
    };
    let conn = &mut db.connect().await?;
    let mut chance = Chance(seed);
    let mut model = Model::new(W::GRAPH);
    let mut next_id = 1;
    for step in 0..STEPS {
        let at = format!("SEED={seed}, step {step}");
        if step % ROUND == 0 {
            empty::<W>(conn).await?;
            model = Model::new(W::GRAPH);
            for (table, rows) in W::ROWS {
                for _ in 0..*rows {
                    add::<W>(conn, &mut model, &mut chance, table, &mut next_id).await?;
                }
            }
        }
        if chance.percent(15) {
            let (table, _) = W::ROWS[chance.below(W::ROWS.len())];
            add::<W>(conn, &mut model, &mut chance, table, &mut next_id).await?;
        } else {
            one_step::<W>(conn, &mut model, &mut chance, step, &at).await?;
        }
        let found = W::read(conn).await?;
        for (id, row) in &model.rows {
            assert_eq!(found.get(id), Some(row), "{at}: {id:?}");
        }
        assert_eq!(found, model.rows, "{at}");
    }
    Ok(())
}

async fn empty<W: World>(conn: &mut Connection) -> TestResult {
    let found = W::read(conn).await?;
    for (table, key) in W::CIRCLES {
        conn.batch_execute(&format!("UPDATE {table} SET {key} = NULL"))
            .await?;
    }
    for (table, _) in W::ROWS.iter().rev() {
        // The latest rows first, as MySQL checks foreign keys row by row.
        for (_, id) in found.keys().filter(|id| id.0 == *table).rev() {
            conn.batch_execute(&format!("DELETE FROM {table} WHERE id = {id}"))
                .await?;
        }
    }
    Ok(())
}

async fn add<W: World>(
    conn: &mut Connection,
    model: &mut Model,
    chance: &mut Chance,
    table: &'static str,
    next_id: &mut i64,
) -> TestResult {
    let Some(row) = W::row(chance, model, table) else {
        return Ok(());
    };
    let id = *next_id;
    *next_id += 1;
    let mut values = vec![("id", id.to_string())];
    values.extend(
        row.iter()
            .map(|(column, value)| (*column, W::literal(column, *value))),
    );
    values.extend(W::more(table, id));
    let (columns, values): (Vec<_>, Vec<_>) = values.into_iter().unzip();
    let (columns, values) = (columns.join(", "), values.join(", "));
    conn.batch_execute(&format!(
        "INSERT INTO {table} ({columns}) VALUES ({values})"
    ))
    .await?;
    model.rows.insert((table, id), row);
    Ok(())
}

async fn one_step<W: World>(
    conn: &mut Connection,
    model: &mut Model,
    chance: &mut Chance,
    number: u32,
    at: &str,
) -> TestResult {
    let (table, markers) = W::TARGETS[chance.below(W::TARGETS.len())];
    let ids = model.in_table(table);
    if ids.is_empty() {
        return Ok(());
    }
    // Some stamps come again.
    let tick = number.saturating_sub(u32::try_from(chance.below(2)).unwrap());
    let (target, rows) = chance.target(&ids);
    let verb = match chance.below(10) {
        0..=3 => Verb::Delete,
        4..=6 => Verb::Restore,
        7 => Verb::RestoreWithParents,
        _ => Verb::Purge,
    };
    if matches!(verb, Verb::Restore | Verb::RestoreWithParents) && model.is_flagged(table) {
        // A flag cannot be restored with a cascade.
        return Ok(());
    }
    let marking = markers.get(chance.below(2 * markers.len().max(1))).copied();
    let mut step = Step {
        table,
        target,
        rows,
        verb,
        marking,
        preview: false,
        locking: false,
        stamp: day(2) + chrono::TimeDelta::microseconds(i64::from(tick)),
    };
    let told = format!("{at}: {step:?}");
    if chance.percent(25) {
        let disturbed = W::disturb(conn, model, chance, &step).await;
        let told = |error: libtest_mimic::Failed| {
            format!("{told}: {}", error.message().unwrap_or_default())
        };
        return Ok(disturbed.map_err(told)?);
    }

    let mut after = model.clone();
    let expected = after.cascade(verb, &step.rows, marking, step.micros());
    let only_preview = chance.percent(10);
    for preview in [true, false].into_iter().skip(chance.below(2)) {
        step.preview = preview || only_preview;
        step.locking = chance.percent(25);
        let found = outcome(W::cascade(conn, &step).await)
            .map_err(|error| format!("{told}: {}", error.message().unwrap_or_default()))?;
        match (&found, &expected) {
            (Outcome::Refused(found), Outcome::Refused(expected)) => {
                // Parents of rows without a marker are counted by these rows.
                let parents = |it: &Refusal| {
                    it.why == "ParentDeleted" && it.counts.keys().eq(found[0].counts.keys())
                };
                assert!(
                    expected.contains(&found[0]) || expected.iter().any(parents),
                    "{told}: {found:?}, expected {expected:?}\n{model:?}"
                );
            }
            _ => assert_eq!(
                found, expected,
                "{told} preview={}\n{model:?}",
                step.preview
            ),
        }
        if !step.preview && matches!(expected, Outcome::Done(_)) {
            *model = after.clone();
        }
    }
    Ok(())
}

// --- The blog ------------------------------------------------------------------

struct Blog;

const TIME: &[(&str, Sort)] = &[("deleted_at", Sort::Time)];
const AUTHOR: &[(&str, &str)] = &[("author_id", "id")];

/// The declaration in `schema.rs`, once more.
static BLOG: Graph = Graph {
    tables: &[
        Table::new("users", TIME),
        Table {
            clear: &["delete_reason", "deleted_by"],
            ..Table::new("posts", TIME)
        },
        Table::new("comments", TIME),
        Table::new("invoices", &[("voided", Sort::Flag)]),
        Table::new("attachments", TIME),
    ],
    edges: &[
        Edge::new(Kind::Cascade, "users", "posts", AUTHOR),
        Edge::new(Kind::Cascade, "users", "comments", AUTHOR),
        Edge::new(
            Kind::Restrict,
            "users",
            "invoices",
            &[("customer_id", "id")],
        ),
        Edge::new(Kind::Nullify, "users", "attachments", &[("owner_id", "id")]),
        Edge::new(Kind::Cascade, "posts", "comments", &[("post_id", "id")]),
        Edge::new(
            Kind::Cascade,
            "comments",
            "comments",
            &[("parent_id", "id")],
        ),
    ],
};

async fn the_blog(db: &Database) -> TestResult {
    like_the_model::<Blog>(db).await
}

macro_rules! shallow_on {
    ($conn:expr, $table:ident, $step:expr, |$it:ident| $delete:expr) => {
        with_target!($step.target, $table, |$it| match $step.verb {
            Verb::Delete => $delete.shallow().execute($conn).await,
            Verb::Restore | Verb::RestoreWithParents => {
                restore($it).shallow().execute($conn).await
            }
            Verb::Purge => purge($it).shallow().execute($conn).await,
        })
    };
}

async fn shallow(conn: &mut Connection, step: &Step) -> QueryResult<usize> {
    let at = step.stamp;
    match step.table {
        "users" => shallow_on!(conn, users, step, |it| soft_delete(it).at(at)),
        "posts" => shallow_on!(conn, posts, step, |it| soft_delete(it).at(at)),
        "comments" => shallow_on!(conn, comments, step, |it| soft_delete(it).at(at)),
        "invoices" => shallow_on!(conn, invoices, step, |it| soft_delete(it)),
        _ => shallow_on!(conn, attachments, step, |it| soft_delete(it).at(at)),
    }
}

impl World for Blog {
    const GRAPH: &'static Graph = &BLOG;

    const ROWS: &'static [(&'static str, usize)] = &[
        ("users", 5),
        ("posts", 9),
        ("comments", 25),
        ("invoices", 1),
        ("attachments", 5),
    ];

    const TARGETS: &'static [(&'static str, &'static [&'static str])] = &[
        ("users", &[]),
        ("users", &[]),
        ("posts", &[]),
        ("posts", &[]),
        ("comments", &[]),
        ("comments", &[]),
        ("invoices", &[]),
        ("attachments", &[]),
    ];

    fn row(chance: &mut Chance, model: &Model, table: &'static str) -> Option<Row> {
        let user = chance.parent(model, "users");
        let mut row = Row::new();
        match table {
            "posts" => {
                row.insert("author_id", user?);
                row.insert("published", 0);
                if chance.percent(30) {
                    row.insert("delete_reason", 1);
                }
            }
            "comments" => {
                let post = chance.parent(model, "posts")?;
                let others = model.in_table("comments");
                let near = |id: &Id| model.get(*id, "post_id") == Some(post);
                let near: Vec<_> = others.iter().copied().filter(near).collect();
                // Now and then the answer is to a comment on another post.
                let others = if chance.percent(80) { near } else { others };
                let parent = chance.pick(&others).filter(|_| chance.percent(70));
                row.extend([("author_id", user?), ("post_id", post)]);
                row.extend(parent.map(|parent| ("parent_id", parent)));
            }
            "invoices" => row.extend([("customer_id", user?), ("voided", 0)]),
            "attachments" if chance.percent(80) => row.extend([("owner_id", user?)]),
            _ => {}
        }
        Some(row)
    }

    fn literal(column: &str, value: i64) -> String {
        match column {
            "delete_reason" => "'r'".to_owned(),
            "voided" | "published" => "FALSE".to_owned(),
            _ => value.to_string(),
        }
    }

    fn more(table: &str, id: i64) -> Option<(&'static str, String)> {
        let text = format!("'{table} {id}'");
        Some(match table {
            "users" => ("name", text),
            "posts" => ("title", text),
            "comments" => ("body", text),
            "invoices" => ("amount", "1".to_owned()),
            _ => ("file_name", text),
        })
    }

    async fn read(conn: &mut Connection) -> TestResult<BTreeMap<Id, Row>> {
        type Time = Option<NaiveDateTime>;
        let mut rows = BTreeMap::new();
        read_table!(conn, rows, users { deleted_at: Time });
        read_table!(conn, rows, posts {
            author_id: i32, published: bool, deleted_at: Time, delete_reason: Option<String>,
        });
        read_table!(conn, rows, comments {
            author_id: i32, post_id: i32, parent_id: Option<i32>, deleted_at: Time,
        });
        read_table!(
            conn,
            rows,
            invoices {
                customer_id: i32,
                voided: bool
            }
        );
        read_table!(conn, rows, attachments { owner_id: Option<i32>, deleted_at: Time });
        Ok(rows)
    }

    async fn cascade(conn: &mut Connection, step: &Step) -> Result<CascadeReport, CascadeError> {
        match step.table {
            "users" => step_on!(conn, step, users),
            "posts" => step_on!(conn, step, posts),
            "comments" => step_on!(conn, step, comments),
            "invoices" => with_target!(step.target, invoices, |it| match step.verb {
                Verb::Delete => run_step!(conn, step, soft_delete(it).cascade()),
                _ => run_step!(conn, step, purge(it).cascade()),
            }),
            _ => step_on!(conn, step, attachments),
        }
    }

    /// The statement on the target alone.
    async fn disturb(
        conn: &mut Connection,
        model: &mut Model,
        _: &mut Chance,
        step: &Step,
    ) -> TestResult {
        if Database::NAME == "mysql" && matches!(step.target, Target::Selected(_)) {
            // It takes no subselect on the table that is written.
            return Ok(());
        }
        let mut after = model.clone();
        let expected = after.shallow(step.verb, &step.rows, step.micros());
        match (expected, shallow(conn, step).await) {
            (Some(expected), Ok(changed)) => {
                assert_eq!(changed, expected, "{step:?}");
                *model = after;
            }
            (None, Err(Error::DatabaseError(DatabaseErrorKind::ForeignKeyViolation, _))) => {}
            // MySQL minds the order of the rows, too.
            (Some(_), Err(Error::DatabaseError(DatabaseErrorKind::ForeignKeyViolation, _)))
                if is_mysql_or_mariadb()
                    && step.verb == Verb::Purge
                    && step.table == "comments" => {}
            (expected, found) => {
                return Err(format!("shallow: {found:?}, expected {expected:?}").into());
            }
        }
        Ok(())
    }
}

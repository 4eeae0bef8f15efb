//! Random cascades over random rows, compared with a model that goes from row to
//! row. `SEED=…` repeats a run.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use diesel_scopes::{CascadeError, CascadeReport};

use super::prelude::*;

cases![; database: like_the_model];

const STEPS: u32 = 1200;

/// After so many steps the rows are made anew.
const ROUND: u32 = 60;

// --- The model -------------------------------------------------------------

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Kin {
    Users,
    Posts,
    Comments,
    Invoices,
    Attachments,
}

use Kin::{Attachments, Comments, Invoices, Posts, Users};

const TABLES: [Kin; 5] = [Users, Posts, Comments, Invoices, Attachments];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Cascade,
    Restrict,
    Nullify,
}

/// Parent, child, and which of the child's keys refers to the parent: the
/// declaration in `schema.rs`, once more.
const EDGES: [(Kind, Kin, Kin, usize); 6] = [
    (Kind::Cascade, Users, Posts, 0),
    (Kind::Cascade, Users, Comments, 0),
    (Kind::Restrict, Users, Invoices, 0),
    (Kind::Nullify, Users, Attachments, 0),
    (Kind::Cascade, Posts, Comments, 1),
    (Kind::Cascade, Comments, Comments, 2),
];

impl Kin {
    fn name(self) -> &'static str {
        match self {
            Users => "users",
            Posts => "posts",
            Comments => "comments",
            Invoices => "invoices",
            Attachments => "attachments",
        }
    }

    /// Whether the marker is a flag, whose stamp is always `FLAG`.
    fn is_flag(self) -> bool {
        self == Invoices
    }
}

/// A stamp: microseconds since 1970, or `FLAG`.
type Stamp = i64;
const FLAG: Stamp = 1;

#[derive(Clone, PartialEq, Eq)]
struct Row {
    keys: [Option<i32>; 3],
    deleted: Option<Stamp>,
    /// `delete_reason`, which a restore of a post clears.
    reason: bool,
}

impl fmt::Debug for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} {:?} {}", self.keys, self.deleted, self.reason)
    }
}

type Id = (Kin, i32);

#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Model {
    rows: BTreeMap<Id, Row>,
}

/// What a cascade came to.
#[derive(Debug, PartialEq, Eq)]
enum Outcome {
    Done {
        rows: BTreeMap<&'static str, u64>,
        nullified: BTreeMap<&'static str, u64>,
    },
    Restricted(BTreeMap<&'static str, u64>),
    ParentDeleted(Vec<(&'static str, u64)>),
    StillReferenced(BTreeMap<&'static str, u64>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verb {
    Delete,
    Restore,
    Purge,
}

fn count(rows: impl IntoIterator<Item = Id>) -> BTreeMap<&'static str, u64> {
    let mut counts = BTreeMap::new();
    for (table, _) in rows {
        *counts.entry(table.name()).or_insert(0) += 1;
    }
    counts
}

impl Model {
    fn is_active(&self, id: Id) -> bool {
        self.rows[&id].deleted.is_none()
    }

    /// The rows that refer to one, with the kinds of the edges.
    fn dependents(&self, of: Id) -> Vec<(Kind, Id, usize)> {
        let mut found = Vec::new();
        for (kind, parent, child, key) in EDGES {
            for (id, row) in &self.rows {
                if parent == of.0 && id.0 == child && row.keys[key] == Some(of.1) {
                    found.push((kind, *id, key));
                }
            }
        }
        found
    }

    /// The rows of a cascade: from each on to its children along `cascade` edges,
    /// as long as those fit.
    fn reached(&self, roots: &[Id], fits: impl Fn(&Row, &Row) -> bool) -> BTreeSet<Id> {
        let mut reached = BTreeSet::new();
        let mut next = roots.to_vec();
        while let Some(id) = next.pop() {
            if reached.insert(id) {
                for (kind, child, _) in self.dependents(id) {
                    if kind == Kind::Cascade && fits(&self.rows[&id], &self.rows[&child]) {
                        next.push(child);
                    }
                }
            }
        }
        reached
    }

    fn cascade(&mut self, verb: Verb, target: &[Id], stamp: Stamp) -> Outcome {
        let wanted = verb == Verb::Delete;
        let is_root = |id: &&Id| self.is_active(**id) == wanted;
        let roots: Vec<Id> = target.iter().filter(is_root).copied().collect();
        match verb {
            Verb::Delete => self.delete(&roots, stamp),
            Verb::Restore => self.restore(&roots),
            Verb::Purge => self.purge(&roots),
        }
    }

    fn delete(&mut self, roots: &[Id], stamp: Stamp) -> Outcome {
        let reached = self.reached(roots, |_, child| child.deleted.is_none());
        let mut restricting = BTreeSet::new();
        let mut orphans = BTreeSet::new();
        for id in &reached {
            for (kind, child, key) in self.dependents(*id) {
                match kind {
                    Kind::Restrict if self.is_active(child) => {
                        restricting.insert(child);
                    }
                    Kind::Nullify if self.is_active(child) && !reached.contains(&child) => {
                        orphans.insert((child, key));
                    }
                    _ => {}
                }
            }
        }
        if !restricting.is_empty() {
            return Outcome::Restricted(count(restricting));
        }
        for id in &reached {
            let row = self.rows.get_mut(id).unwrap();
            row.deleted = Some(if id.0.is_flag() { FLAG } else { stamp });
        }
        for (id, key) in &orphans {
            self.rows.get_mut(id).unwrap().keys[*key] = None;
        }
        Outcome::Done {
            rows: count(reached),
            nullified: count(orphans.into_iter().map(|(id, _)| id)),
        }
    }

    fn restore(&mut self, roots: &[Id]) -> Outcome {
        let reached = self.reached(roots, |parent, child| child.deleted == parent.deleted);
        let mut refusals = Vec::new();
        for (_, parent, child, key) in EDGES {
            let mut rows = 0;
            for id in roots.iter().filter(|id| id.0 == child) {
                if let Some(parent_id) = self.rows[id].keys[key] {
                    let parent_id = (parent, parent_id);
                    if !self.is_active(parent_id) && !reached.contains(&parent_id) {
                        rows += 1;
                    }
                }
            }
            if rows > 0 {
                refusals.push((parent.name(), rows));
            }
        }
        if !refusals.is_empty() {
            return Outcome::ParentDeleted(refusals);
        }
        for id in &reached {
            self.revive(*id);
        }
        Outcome::Done {
            rows: count(reached),
            nullified: BTreeMap::new(),
        }
    }

    fn revive(&mut self, id: Id) {
        let row = self.rows.get_mut(&id).unwrap();
        row.deleted = None;
        if id.0 == Posts {
            row.reason = false;
        }
    }

    fn purge(&mut self, roots: &[Id]) -> Outcome {
        let reached = self.reached(roots, |_, child| child.deleted.is_some());
        let mut staying = BTreeSet::new();
        let mut orphans = BTreeSet::new();
        for id in &reached {
            for (kind, child, key) in self.dependents(*id) {
                if reached.contains(&child) {
                    continue;
                }
                if kind == Kind::Restrict || self.is_active(child) {
                    staying.insert(child);
                } else {
                    assert_eq!(kind, Kind::Nullify);
                    orphans.insert((child, key));
                }
            }
        }
        if !staying.is_empty() {
            return Outcome::StillReferenced(count(staying));
        }
        for id in &reached {
            self.rows.remove(id);
        }
        for (id, key) in &orphans {
            self.rows.get_mut(id).unwrap().keys[*key] = None;
        }
        Outcome::Done {
            rows: count(reached),
            nullified: count(orphans.into_iter().map(|(id, _)| id)),
        }
    }

    /// The statement on the target alone; none if a foreign key stands against it.
    fn shallow(&mut self, verb: Verb, target: &[Id], stamp: Stamp) -> Option<usize> {
        let wanted = verb == Verb::Delete;
        let rows: Vec<Id> = target
            .iter()
            .copied()
            .filter(|id| self.is_active(*id) == wanted)
            .collect();
        for id in &rows {
            match verb {
                Verb::Delete => {
                    let row = self.rows.get_mut(id).unwrap();
                    row.deleted = Some(if id.0.is_flag() { FLAG } else { stamp });
                }
                Verb::Restore => self.revive(*id),
                Verb::Purge => {
                    let dependents = self.dependents(*id);
                    if dependents.iter().any(|(_, child, _)| !rows.contains(child)) {
                        return None;
                    }
                }
            }
        }
        if verb == Verb::Purge {
            for id in &rows {
                self.rows.remove(id);
            }
        }
        Some(rows.len())
    }

    fn in_table(&self, table: Kin) -> Vec<Id> {
        self.rows.keys().filter(|id| id.0 == table).copied().collect()
    }
}

// --- The database ------------------------------------------------------------

async fn read(conn: &mut Connection) -> TestResult<Model> {
    fn stamp(at: Option<NaiveDateTime>) -> Option<Stamp> {
        at.map(|at| at.and_utc().timestamp_micros())
    }
    let mut rows = BTreeMap::new();
    let mut add = |id: Id, keys: [Option<i32>; 3], deleted: Option<Stamp>, reason: bool| {
        rows.insert(id, Row { keys, deleted, reason });
    };
    for user in users::table.load::<User>(conn).await? {
        add((Users, user.id), [None; 3], stamp(user.deleted_at), false);
    }
    for post in posts::table.load::<Post>(conn).await? {
        let keys = [Some(post.author_id), None, None];
        add((Posts, post.id), keys, stamp(post.deleted_at), post.delete_reason.is_some());
    }
    for comment in comments::table.load::<Comment>(conn).await? {
        let keys = [Some(comment.author_id), Some(comment.post_id), comment.parent_id];
        add((Comments, comment.id), keys, stamp(comment.deleted_at), false);
    }
    for invoice in invoices::table.load::<Invoice>(conn).await? {
        let keys = [Some(invoice.customer_id), None, None];
        add((Invoices, invoice.id), keys, invoice.voided.then_some(FLAG), false);
    }
    for attachment in attachments::table.load::<Attachment>(conn).await? {
        let keys = [attachment.owner_id, None, None];
        add((Attachments, attachment.id), keys, stamp(attachment.deleted_at), false);
    }
    Ok(Model { rows })
}

fn value(key: Option<i32>) -> String {
    key.map_or_else(|| "NULL".to_owned(), |key| key.to_string())
}

async fn insert(conn: &mut Connection, id: Id, row: &Row) -> TestResult {
    let ((table, id), [a, b, c]) = (id, row.keys.map(value));
    let (columns, values) = match table {
        Users => ("id, name", format!("{id}, 'user {id}'")),
        Posts if row.reason => {
            ("id, author_id, title, delete_reason", format!("{id}, {a}, 't', 'r'"))
        }
        Posts => ("id, author_id, title", format!("{id}, {a}, 't'")),
        Comments => {
            ("id, author_id, post_id, parent_id, body", format!("{id}, {a}, {b}, {c}, 'b'"))
        }
        Invoices => ("id, customer_id, amount", format!("{id}, {a}, 1")),
        Attachments => ("id, owner_id, file_name", format!("{id}, {a}, 'f'")),
    };
    let table = table.name();
    conn.batch_execute(&format!("INSERT INTO {table} ({columns}) VALUES ({values})")).await?;
    Ok(())
}

/// How the target is written; it always means the same rows.
#[derive(Debug, Clone)]
enum Target {
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
                let $it = $table::table
                    .filter($table::id.eq_any(twins.select(twin.field($table::id))));
                $run
            }
            Target::All => {
                let $it = $table::table;
                $run
            }
        }
    };
}

#[derive(Debug, Clone, Copy)]
struct How {
    verb: Verb,
    preview: bool,
    locking: bool,
}

macro_rules! cascade_on {
    ($conn:expr, $table:ident, $target:expr, $how:expr, $stamp:expr, restore: $restore:tt) => {
        with_target!($target, $table, |it| match $how.verb {
            Verb::Delete => run!($conn, $how, cascade_on!(@delete $table, it, $stamp)),
            Verb::Restore => cascade_on!(@$restore $conn, $how, it),
            Verb::Purge => run!($conn, $how, purge(it).cascade()),
        })
    };
    (@delete invoices, $it:ident, $stamp:expr) => { soft_delete($it).cascade() };
    (@delete $table:ident, $it:ident, $stamp:expr) => { soft_delete($it).at($stamp).cascade() };
    (@possible $conn:expr, $how:expr, $it:ident) => { run!($conn, $how, restore($it).cascade()) };
    // A flag cannot be restored with a cascade.
    (@impossible $conn:expr, $how:expr, $it:ident) => {{
        let _ = $it;
        unreachable!()
    }};
}

macro_rules! run {
    ($conn:expr, $how:expr, $cascade:expr) => {{
        let cascade = $cascade;
        match ($how.preview, $how.locking) {
            (true, _) => cascade.preview($conn).await,
            (false, true) => cascade.locking().execute($conn).await,
            (false, false) => cascade.execute($conn).await,
        }
    }};
}

async fn cascade(
    conn: &mut Connection,
    table: Kin,
    target: &Target,
    how: How,
    stamp: NaiveDateTime,
) -> Result<CascadeReport, CascadeError> {
    match table {
        Users => cascade_on!(conn, users, target, how, stamp, restore: possible),
        Posts => cascade_on!(conn, posts, target, how, stamp, restore: possible),
        Comments => cascade_on!(conn, comments, target, how, stamp, restore: possible),
        Invoices => cascade_on!(conn, invoices, target, how, stamp, restore: impossible),
        Attachments => cascade_on!(conn, attachments, target, how, stamp, restore: possible),
    }
}

macro_rules! shallow_on {
    ($conn:expr, $table:ident, $target:expr, $verb:expr, |$it:ident| $delete:expr) => {
        with_target!($target, $table, |$it| match $verb {
            Verb::Delete => $delete.shallow().execute($conn).await,
            Verb::Restore => restore($it).shallow().execute($conn).await,
            Verb::Purge => purge($it).shallow().execute($conn).await,
        })
    };
}

async fn shallow(
    conn: &mut Connection,
    table: Kin,
    target: &Target,
    verb: Verb,
    stamp: NaiveDateTime,
) -> QueryResult<usize> {
    match table {
        Users => shallow_on!(conn, users, target, verb, |it| soft_delete(it).at(stamp)),
        Posts => shallow_on!(conn, posts, target, verb, |it| soft_delete(it).at(stamp)),
        Comments => shallow_on!(conn, comments, target, verb, |it| soft_delete(it).at(stamp)),
        Invoices => shallow_on!(conn, invoices, target, verb, |it| soft_delete(it)),
        Attachments => shallow_on!(conn, attachments, target, verb, |it| soft_delete(it).at(stamp)),
    }
}

/// What the crate said, in the words of the model.
fn outcome(result: Result<CascadeReport, CascadeError>) -> TestResult<Outcome> {
    let counts = |rows: &[diesel_scopes::Dependents]| {
        rows.iter().map(|rows| (rows.table, rows.rows)).collect::<Vec<_>>()
    };
    Ok(match result {
        Ok(report) => {
            let tables = report.tables().iter();
            let rows = tables.clone().map(|table| (table.table, table.rows.unwrap_or(0)));
            let nullified = tables.map(|table| (table.table, table.nullified));
            Outcome::Done {
                rows: rows.filter(|(_, rows)| *rows > 0).collect(),
                nullified: nullified.filter(|(_, rows)| *rows > 0).collect(),
            }
        }
        Err(CascadeError::Restricted(rows)) => {
            Outcome::Restricted(counts(&rows).into_iter().collect())
        }
        Err(CascadeError::ParentDeleted(rows)) => Outcome::ParentDeleted(counts(&rows)),
        Err(CascadeError::StillReferenced(rows)) => {
            Outcome::StillReferenced(counts(&rows).into_iter().collect())
        }
        Err(error) => return Err(error.into()),
    })
}

// --- Chance ------------------------------------------------------------------

struct Chance(u64);

impl Chance {
    /// Xorshift: below `limit`, which is not zero.
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap() % limit
    }

    fn percent(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    fn pick(&mut self, ids: &[Id]) -> Option<i32> {
        (!ids.is_empty()).then(|| ids[self.below(ids.len())].1)
    }

    /// A new row with parents that exist, deleted or not.
    fn row(&mut self, model: &Model, table: Kin) -> Option<Row> {
        let user = self.pick(&model.in_table(Users));
        let keys = match table {
            Users => [None; 3],
            Posts | Invoices => [Some(user?), None, None],
            Attachments => [user.filter(|_| self.percent(80)), None, None],
            Comments => {
                let post = self.pick(&model.in_table(Posts))?;
                let on_post = |id: &Id| model.rows[id].keys[1] == Some(post);
                let parents: Vec<_> = model.in_table(Comments).into_iter().collect();
                // Now and then the answer is to a comment on another post.
                let near: Vec<_> = parents.iter().copied().filter(on_post).collect();
                let parents = if self.percent(80) { near } else { parents };
                let parent = self.pick(&parents).filter(|_| self.percent(70));
                [Some(user?), Some(post), parent]
            }
        };
        let reason = table == Posts && self.percent(30);
        Some(Row { keys, deleted: None, reason })
    }

    fn target(&mut self, ids: &[Id]) -> (Target, Vec<Id>) {
        let table = ids[0].0;
        let some: Vec<i32> = (0..=self.below(4)).filter_map(|_| self.pick(ids)).collect();
        let (target, chosen): (_, BTreeSet<i32>) = match self.below(20) {
            0 => (Target::All, ids.iter().map(|id| id.1).collect()),
            1..=9 => (Target::One(some[0]), [some[0]].into()),
            10..=14 => (Target::Several(some.clone()), some.into_iter().collect()),
            15..=17 => (Target::Selected(some.clone()), some.into_iter().collect()),
            _ => {
                let from = some[0];
                let above = ids.iter().map(|id| id.1).filter(|id| *id >= from);
                (Target::From(from), above.collect())
            }
        };
        (target, chosen.into_iter().map(|id| (table, id)).collect())
    }
}

// --- The case ------------------------------------------------------------------

async fn like_the_model(db: &Database) -> TestResult {
    let seed = match std::env::var("SEED") {
        Ok(seed) => seed.parse::<u64>()?,
        Err(_) => 20_260_101,
    };
    let conn = &mut db.connect().await?;
    let mut chance = Chance(seed);
    let mut model = Model::default();
    let mut next_id = 1;
    for step in 0..STEPS {
        let at = format!("SEED={seed}, step {step}");
        if step % ROUND == 0 {
            empty(conn).await?;
            model = Model::default();
            for table in [(Users, 5), (Posts, 9), (Comments, 25), (Invoices, 1), (Attachments, 5)] {
                for _ in 0..table.1 {
                    add(conn, &mut model, &mut chance, table.0, &mut next_id).await?;
                }
            }
        }
        one_step(conn, &mut model, &mut chance, step, &at, &mut next_id).await?;
        let found = read(conn).await?;
        for (id, row) in &model.rows {
            assert_eq!(found.rows.get(id), Some(row), "{at}: {id:?}");
        }
        assert_eq!(found, model, "{at}");
    }
    Ok(())
}

async fn empty(conn: &mut Connection) -> TestResult {
    // The latest comments first, as MySQL checks foreign keys row by row.
    for id in ids!(comments::table.order(comments::id.desc()).select(comments::id), conn) {
        diesel::delete(comments::table.find(id)).execute(conn).await?;
    }
    for table in ["attachments", "invoices", "posts", "users"] {
        conn.batch_execute(&format!("DELETE FROM {table}")).await?;
    }
    Ok(())
}

async fn add(
    conn: &mut Connection,
    model: &mut Model,
    chance: &mut Chance,
    table: Kin,
    next_id: &mut i32,
) -> TestResult {
    if let Some(row) = chance.row(model, table) {
        let id = (table, *next_id);
        *next_id += 1;
        insert(conn, id, &row).await?;
        model.rows.insert(id, row);
    }
    Ok(())
}

async fn one_step(
    conn: &mut Connection,
    model: &mut Model,
    chance: &mut Chance,
    step: u32,
    at: &str,
    next_id: &mut i32,
) -> TestResult {
    let table = [Users, Users, Posts, Posts, Comments, Comments, Invoices, Attachments]
        [chance.below(8)];
    let ids = model.in_table(table);
    if ids.is_empty() || chance.percent(15) {
        let table = TABLES[chance.below(5)];
        return add(conn, model, chance, table, next_id).await;
    }
    // Some stamps come again.
    let tick = step.saturating_sub(u32::try_from(chance.below(2)).unwrap());
    let stamp = day(2) + chrono::TimeDelta::microseconds(i64::from(tick));
    let micros = stamp.and_utc().timestamp_micros();
    let (target, rows) = chance.target(&ids);
    let verb = match chance.below(10) {
        0..=4 => Verb::Delete,
        5..=7 => Verb::Restore,
        _ => Verb::Purge,
    };
    let told = format!("{at}: {verb:?} {table:?} {target:?}");

    if chance.percent(25) {
        let mut after = model.clone();
        match (after.shallow(verb, &rows, micros), shallow(conn, table, &target, verb, stamp).await) {
            (Some(expected), Ok(changed)) => {
                assert_eq!(changed, expected, "{told}");
                *model = after;
            }
            (None, Err(Error::DatabaseError(DatabaseErrorKind::ForeignKeyViolation, _))) => {}
            // MySQL minds the order of the rows, too.
            (Some(_), Err(Error::DatabaseError(DatabaseErrorKind::ForeignKeyViolation, _)))
                if is_mysql_or_mariadb() && verb == Verb::Purge && table == Comments => {}
            (expected, found) => {
                return Err(format!("shallow {told}: {found:?}, expected {expected:?}").into());
            }
        }
        return Ok(());
    }
    if verb == Verb::Restore && table.is_flag() {
        return Ok(());
    }
    let mut after = model.clone();
    let expected = after.cascade(verb, &rows, micros);
    let previews = [true, false].into_iter().skip(chance.below(2));
    let only_preview = chance.percent(10);
    for preview in previews {
        let preview = preview || only_preview;
        let how = How { verb, preview, locking: chance.percent(25) };
        let found = outcome(cascade(conn, table, &target, how, stamp).await)
            .map_err(|error| format!("{told}: {}", error.message().unwrap_or_default()))?;
        assert_eq!(found, expected, "{told} preview={preview}");
        if !preview && matches!(expected, Outcome::Done { .. }) {
            *model = after.clone();
        }
    }
    Ok(())
}

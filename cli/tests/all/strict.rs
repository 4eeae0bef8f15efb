//! Markers of tables of SQLite that keep to their types.

use std::path::Path;

use chrono::NaiveDateTime;
use diesel::sql_types::{Bool, Integer, Nullable, Timestamp};
use diesel_async::RunQueryDsl;

use crate::databases::Sqlite;
use crate::harness::{TestDatabase, TestResult};
use crate::kept::written;
use crate::place::Place;
use crate::tool::{Folder, run};

#[derive(diesel::QueryableByName)]
struct Marked {
    #[diesel(sql_type = Integer)]
    id: i32,
    #[diesel(sql_type = Nullable<Timestamp>)]
    deleted_at: Option<NaiveDateTime>,
}

#[derive(diesel::QueryableByName)]
struct Flagged {
    #[diesel(sql_type = Bool)]
    removed: bool,
}

/// A STRICT table has no type for a time, and none for a flag.
pub(crate) async fn markers(db: &Sqlite) -> TestResult {
    Place::execute(db,
        "CREATE TABLE exact (id INTEGER PRIMARY KEY, n TEXT UNIQUE) STRICT;
         INSERT INTO exact VALUES (1, 'a'), (2, 'b');
         CREATE TABLE flagged (id INTEGER NOT NULL, n TEXT NOT NULL, PRIMARY KEY (id)) STRICT, WITHOUT ROWID;
         CREATE UNIQUE INDEX flagged_n ON flagged (n);
         INSERT INTO flagged VALUES (1, 'a')",
    )
    .await?;
    let url = db.url();
    let folder = Folder::new()?;
    let schema = folder.path().join("schema.rs");
    std::fs::write(
        &schema,
        "diesel::table! { exact (id) { id -> Integer, n -> Nullable<Text>, deleted_at -> Nullable<Timestamp> } }
         diesel::table! { flagged (id) { id -> Integer, n -> Text, removed -> Bool } }
         diesel_scopes::soft_deletable! { exact (deleted_at, unique (n)) flagged (removed, unique (n)) }",
    )?;
    let schema = schema.display().to_string();
    let types = "SELECT type || \"notnull\" AS line FROM pragma_table_info('exact') \
                 WHERE name = 'deleted_at'";

    let (_exact, migrations, said) = written(&url, "exact", &[])?;
    assert!(
        said.contains(
            "exact is STRICT: `diesel print-schema` makes `Nullable<Text>` of `deleted_at`"
        ),
        "{said}"
    );
    db.migrate(Path::new(&migrations), true).await?;
    assert_eq!(db.lines(types).await?, ["TEXT0"]);
    let now = NaiveDateTime::parse_from_str("2026-01-02 03:04:05.678", "%Y-%m-%d %H:%M:%S%.f")?;
    {
        let mut conn = db.connect().await?;
        let marks = diesel::sql_query("UPDATE exact SET deleted_at = ? WHERE id = 1");
        let marks = marks.bind::<Timestamp, _>(now);
        assert_eq!(RunQueryDsl::execute(marks, &mut conn).await?, 1);
        let rows = diesel::sql_query("SELECT id, deleted_at FROM exact ORDER BY id");
        let rows: Vec<Marked> = RunQueryDsl::load(rows, &mut conn).await?;
        let rows: Vec<_> = rows.iter().map(|it| (it.id, it.deleted_at)).collect();
        assert_eq!(rows, [(1, Some(now)), (2, None)]);
    }
    Place::execute(db, "INSERT INTO exact (n) VALUES ('a')").await?;
    assert!(
        Place::execute(db, "INSERT INTO exact (n) VALUES ('b')")
            .await
            .is_err()
    );
    let again = run(Some(&url), &["migration", "exact", "--stdout"])?.refused()?;
    assert!(again.contains("there is nothing to do"), "{again}");

    Place::execute(db, "DELETE FROM exact WHERE id = 3").await?;
    db.migrate(Path::new(&migrations), false).await?;
    db.is_clean().await?;
    let rows = "SELECT id || n AS line FROM exact";
    assert_eq!(db.lines(rows).await?, ["1a", "2b"]);
    let (_again, again, _) = written(&url, "exact", &["--type", "timestamptz"])?;
    db.migrate(Path::new(&again), true).await?;

    // The flag of the other one, after which nothing is to be found.
    db.is_clean().await?;
    let (_flagged, migrations, said) =
        written(&url, "flagged", &["--marker", "removed", "--type", "bool"])?;
    assert!(said.contains("makes `Integer` of `removed`"), "{said}");
    db.migrate(Path::new(&migrations), true).await?;
    {
        let mut conn = db.connect().await?;
        let marks = diesel::sql_query("UPDATE flagged SET removed = ?").bind::<Bool, _>(true);
        assert_eq!(RunQueryDsl::execute(marks, &mut conn).await?, 1);
        let rows = diesel::sql_query("SELECT removed FROM flagged");
        let rows: Vec<Flagged> = RunQueryDsl::load(rows, &mut conn).await?;
        assert!(rows.len() == 1 && rows.iter().all(|it| it.removed));
    }
    Place::execute(db, "INSERT INTO flagged (id, n) VALUES (2, 'a')").await?;
    let checked = run(Some(&url), &["check", "--declaration", &schema])?.done()?;
    assert_eq!(checked, "nothing is wrong with 2 tables\n");
    Place::execute(db, "DELETE FROM flagged WHERE id = 2").await?;
    db.migrate(Path::new(&migrations), false).await?;
    let rows = "SELECT id || n AS line FROM flagged";
    assert_eq!(db.lines(rows).await?, ["1a"]);
    Ok(())
}

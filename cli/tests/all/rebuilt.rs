//! Tables that SQLite makes anew for a migration: what is not seen in their rows is there as well.

use std::path::Path;

use crate::databases::Sqlite;
use crate::harness::{Body, Case, TestResult};
use crate::kept::written;
use crate::place::Place;
use crate::tool::{Folder, run};

pub(crate) fn cases() -> Vec<Case<Sqlite>> {
    let case = |name, body| Case::new("tool::sqlite", name, Body::Database(body));
    vec![
        case("rebuilt::rowids", |db| Box::pin(rowids(db))),
        case("rebuilt::counters", |db| Box::pin(counters(db))),
        case("rebuilt::triggers", |db| Box::pin(triggers(db))),
        case("strict::markers", |db| Box::pin(crate::strict::markers(db))),
        case("rebuilt::names", |db| Box::pin(names(db))),
        case("rebuilt::conflicts", |db| Box::pin(conflicts(db))),
        case("rebuilt::unclear", |db| Box::pin(unclear(db))),
        case("rebuilt::comments", |db| Box::pin(comments(db))),
        case("rebuilt::no_tables", |db| Box::pin(no_tables(db))),
    ]
}

/// Runs what is to hold before, between up and down, and behind.
async fn around(
    db: &Sqlite,
    table: &str,
    hold: impl AsyncFn(&Sqlite) -> TestResult,
) -> TestResult<String> {
    hold(db).await?;
    let (_folder, migrations, said) = written(&db.url(), table, &[])?;
    db.migrate(Path::new(&migrations), true).await?;
    let columns = format!("SELECT name AS line FROM pragma_table_info('{table}')");
    assert!(db.lines(&columns).await?.contains(&"deleted_at".to_owned()));
    hold(db).await?;
    db.migrate(Path::new(&migrations), false).await?;
    assert!(!db.lines(&columns).await?.contains(&"deleted_at".to_owned()));
    hold(db).await?;
    db.is_clean().await?;
    Ok(said)
}

/// Of a full text search among other things.
async fn rowids(db: &Sqlite) -> TestResult {
    db.execute(
        "CREATE TABLE doc (body TEXT, u TEXT UNIQUE);
         INSERT INTO doc (rowid, body, u) VALUES (10, 'ten', 'a'), (5, 'five', 'b');
         CREATE VIRTUAL TABLE found USING fts5 (body, content='doc');
         INSERT INTO found (rowid, body) SELECT rowid, body FROM doc;
         CREATE TABLE named (RowId TEXT, _rowid_ TEXT, u TEXT UNIQUE);
         INSERT INTO named (oid, rowid, _rowid_, u) VALUES (7, 'r', 's', 'a'), (3, 't', 'u', 'b');
         CREATE TABLE keyed (id TEXT PRIMARY KEY, u TEXT UNIQUE, twice TEXT AS (u || u));
         INSERT INTO keyed (rowid, id, u) VALUES (9, 'x', 'a');
         CREATE TABLE without (id TEXT PRIMARY KEY, u TEXT UNIQUE) WITHOUT ROWID;
         INSERT INTO without VALUES ('x', 'a')",
    )
    .await?;
    around(db, "doc", async |db| {
        let found =
            "SELECT rowid || body AS line FROM found WHERE found MATCH 'ten OR five' ORDER BY 1";
        assert_eq!(db.lines(found).await?, ["10ten", "5five"]);
        let rows = "SELECT rowid || body || u AS line FROM doc ORDER BY rowid";
        assert_eq!(db.lines(rows).await?, ["5fiveb", "10tena"]);
        db.execute("INSERT INTO found (found, rank) VALUES ('integrity-check', 1)")
            .await
    })
    .await?;
    around(db, "named", async |db| {
        let rows = "SELECT oid || rowid || _rowid_ || u AS line FROM named ORDER BY oid";
        assert_eq!(db.lines(rows).await?, ["3tub", "7rsa"]);
        Ok(())
    })
    .await?;
    around(db, "keyed", async |db| {
        let rows = "SELECT rowid || id || u || twice AS line FROM keyed";
        assert_eq!(db.lines(rows).await?, ["9xaaa"]);
        Ok(())
    })
    .await?;
    around(db, "without", async |db| {
        assert_eq!(
            db.lines("SELECT id || u AS line FROM without").await?,
            ["xa"]
        );
        Ok(())
    })
    .await?;
    Ok(())
}

/// No id is given a second time, be the table empty or not.
async fn counters(db: &Sqlite) -> TestResult {
    db.execute(
        "CREATE TABLE \"it's\" (id INTEGER PRIMARY KEY AUTOINCREMENT, n TEXT UNIQUE);
         INSERT INTO \"it's\" VALUES (1, 'a'), (90, 'b'); DELETE FROM \"it's\" WHERE id = 90;
         CREATE TABLE emptied (id INTEGER PRIMARY KEY AUTOINCREMENT, n TEXT UNIQUE);
         INSERT INTO emptied VALUES (7, 'a'); DELETE FROM emptied;
         CREATE TABLE fresh (id INTEGER PRIMARY KEY AUTOINCREMENT, n TEXT UNIQUE)",
    )
    .await?;
    for (table, counted) in [
        ("it's", &["90"] as &[&str]),
        ("emptied", &["7"]),
        ("fresh", &[]),
    ] {
        let quoted = table.replace('\'', "''");
        let counter =
            format!("SELECT seq || '' AS line FROM sqlite_sequence WHERE name = '{quoted}'");
        let name = ["--name", "counted"];
        let (_folder, migrations, _) = written(&db.url(), table, &name)?;
        db.migrate(Path::new(&migrations), true).await?;
        assert_eq!(db.lines(&counter).await?, counted);
        db.migrate(Path::new(&migrations), false).await?;
        assert_eq!(db.lines(&counter).await?, counted);
        // The next id, up and down again.
        let mut expected: i64 = counted.first().map_or(Ok(0), |it| it.parse())?;
        for up in [true, false] {
            db.migrate(Path::new(&migrations), up).await?;
            let insert = format!(
                "INSERT INTO \"{table}\" (n) VALUES (hex(randomblob(9))) RETURNING id || '' AS line"
            );
            expected += 1;
            assert_eq!(db.lines(&insert).await?, [expected.to_string()], "{table}");
            db.execute(&format!("DELETE FROM \"{table}\" WHERE id = {expected}"))
                .await?;
        }
        let stale = "SELECT name AS line FROM sqlite_sequence WHERE name LIKE '%_new'";
        assert!(db.lines(stale).await?.is_empty());
        db.is_clean().await?;
    }
    Ok(())
}

/// A trigger has the name of its table as it was written.
async fn triggers(db: &Sqlite) -> TestResult {
    db.execute(
        "CREATE TABLE people (id INTEGER PRIMARY KEY, n TEXT UNIQUE);
         CREATE TABLE log (n TEXT);
         CREATE TRIGGER noted AFTER INSERT ON PEOPLE BEGIN INSERT INTO log VALUES (new.n); END;
         CREATE INDEX of_n ON People (n DESC)",
    )
    .await?;
    around(db, "people", async |db| {
        db.execute("DELETE FROM log; INSERT INTO people (n) VALUES ('a'); DELETE FROM people")
            .await?;
        assert_eq!(db.lines("SELECT n AS line FROM log").await?, ["a"]);
        let indexes = "SELECT name AS line FROM sqlite_master WHERE name = 'of_n'";
        assert_eq!(db.lines(indexes).await?, ["of_n"]);
        Ok(())
    })
    .await?;
    Ok(())
}

/// Nothing is written over.
async fn names(db: &Sqlite) -> TestResult {
    db.execute(
        "CREATE TABLE y (id INTEGER PRIMARY KEY, n TEXT UNIQUE); INSERT INTO y VALUES (5, 'a');
         CREATE TABLE Y_new (id INTEGER PRIMARY KEY, n TEXT); INSERT INTO Y_new VALUES (1, 'kept');
         CREATE VIEW y_new_2 AS SELECT id FROM y;
         CREATE INDEX y_new_3 ON Y_new (n);
         CREATE TABLE y_n_active (id INTEGER PRIMARY KEY)",
    )
    .await?;
    around(db, "y", async |db| {
        let rows = "SELECT id || n AS line FROM y UNION ALL SELECT id || n FROM Y_new \
                    UNION ALL SELECT id || 'seen' FROM y_new_2";
        assert_eq!(db.lines(rows).await?, ["5a", "1kept", "5seen"]);
        Ok(())
    })
    .await?;
    Ok(())
}

/// An index has no `ON CONFLICT`, which is said.
async fn conflicts(db: &Sqlite) -> TestResult {
    db.execute(
        "CREATE TABLE codes (id INTEGER PRIMARY KEY, a TEXT UNIQUE ON CONFLICT REPLACE, \
            b TEXT UNIQUE ON CONFLICT ABORT, c TEXT, UNIQUE (b, c) ON CONFLICT IGNORE);
         INSERT INTO codes VALUES (1, 'a', 'b', 'c')",
    )
    .await?;
    let (folder, migrations, said) = written(&db.url(), "codes", &[])?;
    let mut up = String::new();
    for step in std::fs::read_dir(folder.path().join("migrations"))? {
        up += &std::fs::read_to_string(step?.path().join("up.sql"))?;
    }
    for (columns, clause) in [("a", "REPLACE"), ("b, c", "IGNORE")] {
        let note = format!(
            "UNIQUE ({columns}) ON CONFLICT {clause} becomes an index, which has no such clause: \
             say INSERT OR {clause} where a program relies on it."
        );
        assert!(said.contains(&format!("note: {note}\n")), "{said}");
        assert!(up.contains(&format!("-- {note}\n")), "{up}");
    }
    assert!(!said.contains("ABORT"), "{said}");
    assert!(
        up.ends_with(
            "-- From here on the connection enforces foreign keys. Take this line out where it did not \
             before.\nPRAGMA foreign_keys = ON;\n"
        ),
        "{up}"
    );
    db.migrate(Path::new(&migrations), true).await?;
    let insert = "INSERT INTO codes (id, a, b, c) VALUES (2, 'a', 'd', 'd')";
    assert!(db.execute(insert).await.is_err());
    db.execute("INSERT OR REPLACE INTO codes (id, a, b, c) VALUES (2, 'a', 'd', 'd')")
        .await?;
    db.migrate(Path::new(&migrations), false).await?;
    db.execute("INSERT INTO codes VALUES (3, 'a', 'e', 'e')")
        .await?;
    let rows = "SELECT id || a || b || c AS line FROM codes";
    assert_eq!(db.lines(rows).await?, ["3aee"]);
    Ok(())
}

/// What stands behind a constraint without a comma would go with it, and the name of a table in a
/// condition is not that of the new one: nothing is written.
async fn unclear(db: &Sqlite) -> TestResult {
    db.execute(
        "CREATE TABLE loose (id INTEGER PRIMARY KEY, a, b, UNIQUE (a) CHECK (b > 1));
         CREATE TABLE said (id INTEGER PRIMARY KEY, a TEXT UNIQUE, CHECK (said.a > 'a'))",
    )
    .await?;
    let folder = Folder::new()?;
    let migrations = folder.path().join("migrations");
    let path = migrations.display().to_string();
    for (table, said) in [
        ("loose", "the definition of loose is not understood"),
        (
            "said",
            "the migration of said would fail, as a copy of the empty table shows: \
             no such column: said.a",
        ),
    ] {
        let args = ["migration", table, "--migrations", &path];
        let refused = run(Some(&db.url()), &args)?.refused()?;
        assert!(
            refused.starts_with(&format!("error: {said}\nhelp: ")),
            "{refused}"
        );
        assert!(!migrations.exists());
    }
    Ok(())
}

/// Comments in definitions, and what is about columns alone.
async fn comments(db: &Sqlite) -> TestResult {
    db.execute(
        "CREATE TABLE notes ( -- of all (kinds\n id INTEGER PRIMARY KEY, a TEXT -- UNIQUE, )\n \
            UNIQUE /* , ( */ NOT NULL, b TEXT DEFAULT 'x, UNIQUE', UNIQUE (b, -- then\n a) -- last\n);
         CREATE UNIQUE INDEX notes_lower ON notes (lower(a) -- small\n, b DESC -- and\n) WHERE b > 'a';
         INSERT INTO notes VALUES (1, 'a', 'b')",
    )
    .await?;
    around(db, "notes", async |db| {
        let rows = "SELECT id || a || b AS line FROM notes";
        assert_eq!(db.lines(rows).await?, ["1ab"]);
        for row in ["2, 'a', 'x'", "3, 'A', 'b'"] {
            let insert = format!("INSERT INTO notes (id, a, b) VALUES ({row})");
            assert!(Place::execute(db, &insert).await.is_err(), "{row}");
        }
        Ok(())
    })
    .await?;
    Ok(())
}

/// Views, virtual tables, and the tables that belong to these.
async fn no_tables(db: &Sqlite) -> TestResult {
    db.execute(
        "CREATE TABLE docs (id INTEGER PRIMARY KEY, body TEXT);
         CREATE VIEW all_docs AS SELECT id FROM docs;
         CREATE VIRTUAL TABLE search USING fts5 (body)",
    )
    .await?;
    let refused = |name: &str| run(Some(&db.url()), &["migration", name, "--stdout"])?.refused();
    let help = "help: name the table that has the rows which are to be marked\n";
    for (name, said) in [
        (
            "Search",
            "`search` is a virtual table, which gets no columns and no indexes",
        ),
        (
            "search_idx",
            "`search_idx` is where a virtual table has its rows",
        ),
        (
            "all_docs",
            "`all_docs` is a view, which has no rows of its own",
        ),
    ] {
        assert_eq!(refused(name)?, format!("error: {said}\n{help}"));
    }
    assert_eq!(
        refused("searches_idx")?,
        "error: there is no table `searches_idx`\n\
         help: a table of another schema is named with it: `audit.entries`\n"
    );
    assert_eq!(
        refused("doc")?,
        "error: there is no table `doc`\nhelp: is it `docs`?\n"
    );
    Ok(())
}

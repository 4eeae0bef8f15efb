//! What an index has beside its columns is there after a migration, and after its way back.

use std::path::Path;

use crate::harness::TestResult;
use crate::place::Place;
use crate::tool::{Folder, run};

/// What is different on each of the databases.
struct Kept {
    tables: &'static [&'static str],
    /// What there is to the indexes that are unique.
    indexes: &'static str,
    /// The indexes of active rows, as that query gives them.
    active: &'static [&'static str],
    /// Rows that are refused while the first one is active.
    same: &'static [&'static str],
    /// A part of what is said.
    note: Option<&'static str>,
}

const SQLITE: Kept = Kept {
    tables: &[
        "CREATE TABLE members (id INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL, \
         mail TEXT COLLATE NOCASE, code TEXT UNIQUE, UNIQUE (mail COLLATE RTRIM, name DESC))",
        "CREATE UNIQUE INDEX members_name ON members (name COLLATE NOCASE DESC)",
        "CREATE UNIQUE INDEX members_mail ON members (mail) WHERE code IS NOT NULL",
    ],
    indexes: "SELECT group_concat(x.name || ' ' || x.coll || ' ' || x.\"desc\", ', ') || i.partial AS line \
              FROM pragma_index_list('members') AS i, pragma_index_xinfo(i.name) AS x \
              WHERE x.key = 1 AND i.\"unique\" = 1 GROUP BY i.name ORDER BY 1",
    active: &[
        "code BINARY 01",
        "mail NOCASE 01",
        "mail RTRIM 0, name BINARY 11",
        "name NOCASE 11",
    ],
    same: &[
        "2, 'ADA', 'b', 'b'",
        "2, 'ben', 'A', 'b'",
        "2, 'ben', 'b', 'a'",
    ],
    note: None,
};

const POSTGRESQL: Kept = Kept {
    tables: &[
        "CREATE TABLE members (id INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL, mail TEXT, \
         code TEXT, CONSTRAINT \"in code\" UNIQUE (code) WITH (fillfactor = 70, deduplicate_items = off) \
         DEFERRABLE INITIALLY DEFERRED, CONSTRAINT members_two UNIQUE (mail, name) WITH (fillfactor = 71))",
        "CREATE UNIQUE INDEX \"name ON it\" ON members \
         (name COLLATE \"C\" text_pattern_ops DESC NULLS LAST) WITH (fillfactor = 60)",
        "CREATE UNIQUE INDEX members_mail ON members (lower(mail) DESC) WHERE code IS NOT NULL",
        "COMMENT ON INDEX \"name ON it\" IS 'it''s \\ one'",
        "COMMENT ON CONSTRAINT \"in code\" ON members IS 'another; one'",
        "ALTER TABLE members CLUSTER ON members_two",
    ],
    indexes: "SELECT concat_ws(' ', regexp_replace(pg_get_indexdef(x.indexrelid), '.* USING ', ''), \
                pg_get_constraintdef(k.oid), obj_description(x.indexrelid, 'pg_class'), \
                obj_description(k.oid, 'pg_constraint'), NULLIF(x.indisclustered, FALSE)) AS line \
              FROM pg_index AS x LEFT JOIN pg_constraint AS k ON k.conindid = x.indexrelid \
              WHERE x.indrelid = 'members'::REGCLASS AND x.indisunique AND NOT x.indisprimary ORDER BY 1",
    active: &[
        "btree (code) WITH (fillfactor='70', deduplicate_items=off) WHERE (deleted_at IS NULL)",
        "btree (lower(mail) DESC) WHERE ((code IS NOT NULL) AND (deleted_at IS NULL))",
        "btree (mail, name) WITH (fillfactor='71') WHERE (deleted_at IS NULL)",
        "btree (name COLLATE \"C\" text_pattern_ops DESC NULLS LAST) WITH (fillfactor='60') \
         WHERE (deleted_at IS NULL)",
    ],
    same: &[
        "2, 'Ada', 'b', 'b'",
        "2, 'ben', 'A', 'b'",
        "2, 'ben', 'b', 'a'",
    ],
    note: Some(
        "in code could be deferred to the end of a transaction, and the index in its place cannot",
    ),
};

macro_rules! mysql {
    ($how:literal, $hidden:literal) => {
        Kept {
            tables: &[
                "CREATE TABLE members (id INTEGER NOT NULL PRIMARY KEY, name VARCHAR(50) NOT NULL, \
                 mail VARCHAR(50), code VARCHAR(50))",
                concat!(
                    "CREATE UNIQUE INDEX members_name ON members (name(2) DESC) COMMENT 'it''s \\\\ ?' ",
                    $hidden
                ),
                "CREATE UNIQUE INDEX members_mail ON members (code, mail(3) DESC)",
                "CREATE UNIQUE INDEX members_code ON members (code DESC)",
            ],
            indexes: concat!(
                "SELECT CAST(CONCAT(GROUP_CONCAT(CONCAT_WS(' ', COLUMN_NAME, SUB_PART, COLLATION) \
                 ORDER BY SEQ_IN_INDEX SEPARATOR ', '), ' ', MAX(INDEX_COMMENT), MAX(",
                $how,
                ")) AS CHAR) AS line FROM information_schema.STATISTICS WHERE TABLE_SCHEMA = DATABASE() \
                 AND TABLE_NAME = 'members' AND INDEX_NAME <> 'PRIMARY' GROUP BY INDEX_NAME ORDER BY 1"
            ),
            active: &[
                "code A, mail 3 D, is_active A ",
                "code D, is_active A ",
                "name 2 D, is_active A it's \\ ?hidden",
            ],
            same: &["2, 'ADe', 'b', 'b'", "2, 'ben', 'b', 'A'"],
            note: None,
        }
    };
}

fn of(name: &str) -> Kept {
    match name {
        "sqlite" => SQLITE,
        "postgresql" => POSTGRESQL,
        "mysql" => mysql!("IF(IS_VISIBLE = 'NO', 'hidden', '')", "INVISIBLE"),
        _ => mysql!("IF(IGNORED = 'YES', 'hidden', '')", "IGNORED"),
    }
}

/// A folder with the migration of a table.
pub(crate) fn written(
    url: &str,
    table: &str,
    more: &[&str],
) -> TestResult<(Folder, String, String)> {
    let folder = Folder::new()?;
    let migrations = folder.path().join("migrations").display().to_string();
    let args = ["migration", table, "--migrations", &migrations];
    let ran = run(Some(url), &[&args, more].concat())?;
    let said = ran.stderr.clone();
    ran.done()?;
    Ok((folder, migrations, said))
}

pub(crate) async fn index_parts<P: Place>(db: &P) -> TestResult {
    const ROWS: &str =
        "SELECT CONCAT(id, ' ', name, ' ', mail, ' ', code) AS line FROM members ORDER BY id";
    let kept = of(P::NAME);
    for sql in kept.tables {
        db.execute(sql).await?;
    }
    // Where tables and indexes are called differently, this name is taken.
    db.execute("CREATE TABLE members_code_active (id INTEGER NOT NULL PRIMARY KEY)")
        .await?;
    let insert = |row: &str| format!("INSERT INTO members (id, name, mail, code) VALUES ({row})");
    db.execute(&insert("1, 'Ada', 'a', 'a'")).await?;
    let before = db.lines(kept.indexes).await?;
    let catalogue = db.catalogue().await?;
    let url = db.url();
    if P::NAME == "postgresql" {
        db.execute("ALTER TABLE members REPLICA IDENTITY USING INDEX \"name ON it\"")
            .await?;
        let refused = run(Some(&url), &["migration", "members", "--stdout"])?.refused()?;
        assert!(
            refused.starts_with("error: `name ON it` is the replica identity of members"),
            "{refused}"
        );
        db.execute("ALTER TABLE members REPLICA IDENTITY DEFAULT")
            .await?;
    }

    let (_folder, migrations, said) = written(&url, "members", &[])?;
    assert_eq!(
        kept.note.is_some_and(|note| said.contains(note)),
        kept.note.is_some(),
        "{said}"
    );
    db.migrate(Path::new(&migrations), true).await?;
    assert_eq!(db.lines(kept.indexes).await?, kept.active);
    for row in kept.same {
        assert!(db.execute(&insert(row)).await.is_err(), "{row}");
    }
    db.execute("UPDATE members SET deleted_at = CURRENT_TIMESTAMP")
        .await?;
    for row in kept.same {
        db.execute(&insert(row)).await?;
        assert_eq!(db.lines(ROWS).await?.len(), 2, "{row}");
        db.execute("DELETE FROM members WHERE id = 2").await?;
    }

    db.migrate(Path::new(&migrations), false).await?;
    db.is_clean().await?;
    assert_eq!(db.lines(kept.indexes).await?, before);
    assert_eq!(db.catalogue().await?, catalogue);
    assert_eq!(db.lines(ROWS).await?, ["1 Ada a a"]);
    for row in kept.same {
        assert!(db.execute(&insert(row)).await.is_err(), "{row}");
    }
    Ok(())
}

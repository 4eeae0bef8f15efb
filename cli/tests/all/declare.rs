//! `declare`

use crate::harness::TestResult;
use crate::place::Place;
use crate::tool::{Folder, is_as_in, run};

pub(crate) async fn blog<P: Place>(db: &P) -> TestResult {
    db.execute(P::BLOG).await?;
    let url = db.url();
    let declared = run(Some(&url), &["declare"])?.done()?;
    is_as_in(&declared, "expected/blog.rs")?;
    let declared = run(Some(&url), &["declare", "--path", "schema"])?.done()?;
    is_as_in(&declared, "expected/blog_in_schema.rs")
}

pub(crate) async fn shop<P: Place>(db: &P) -> TestResult {
    db.execute(P::SHOP).await?;
    let ran = run(
        None,
        &["declare", "--database-url", &db.url(), "--schema", "audit"],
    )?;
    let notes: Vec<_> = ran.stderr.lines().map(str::to_owned).collect();
    is_as_in(&ran.done()?, &format!("expected/{}", P::SHOP_DECLARED))?;
    let odd = |start: &str| notes.iter().filter(|note| note.starts_with(start)).count();
    assert_eq!(odd("note: odd.deleted_at is a "), 1, "{notes:?}");
    assert_eq!(odd("note: odd.removed_at is NOT NULL"), 1, "{notes:?}");
    assert_eq!(odd("note: odd.deleted can be NULL"), 1, "{notes:?}");
    assert_eq!(notes.len(), 3, "{notes:?}");
    Ok(())
}

pub(crate) async fn patterns<P: Place>(db: &P) -> TestResult {
    db.execute(P::SHOP).await?;
    let url = db.url();
    let by = |patterns: &[&str]| {
        let mut args = vec!["declare"];
        args.extend(patterns.iter().flat_map(|it| ["--marker", it]));
        run(Some(&url), &args)
    };
    // Patterns of one's own take the place of all others.
    let declared = by(&["trashed*", "ARCHIVED_??"])?.done()?;
    assert_eq!(
        declared,
        "diesel_scopes::soft_deletable! {\n    type_ (Trashed_At or archived_at) {\n        \
         cascade type_ (ref_),\n    }\n}\n"
    );
    let nothing = by(&["nothing"])?.refused()?;
    assert!(
        nothing.starts_with("error: no table has a marker\nhelp: "),
        "{nothing}"
    );
    let wrong = by(&["***"])?.refused()?;
    assert!(wrong.contains("***"), "{wrong}");
    Ok(())
}

/// A schema of PostgreSQL, or another database of MySQL.
pub(crate) async fn schemas<P: Place>(db: &P) -> TestResult {
    if P::NAME == "sqlite" {
        return Ok(());
    }
    let schema = crate::harness::unique_name();
    let time = if P::NAME == "postgresql" {
        "TIMESTAMP"
    } else {
        "DATETIME(6)"
    };
    for sql in [
        format!("CREATE TABLE users (id INTEGER PRIMARY KEY, deleted_at {time} NULL)"),
        format!("CREATE SCHEMA {schema}"),
        format!(
            "CREATE TABLE {schema}.notes (id INTEGER PRIMARY KEY, deleted_at {time} NULL, parent INTEGER, \
             FOREIGN KEY (parent) REFERENCES {schema}.notes (id))"
        ),
        format!("CREATE INDEX parents ON {schema}.notes (parent)"),
    ] {
        db.execute(&sql).await?;
    }
    let url = db.url();
    let declared = run(Some(&url), &["declare", "--schema", &schema]);
    let migration = run(
        Some(&url),
        &[
            "migration",
            &format!("{schema}.notes"),
            "--stdout",
            "--marker",
            "gone",
        ],
    );
    let folder = Folder::new()?;
    let file = folder.path().join("declared.rs").display().to_string();
    std::fs::write(
        &file,
        format!(
            "soft_deletable! {{ crate::{schema}::notes (deleted_at) {{ cascade {schema}::notes (parent) }} }}"
        ),
    )?;
    let checked = run(Some(&url), &["check", "--declaration", &file]);
    db.execute(&format!(
        "DROP SCHEMA {schema}{}",
        if P::NAME == "postgresql" {
            " CASCADE"
        } else {
            ""
        }
    ))
    .await?;
    assert_eq!(
        declared?.done()?,
        format!(
            "diesel_scopes::soft_deletable! {{\n    users (deleted_at)\n    {schema}::notes (deleted_at) {{\n        \
             cascade {schema}::notes (parent),\n    }}\n}}\n"
        )
    );
    let quoted = |name: &str| {
        if P::NAME == "postgresql" {
            format!("\"{name}\"")
        } else {
            format!("`{name}`")
        }
    };
    let alter = format!("ALTER TABLE {}.{}", quoted(&schema), quoted("notes"));
    let migration = migration?.done()?;
    assert!(migration.contains(&alter), "{migration}");
    // The schema was found in the path.
    assert_eq!(checked?.done()?, "nothing is wrong with 1 table\n");
    Ok(())
}

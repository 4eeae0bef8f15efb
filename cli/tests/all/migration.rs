//! `migration`

use std::path::Path;

use diesel_async::AsyncMigrationHarness;
use diesel_migrations::{FileBasedMigrations, MigrationHarness};
use diesel_scopes::CascadeBackend;
use diesel_scopes::check::catalogue::Catalogue;

use crate::harness::TestResult;
use crate::place::Place;
use crate::tool::{Folder, is_as_in, run};

/// A table with unique columns: one of them by which others refer to it, and one behind a part of the
/// table; with keys that no index leads to, where there are such.
fn people<P: Place>() -> Vec<String> {
    let mut sql = vec![
        "CREATE TABLE teams (id INTEGER NOT NULL PRIMARY KEY)".to_owned(),
        "CREATE TABLE people (id INTEGER NOT NULL PRIMARY KEY, team_id INTEGER NOT NULL, \
             name VARCHAR(50) NOT NULL, email VARCHAR(50), account VARCHAR(50) NOT NULL UNIQUE, \
             boss INTEGER, FOREIGN KEY (team_id) REFERENCES teams (id), \
             FOREIGN KEY (boss) REFERENCES people (id), \
             CONSTRAINT people_name UNIQUE (team_id, name))"
            .to_owned(),
        "CREATE TABLE orders (id INTEGER NOT NULL PRIMARY KEY, account VARCHAR(50), person INTEGER, \
         FOREIGN KEY (account) REFERENCES people (account), \
         FOREIGN KEY (person) REFERENCES people (id) ON DELETE CASCADE)"
            .to_owned(),
    ];
    match P::NAME {
        "sqlite" => {
            sql.push("CREATE INDEX people_team ON people (team_id)".to_owned());
            sql.push(
                "CREATE TRIGGER people_insert AFTER INSERT ON people WHEN new.name = '' BEGIN \
                 UPDATE people SET name = 'nobody' WHERE id = new.id; END"
                    .to_owned(),
            );
            sql.push("CREATE VIEW bosses AS SELECT id FROM people WHERE boss IS NULL".to_owned());
            sql.push(
                "CREATE UNIQUE INDEX people_email ON people (lower(email) DESC) WHERE boss IS NOT NULL"
                    .to_owned(),
            );
        }
        "postgresql" => sql.push(
            "CREATE UNIQUE INDEX people_email ON people (lower(email) text_pattern_ops) INCLUDE (name) \
             WHERE boss IS NOT NULL"
                .to_owned(),
        ),
        _ => sql.push("CREATE UNIQUE INDEX people_email ON people (email(10))".to_owned()),
    }
    sql
}

const ROWS: [&str; 3] = [
    "INSERT INTO teams VALUES (1)",
    "INSERT INTO people (id, team_id, name, email, account, boss) VALUES \
     (1, 1, 'ada', 'ada@example.org', 'a', NULL), (2, 1, 'ben', NULL, 'b', 1)",
    "INSERT INTO orders VALUES (1, 'a', 2), (2, NULL, 1)",
];

async fn create<P: Place>(db: &P) -> TestResult {
    for sql in people::<P>().iter().map(String::as_str).chain(ROWS) {
        db.execute(sql).await?;
    }
    Ok(())
}

/// Up, checked, and down again, with Diesel's own harness.
pub(crate) async fn up_and_down<P: Place>(db: &P) -> TestResult {
    create(db).await?;
    let url = db.url();
    let before = db.catalogue().await?;
    let mut variants = vec![
        vec!["--marker", "deleted_at"],
        vec!["--marker", "removed", "--type", "bool"],
    ];
    if P::NAME == "postgresql" {
        variants.push(vec!["--type", "timestamptz"]);
        variants.push(vec!["--concurrently"]);
    }
    for variant in variants {
        let folder = Folder::new()?;
        let migrations = folder.path().join("migrations").display().to_string();
        let mut args = vec!["migration", "people", "--migrations", &migrations];
        args.extend(&variant);
        run(Some(&url), &args)?.done()?;

        db.migrate(Path::new(&migrations), true).await?;
        let declared = run(Some(&url), &["declare"])?.done()?;
        let marker = if variant.contains(&"bool") {
            "removed"
        } else {
            "deleted_at"
        };
        // Where the first letters are unique, all of them are; where that is so of some rows, it need
        // not be so of all.
        let unique = match P::NAME {
            "mariadb" | "mysql" => "unique (email), unique (team_id, name)",
            _ => "unique (team_id, name)",
        };
        let head = format!("    people ({marker}, {unique}) {{\n");
        assert!(declared.contains(&head), "{variant:?}: {declared}");
        let checked = run(Some(&url), &["check"])?;
        assert_eq!(
            checked.done()?,
            "nothing is wrong with 1 table\n",
            "{variant:?}"
        );
        // There is nothing left to do.
        let again = run(
            Some(&url),
            &["migration", "people", "--stdout", "--marker", marker],
        )?;
        let again = again.refused()?;
        assert!(
            again.contains("there is nothing to do: people has"),
            "{again}"
        );

        db.migrate(Path::new(&migrations), false).await?;
        assert_eq!(db.catalogue().await?, before, "{variant:?}");
        db.has_rows().await?;
        db.is_clean().await?;
    }
    Ok(())
}

pub(crate) async fn files<P: Place>(db: &P) -> TestResult {
    create(db).await?;
    let url = db.url();
    let printed = run(Some(&url), &["migration", "people", "--stdout"])?.done()?;
    let family = match P::NAME {
        "mariadb" => "mysql",
        other => other,
    };
    is_as_in(&printed, &format!("expected/migration_{family}.sql"))?;

    let folder = Folder::new()?;
    let migrations = folder.path().join("a/b").display().to_string();
    let args = [
        "migration",
        "people",
        "--migrations",
        &migrations,
        "--name",
        "trash for people",
    ];
    let written = run(Some(&url), &args)?.done()?;
    let files: Vec<_> = written.lines().collect();
    // On SQLite a transaction is in what is written.
    assert_eq!(
        files.len(),
        if P::NAME == "sqlite" { 3 } else { 2 },
        "{written}"
    );
    for (file, name) in files.iter().zip(["up.sql", "down.sql"]) {
        let rest = file.strip_prefix(&migrations).ok_or("another folder")?;
        // /2026-01-01-000000_trash_for_people/up.sql
        assert_eq!(
            rest.get(18..),
            Some(&*format!("_trash_for_people/{name}")),
            "{rest}"
        );
        let text = std::fs::read_to_string(file)?;
        assert!(printed.contains(&text), "{text}");
    }

    let concurrent = run(
        Some(&url),
        &["migration", "people", "--concurrently", "--stdout"],
    )?;
    if P::NAME != "postgresql" {
        let refused = concurrent.refused()?;
        assert!(
            refused.contains("--concurrently is for PostgreSQL, and this is "),
            "{refused}"
        );
        return Ok(());
    }
    is_as_in(&concurrent.done()?, "expected/migration_concurrently.sql")
}

pub(crate) async fn refused<P: Place>(db: &P) -> TestResult {
    create(db).await?;
    let url = db.url();
    let migration = |args: &[&str]| run(Some(&url), &[&["migration"], args].concat())?.refused();
    assert_eq!(
        migration(&["poeple"])?,
        "error: there is no table `poeple`\nhelp: is it `people`?\n"
    );
    assert_eq!(
        migration(&["something"])?,
        "error: there is no table `something`\n\
         help: a table of another schema is named with it: `audit.entries`\n"
    );
    let taken = migration(&["people", "--marker", "name"])?;
    assert!(
        taken.starts_with("error: people has a column `name`, which is no marker: "),
        "{taken}"
    );
    let (kind, other) = match P::NAME {
        "mariadb" | "mysql" => ("timestamptz", "--type datetime"),
        _ => ("datetime", "--type timestamp"),
    };
    let no_type = migration(&["people", "--type", kind])?;
    assert!(no_type.contains(other), "{no_type}");
    // A folder that cannot be made.
    let folder = Folder::new()?;
    let file = folder.path().join("file");
    std::fs::write(&file, "")?;
    let folder = file.join("migrations").display().to_string();
    let unwritten = migration(&["people", "--migrations", &folder])?;
    assert!(unwritten.contains("cannot be written"), "{unwritten}");
    Ok(())
}

/// Runs or reverts all migrations of a folder.
pub(crate) async fn migrate<C>(conn: C, folder: &Path, up: bool) -> TestResult<C>
where
    C: diesel_async::AsyncConnection<Backend: CascadeBackend> + 'static,
    AsyncMigrationHarness<C>: MigrationHarness<C::Backend>,
{
    let source = FileBasedMigrations::from_path(folder)?;
    let mut harness = AsyncMigrationHarness::new(conn);
    if up {
        harness.run_pending_migrations(source)?;
    } else {
        harness.revert_all_migrations(source)?;
    }
    Ok(harness.into_inner())
}

/// Without what Diesel keeps of the migrations.
pub(crate) fn without_diesel(mut catalogue: Catalogue) -> Catalogue {
    let is_own = |name: &str| name != "__diesel_schema_migrations";
    catalogue.tables.retain(|table| is_own(&table.name.name));
    catalogue
}

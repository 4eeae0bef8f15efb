//! What is said where something cannot be done.

use std::process::Command;

use libtest_mimic::Trial;

use crate::harness::{TestResult, test};
use crate::place::Place;
use crate::tool::{Folder, run};

pub(crate) fn tests() -> Vec<Trial> {
    let one = |name, body: fn() -> TestResult| test("tool::errors", name, body);
    vec![
        one("urls", urls),
        one("help", help),
        one("colours", colours),
        one("declarations", declarations),
    ]
}

fn urls() -> TestResult {
    for (url, said) in [
        (
            None,
            "error: no database is named\nhelp: give --database-url postgres://",
        ),
        (Some(""), "error: no database is named\nhelp: "),
        (
            Some("oracle://me:secret@host/db"),
            "error: the URL begins with `oracle:`, which is no database\nhelp: there are postgres://, ",
        ),
        (
            Some("mariadb://host/db"),
            "error: the URL begins with `mariadb:`, which Diesel does not know\nhelp: MariaDB is reached by mysql://",
        ),
        (
            Some("sqlite://no/such/file"),
            "error: there is no file `no/such/file`\nhelp: ",
        ),
        (
            Some("no/such/file"),
            "error: there is no file `no/such/file`\nhelp: ",
        ),
    ] {
        for command in [vec!["declare"], vec!["check"], vec!["migration", "users"]] {
            let refused = run(url, &command)?.refused()?;
            assert!(refused.starts_with(said), "{url:?}: {refused}");
            assert!(!refused.contains("secret"), "{refused}");
        }
    }
    assert!(!std::path::Path::new("no").exists());
    Ok(())
}

fn help() -> TestResult {
    let all = run(None, &["--help"])?.done()?;
    for part in [
        "declare",
        "check",
        "migration",
        "Examples:",
        "Exit status:",
        "NO_COLOR",
        "DATABASE_URL",
    ] {
        assert!(all.contains(part), "{part} is not in\n{all}");
    }
    for command in ["declare", "check", "migration"] {
        let help = run(Some("postgres://me:secret@host/db"), &[command, "--help"])?.done()?;
        assert!(help.contains("Examples:\n  diesel-scopes "), "{help}");
        assert!(!help.contains("secret"), "{help}");
    }
    let usage = run(None, &["declaer"])?.refused()?;
    assert!(
        usage.contains("a similar subcommand exists: 'declare'"),
        "{usage}"
    );
    Ok(())
}

fn colours() -> TestResult {
    let with = |variables: &[(&str, &str)]| -> TestResult<String> {
        let mut command = Command::new(env!("CARGO_BIN_EXE_diesel-scopes"));
        command.args(["check", "--database-url", "oracle:"]);
        for name in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE"] {
            command.env_remove(name);
        }
        command.envs(variables.iter().copied());
        Ok(String::from_utf8(command.output()?.stderr)?)
    };
    assert!(!with(&[])?.contains('\u{1b}'), "in what is no terminal");
    assert!(with(&[("CLICOLOR_FORCE", "1")])?.contains('\u{1b}'));
    assert!(!with(&[("NO_COLOR", "1")])?.contains('\u{1b}'));
    Ok(())
}

fn declarations() -> TestResult {
    let folder = Folder::new()?;
    let path = folder.path().join("schema.rs");
    let path = path.to_str().ok_or("the temporary folder is not Unicode")?;
    let read = |text: &str| -> TestResult<String> {
        std::fs::write(path, text)?;
        run(Some("sqlite://nowhere"), &["check", "--declaration", path])?.refused()
    };
    for (text, said) in [
        ("fn main() {}", "there is no `soft_deletable!` in "),
        ("fn main() {", "schema.rs:1: this is no Rust: "),
        (
            "\nsoft_deletable! { users deleted_at }",
            "schema.rs:2: the markers in parentheses is expected, and there is `deleted_at`",
        ),
        (
            "soft_deletable! { users (deleted_at, cleer (a)) }",
            "schema.rs:1: `clear`, `also`, `flag`, `touch`, `hold`, `keep` or `unique` is expected, and there is `cleer`",
        ),
        (
            "soft_deletable! {\n users (deleted_at) {\n cascades posts (a) } }",
            "schema.rs:3: `cascade`, `restrict`, `nullify` or `remove` is expected, and there is `cascades`",
        ),
        (
            "soft_deletable! { users (deleted_at) { cascade posts } }",
            "the key in parentheses is expected, and there is the end",
        ),
        (
            "soft_deletable! { journal users (deleted_at) }",
            "schema.rs:1: `journal` ends with a `;`",
        ),
        (
            "soft_deletable! { users (deleted_at) { cascade posts (a) where (b = 1.5) } }",
            "a text, a whole number, `true` or `false` is expected",
        ),
        (
            "diesel::table! { users (id) { id Integer } } soft_deletable! { users (deleted_at) }",
            "`->` and a type is expected, and there is `Integer`",
        ),
    ] {
        let refused = read(text)?;
        assert!(
            refused.starts_with("error: ") && refused.contains(said),
            "{text}\n{refused}"
        );
        assert!(
            refused.contains("\nhelp: ") || said.contains("Rust") || said.contains("journal"),
            "{refused}"
        );
    }
    let missing = run(
        Some("sqlite://nowhere"),
        &["check", "--declaration", "no/such/file.rs"],
    )?;
    let missing = missing.refused()?;
    assert!(
        missing.starts_with("error: no/such/file.rs cannot be read: "),
        "{missing}"
    );
    // All that the grammar has: so it is about the database.
    let read = read(
        r#"mod inner {
            soft_deletable! {
                journal (actor);
                users (
                    deleted_at or removed, also hidden as crate::Kind, clear (a, b), flag (c), touch (d),
                    hold (e), keep 30 days, unique (f), unique (g, h),
                ) {
                    cascade posts (a),
                    cascade crate::schema::lines (a -> b, c -> d) where (t = "x", n = -3, b = true),
                    nullify posts (a, b) only (b) where (t = "\"y\"",),
                    remove x (y),
                    restrict audit::z (w),
                }
                post_tags ()
                crate::schema::comments (deleted_at) {}
            }
        }"#,
    )?;
    assert_eq!(
        read,
        "error: there is no file `nowhere`\nhelp: give the path of the database: sqlite://FILE\n"
    );
    Ok(())
}

pub(crate) async fn denied<P: Place>(db: &P) -> TestResult {
    db.execute(P::BLOG).await?;
    let Some(reader) = db.reader().await? else {
        return Ok(());
    };
    let ran = run(Some(&reader.url), &["declare"])?;
    db.execute(&reader.drop).await?;
    match reader.refused {
        Some(what) => {
            let refused = ran.refused()?;
            let said = format!("the role of this connection may not read {what}: grant it `");
            assert!(refused.contains(&said), "{refused}");
            assert!(!refused.contains("secret"), "{refused}");
        }
        None => assert!(ran.done()?.contains("posts (deleted_at)")),
    }
    Ok(())
}

pub(crate) async fn unreachable<P: Place>(db: &P) -> TestResult {
    let url = db.url();
    let Some((start, database)) = url.rsplit_once('/').filter(|_| P::NAME != "sqlite") else {
        // What is no database.
        let path = url.strip_prefix("sqlite://").unwrap_or(&url);
        std::fs::write(path, "This is a text. ".repeat(200))?;
        let refused = run(Some(&url), &["check"])?.refused()?;
        assert!(
            refused
                .contains("the catalogue of the database cannot be read: file is not a database"),
            "{refused}"
        );
        return Ok(());
    };
    // A database that is not there, a user, and a port on which nothing listens.
    let (scheme, rest) = start.split_once("://").ok_or("no scheme")?;
    let host = rest.rsplit_once('@').map_or(rest, |(_, host)| host);
    let (name, _) = host.split_once(':').ok_or("no port")?;
    for (url, shown) in [
        (
            format!("{start}/no_such_database"),
            "/no_such_database cannot be reached: ",
        ),
        (
            format!("{scheme}://nobody:secret@{host}/{database}"),
            "nobody@",
        ),
        (
            format!("{scheme}://nobody:secret@{name}:1/{database}"),
            ":1/",
        ),
    ] {
        let refused = run(Some(&url), &["declare"])?.refused()?;
        assert!(
            refused.starts_with("error: ") && refused.contains(shown),
            "{refused}"
        );
        assert!(
            refused.contains("\nhelp: see whether the server runs"),
            "{refused}"
        );
        assert!(!refused.contains("secret"), "{refused}");
    }
    Ok(())
}

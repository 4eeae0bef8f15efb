//! `check`

use crate::harness::TestResult;
use crate::place::Place;
use crate::tool::{Folder, Ran, file, run};

fn declarations(files: &[&str]) -> Vec<String> {
    let files = files.iter().map(|path| file(path).display().to_string());
    files
        .flat_map(|path| ["--declaration".to_owned(), path])
        .collect()
}

fn check(url: &str, more: &[String]) -> TestResult<Ran> {
    let mut args = vec!["check"];
    args.extend(more.iter().map(String::as_str));
    run(Some(url), &args)
}

/// What `declare` writes is what the database says: with `table!`, and without.
pub(crate) async fn declaration<P: Place>(db: &P) -> TestResult {
    let url = db.url();
    db.execute(P::BLOG).await?;
    let clean = "nothing is wrong with 6 tables\n";
    assert_eq!(check(&url, &[])?.done()?, clean);
    assert_eq!(
        check(&url, &declarations(&["expected/blog.rs"]))?.done()?,
        clean
    );
    let both = declarations(&["expected/blog.rs", "../../../tests/all/tables.rs"]);
    assert_eq!(check(&url, &both)?.done()?, clean);
    // The files of this repository.
    for schema in ["examples/blog/src/schema.rs", "examples/tour/schema.rs"] {
        let path = file("../../..").join(schema).display().to_string();
        let args = ["--declaration".to_owned(), path];
        let ran = check(&url, &args)?;
        // The tour leaves it open who deleted a post.
        if schema.contains("tour") {
            let found = ran.ended(1)?;
            assert!(found.contains("posts.deleted_by"), "{found}");
            assert!(found.ends_with("1 finding in 6 tables\n"), "{found}");
            let [word, path] = args;
            let meant = ["--ignore", "posts.deleted_by"]
                .map(str::to_owned)
                .into_iter();
            let ignored = check(
                &url,
                &[word, path].into_iter().chain(meant).collect::<Vec<_>>(),
            )?;
            assert_eq!(
                ignored.done()?,
                "nothing is wrong with 6 tables, 1 ignored\n"
            );
        } else {
            assert_eq!(ran.done()?, clean);
        }
    }
    Ok(())
}

pub(crate) async fn findings<P: Place>(db: &P) -> TestResult {
    let url = db.url();
    db.execute(P::SHOP).await?;
    let audit = ["--schema".to_owned(), "audit".to_owned()];
    assert_eq!(
        check(&url, &audit)?.done()?,
        "nothing is wrong with 8 tables\n"
    );
    let expected = format!("expected/{}", P::SHOP_DECLARED);
    let tables = format!("tables/{}", P::SHOP_TABLES);
    let clean = check(&url, &declarations(&[&tables, &expected]))?.done()?;
    assert_eq!(clean, "nothing is wrong with 8 tables\n");
    let alone = check(&url, &declarations(&[&expected]))?.done()?;
    assert_eq!(alone, clean);

    // Something is missing, and something is there that is not declared.
    let folder = Folder::new()?;
    let wrong = folder.path().join("wrong.rs");
    std::fs::write(
        &wrong,
        "mod declared { diesel_scopes::soft_deletable! {
            tenants (deleted_at, unique (name), touch (updated_at)) { cascade accounts (tenant_id) }
            accounts (deleted_at) { restrict orders (tenant_id, account) }
            r#type (archived_at) { cascade type_ (ref_) }
            orders (removed)
            nowhere (deleted_at)
        } }",
    )?;
    let wrong = ["--declaration".to_owned(), wrong.display().to_string()];
    let found = check(&url, &wrong)?.ended(1)?;
    for part in [
        "error: there is no table `nowhere`\n  --> nowhere\n",
        "tenants.updated_at",
        "--> tenants.name\n",
        "tenants_name_active",
        "accounts (tenant_id, featured_order)",
        "help: ",
    ] {
        assert!(found.contains(part), "{part} is not in\n{found}");
    }
    assert!(
        !found.contains('\u{1b}'),
        "there are colours in what is no terminal"
    );

    // What `table!` says of types.
    let typed = folder.path().join("typed.rs");
    std::fs::write(
        &typed,
        "diesel::table! { tenants (id) { id -> Integer, deleted_at -> diesel::sql_types::Bool } }
        soft_deletable! { tenants (deleted_at) }",
    )?;
    let typed = ["--declaration".to_owned(), typed.display().to_string()];
    let typed = check(&url, &typed)?.ended(1)?;
    assert!(typed.contains("--> tenants.deleted_at\n"), "{typed}");

    // The same as JSON.
    let mut json = wrong.to_vec();
    json.extend(["--format".to_owned(), "json".to_owned()]);
    let json: serde_json::Value = serde_json::from_str(&check(&url, &json)?.ended(1)?)?;
    let findings = json["findings"].as_array().ok_or("no findings")?;
    let last = found.lines().last().unwrap_or_default();
    assert_eq!(last, format!("{} findings in 5 tables", findings.len()));
    assert_eq!(json["tables"], 5);
    assert!(
        findings
            .iter()
            .any(|it| it["reason"] == "NoTable" && it["table"] == "nowhere")
    );
    let first_sql = findings
        .iter()
        .find_map(|it| it["sql"].as_array()?.first()?.as_str());
    assert!(first_sql.is_some(), "{json:#}");
    Ok(())
}

/// What a marker of one's own means stands in Rust.
pub(crate) async fn custom_marker<P: Place>(db: &P) -> TestResult {
    let url = db.url();
    db.execute(
        "CREATE TABLE sessions (id INTEGER NOT NULL PRIMARY KEY, name VARCHAR(50) NOT NULL, ended_at BIGINT NOT NULL)",
    )
    .await?;
    db.execute("CREATE UNIQUE INDEX sessions_name ON sessions (name)")
        .await?;
    let folder = Folder::new()?;
    let path = |name: &str| folder.path().join(name).display().to_string();
    std::fs::write(
        path("schema.rs"),
        "diesel_scopes::table! {
            use diesel::sql_types::*;
            /// Who is there.
            #[soft_delete(ended_at as markers::UnixSeconds)]
            sessions (id) { id -> Integer, name -> Text, ended_at -> BigInt }
        }",
    )?;
    std::fs::write(
        path("markers.rs"),
        "impl diesel_scopes::Marker for UnixSeconds {
            type SqlType = diesel::sql_types::BigInt;
            const ACTIVE: &'static str = \"= 0\";
            const DELETED: &'static str = \"<> 0\";
            const RESTORED: &'static str = \"0\";
        }",
    )?;
    let one = ["--declaration".to_owned(), path("schema.rs")];
    let refused = check(&url, &one)?.refused()?;
    assert!(
        refused.contains(
            "schema.rs:5: what `UnixSeconds`, the marker of `sessions`, means is not known\nhelp: "
        ),
        "{refused}"
    );
    let two = ["--declaration".to_owned(), path("markers.rs")];
    let found = check(&url, &[one, two].concat())?.ended(1)?;
    assert!(found.contains("sessions_name"), "{found}");
    assert!(found.ends_with("1 finding in 1 table\n"), "{found}");
    Ok(())
}

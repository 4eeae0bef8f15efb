//! Declarations with a token too few, too many or in the wrong place: whatever is
//! written there, the compiler answers in words, and nothing of it is lost.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::harness::TestResult;

tests![
    wrong_tokens_are_explained,
    a_table_of_another_crate_is_refused,
    a_schema_has_a_crate_of_its_own,
];

/// How many wrong declarations are expanded, and how many of those that are still
/// right are checked.
const EXPANDED: usize = 2_000;
const CHECKED: usize = 24;

const TABLES: &str = "
    table! { users (id) { id -> Integer, name -> Text, removed -> Bool, deleted -> Bool, muted -> Bool,
        updated -> Timestamp, reason -> Nullable<Text>, stamp -> Nullable<Timestamp> } }
    table! { posts (id) { id -> Integer, author -> Integer, editor -> Nullable<Integer>,
        kind -> Text, deleted -> Bool, name -> Text } }
    table! { tags (id) { id -> Integer, post -> Integer, rank -> Integer } }
";

const DECLARATIONS: [&str; 4] = [
    "users (stamp , clear ( reason ) , flag ( deleted ) , touch ( updated ) , hold ( muted ) ,
        keep 30 days , unique ( name ) , also removed) { cascade posts ( author ) }
     posts ( deleted ) { cascade tags ( post ) , remove tags ( rank ) } tags ( )",
    "users ( stamp or deleted , unique ( name , id ) , unique ( name ) )
        { nullify posts ( editor ) , restrict posts ( name -> name ) } posts ( deleted )",
    "users ( stamp ) { cascade posts ( author ) where ( kind = \"User\" , deleted = true ) ,
        nullify posts ( editor ) only ( editor ) where ( kind = \"x\" ) }
     posts ( deleted ) { cascade posts ( editor ) , remove tags ( post ) where ( rank = - 1 ) }",
    "self :: users ( stamp ) , tags ( ) { restrict posts ( author ) } posts ( deleted as Bool , )",
];

/// What this crate's own errors begin with.
const OWN_WORDS: [&str; 8] = [
    "cannot read ",
    "unknown option ",
    "the option ",
    "the table ",
    "unexpected `;` in ",
    "`keep` of ",
    // The compiler's words for a `-` without a number, and for a literal that is none.
    "unexpected token: ",
    "expected a literal",
];

/// A token, or a group of them.
#[derive(Clone, Debug)]
enum Token {
    Word(String),
    Group(char, Vec<Token>),
}

fn read(words: &mut std::iter::Peekable<std::str::SplitWhitespace<'_>>) -> Vec<Token> {
    let mut tokens = Vec::new();
    while let Some(word) = words.next() {
        match word {
            "(" | "{" => tokens.push(Token::Group(
                word.chars().next().unwrap_or('('),
                read(words),
            )),
            ")" | "}" => break,
            other => tokens.push(Token::Word(other.to_owned())),
        }
    }
    tokens
}

fn write(tokens: &[Token], text: &mut String) {
    for token in tokens {
        match token {
            Token::Word(word) => {
                text.push_str(word);
                text.push(' ');
            }
            Token::Group(open, inside) => {
                text.push(*open);
                write(inside, text);
                text.push_str(if *open == '(' { ") " } else { "} " });
            }
        }
    }
}

/// The same numbers in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % end.max(1) as u64) as usize
    }
}

/// Deletes, doubles or swaps tokens of one group.
fn spoil(tokens: &mut Vec<Token>, dice: &mut Dice) {
    let groups: Vec<usize> = (0..tokens.len())
        .filter(|at| matches!(&tokens[*at], Token::Group(_, inside) if !inside.is_empty()))
        .collect();
    if !groups.is_empty() && dice.below(4) > 0 {
        if let Token::Group(_, inside) = &mut tokens[groups[dice.below(groups.len())]] {
            return spoil(inside, dice);
        }
    }
    if tokens.is_empty() {
        return;
    }
    let (at, other) = (dice.below(tokens.len()), dice.below(tokens.len()));
    match dice.below(3) {
        0 => drop(tokens.remove(at)),
        1 => tokens.insert(at, tokens[other].clone()),
        _ => tokens.swap(at, other),
    }
}

/// What the options of the first table come to, if it reads as a table.
fn options(tokens: &[Token]) -> [(&'static str, usize); 6] {
    let head = tokens.iter().find_map(|token| match token {
        Token::Group('(', head) => Some(head.as_slice()),
        _ => None,
    });
    let mut found = ["ALSO", "CLEAR", "FLAGS", "TOUCH", "UNIQUE", "HOLD"].map(|name| (name, 0));
    for option in head
        .unwrap_or_default()
        .split(|token| matches!(token, Token::Word(w) if w == ","))
        .skip(1)
    {
        let words = |inside: &[Token]| {
            let is_word = |token: &&Token| matches!(token, Token::Word(word) if word != ",");
            inside.iter().filter(is_word).count()
        };
        match option {
            [Token::Word(name), Token::Group(_, inside)] => match name.as_str() {
                "clear" => found[1].1 += words(inside),
                "flag" => found[2].1 += words(inside),
                "touch" => found[3].1 += words(inside),
                "unique" => found[4].1 += 1,
                "hold" => found[5].1 += words(inside),
                _ => {}
            },
            [Token::Word(name), Token::Word(_)] if name == "also" => found[0].1 += 1,
            _ => {}
        }
    }
    found
}

/// What stands where an edge begins, in the braces of each table: in a declaration that
/// compiles, each of them is an edge.
fn edges(tokens: &[Token]) -> Vec<(&str, usize)> {
    let mut found = Vec::new();
    for table in tokens.windows(3) {
        if let [
            Token::Word(name),
            Token::Group('(', _),
            Token::Group('{', edges),
        ] = table
        {
            let first = edges
                .split(|token| matches!(token, Token::Word(word) if word == ","))
                .filter_map(|edge| edge.first());
            let is_kind = |token: &&Token| {
                matches!(token, Token::Word(word)
                    if ["cascade", "restrict", "nullify", "remove"].contains(&word.as_str()))
            };
            found.push((name.as_str(), first.filter(is_kind).count()));
        }
    }
    found
}

fn wrong_tokens_are_explained() -> TestResult {
    in_a_folder(try_all)
}

fn in_a_folder(test: fn(&Path) -> TestResult) -> TestResult {
    let folder = std::env::temp_dir().join(crate::harness::unique_name());
    std::fs::create_dir_all(&folder)?;
    let result = test(&folder);
    std::fs::remove_dir_all(&folder)?;
    result
}

/// The compiler has no other words for it, and says it of each implementation.
fn a_table_of_another_crate_is_refused() -> TestResult {
    in_a_folder(|folder| {
        let libraries = Libraries::find(folder)?;
        let schema = folder.join("schema.rs");
        std::fs::write(
            &schema,
            "diesel::table! { posts (id) { id -> Integer, deleted_at -> Nullable<Timestamp> } }",
        )?;
        let output = libraries.compiler(folder).arg(&schema).output()?;
        assert!(output.status.success(), "{output:?}");
        let mistakes = compile(
            &libraries,
            folder,
            "extern crate schema; diesel_scopes::soft_deletable! { schema::posts (deleted_at) }",
        )?;
        assert!(!mistakes.is_empty());
        for mistake in mistakes {
            let is_foreign = mistake.code.as_deref() == Some("E0117")
                && mistake.message.contains(
                    "only traits defined in the current crate can be implemented for types defined \
                     outside of the crate",
                );
            assert!(is_foreign || mistake.code.is_none(), "{mistake:?}");
        }
        Ok(())
    })
}

const SCHEMA_CRATE: &str = "
    diesel::table! { posts (id) { id -> Integer, title -> Text, deleted -> Bool } }
    diesel::table! { comments (id) { id -> Integer, post_id -> Integer, deleted -> Bool } }
    diesel_scopes::soft_deletable! {
        posts (deleted) { cascade comments (post_id) }
        comments (deleted)
    }
";

const OTHER_CRATE: &str = r#"
    use diesel::connection::SimpleConnection;
    use diesel::prelude::*;
    use diesel_scopes::{prelude::*, soft_delete};
    use schema::posts;

    #[derive(HasQuery)]
    #[diesel(table_name = posts)]
    #[diesel(base_query = diesel_scopes::dsl::active(posts::table))]
    struct Post {
        title: String,
    }

    fn main() {
        let conn = &mut SqliteConnection::establish(":memory:").unwrap();
        conn.batch_execute(
            "CREATE TABLE posts (id INTEGER PRIMARY KEY, title TEXT NOT NULL, deleted BOOLEAN NOT NULL);
             CREATE TABLE comments (id INTEGER PRIMARY KEY, post_id INTEGER NOT NULL, deleted BOOLEAN NOT NULL);
             INSERT INTO posts VALUES (1, 'ants', FALSE), (2, 'bees', TRUE), (3, 'cats', FALSE);
             INSERT INTO comments VALUES (1, 1, FALSE), (2, 1, FALSE)",
        )
        .unwrap();
        let by_hand = posts::table.filter(posts::deleted.eq(false)).select(posts::title);
        let by_hand: Vec<String> = by_hand.load(conn).unwrap();
        let ported: Vec<String> = posts::table.active().select(posts::title).load(conn).unwrap();
        assert_eq!(ported, ["ants", "cats"]);
        assert_eq!(ported, by_hand);
        let report = soft_delete(posts::table.find(1)).cascade().execute(conn).unwrap();
        assert_eq!(report, [("posts", 1), ("comments", 2)]);
        let left: Vec<Post> = Post::query().load(conn).unwrap();
        assert_eq!(left[0].title, "cats");
        assert_eq!(left.len(), 1);
    }
"#;

/// The crates around it do with its tables what they do with their own.
fn a_schema_has_a_crate_of_its_own() -> TestResult {
    in_a_folder(|folder| {
        let libraries = Libraries::find(folder)?;
        let (schema, other) = (folder.join("schema.rs"), folder.join("other.rs"));
        std::fs::write(&schema, SCHEMA_CRATE)?;
        std::fs::write(&other, OTHER_CRATE)?;
        let mut rustc = libraries.linked();
        rustc
            .args(["--crate-type=lib", "--out-dir"])
            .arg(folder)
            .arg(&schema);
        let output = rustc.output()?;
        assert!(output.status.success(), "{output:?}");
        let program = folder.join("other");
        let mut rustc = libraries.linked();
        let library = folder.join("libschema.rlib");
        rustc
            .arg("--extern")
            .arg(format!("schema={}", library.display()));
        let output = rustc.arg("-o").arg(&program).arg(&other).output()?;
        assert!(output.status.success(), "{output:?}");
        let output = Command::new(&program).output()?;
        assert!(output.status.success(), "{output:?}");
        Ok(())
    })
}

fn try_all(folder: &Path) -> TestResult {
    let libraries = Libraries::find(folder)?;
    let mut dice = Dice(0x5DEE_CE66_D1CE_5EED);
    let mut spoilt: Vec<Vec<Token>> = Vec::new();
    let mut known = BTreeSet::new();
    while spoilt.len() < EXPANDED {
        let mut apart = DECLARATIONS[dice.below(DECLARATIONS.len())].to_owned();
        for bracket in ["(", ")", "{", "}"] {
            apart = apart.replace(bracket, &format!(" {bracket} "));
        }
        let mut tokens = read(&mut apart.split_whitespace().peekable());
        for _ in 0..=dice.below(3) {
            spoil(&mut tokens, &mut dice);
        }
        let mut text = String::new();
        write(&tokens, &mut text);
        if known.insert(text) {
            spoilt.push(tokens);
        }
    }

    // A line a declaration. The last error keeps the compiler from going on to types.
    let mut source = String::new();
    for tokens in &spoilt {
        let mut text = String::new();
        write(tokens, &mut text);
        writeln!(
            source,
            "mod m {{ use super::tables::*; diesel_scopes::soft_deletable! {{ {text} }} }}"
        )?;
    }
    let source = source
        .replace("mod m {", "const _: () = {")
        .replace("} }\n", "} };\n");
    let source = source.replace("use super::tables::*;", "use tables::*;");
    let header = format!(
        "#![allow(warnings)] mod tables {{ use diesel::table; {} }} \
         compile_error!(\"enough\");\n",
        TABLES.replace('\n', " ")
    );
    let mut refused = BTreeSet::new();
    for error in compile(&libraries, folder, &(header + &source))? {
        let Some(line) = error
            .line
            .checked_sub(2)
            .filter(|line| *line < spoilt.len())
        else {
            let ends = error.message.contains("enough") || error.message.contains("aborting");
            assert!(ends, "{error:?}");
            continue;
        };
        // An error with a code is one of names and types, which come later.
        if error.code.is_none() {
            refused.insert(line);
            let own = OWN_WORDS
                .iter()
                .any(|words| error.message.starts_with(words));
            // The compiler's own, where a keyword stands in place of a name.
            let keyword = error.message.contains("found keyword `");
            assert!(
                own || keyword,
                "{}: {error:?}",
                source.lines().nth(line).unwrap_or_default()
            );
        }
    }
    assert!(
        refused.len() > EXPANDED / 3,
        "only {} are wrong",
        refused.len()
    );

    let left: Vec<&Vec<Token>> = (0..spoilt.len())
        .filter(|at| !refused.contains(at))
        .map(|at| &spoilt[at])
        .take(CHECKED)
        .collect();
    assert!(left.len() >= CHECKED / 2, "only {} are left", left.len());
    let mut modules = Vec::new();
    for (at, tokens) in left.iter().enumerate() {
        let mut text = String::new();
        write(tokens, &mut text);
        let mut at_run_time = String::new();
        for (table, count) in edges(tokens) {
            write!(
                at_run_time,
                "edges(\"{table}\", <{table}::table as diesel_scopes::__private::Declared>::edges().len(), \
                     {count});"
            )?;
        }
        let mut counts = String::new();
        for (name, count) in options(tokens) {
            let length = if name == "HOLD" {
                "is_some() as usize"
            } else {
                "len()"
            };
            write!(
                counts,
                "assert!(<users::table as diesel_scopes::__private::MarkedTable>::{name}.{length} == {count}, \
                     \"{name} is lost\");"
            )?;
        }
        modules.push(format!(
            "mod m{at} {{ use diesel::{{table, sql_types::Bool}}; {} \
                 diesel_scopes::soft_deletable! {{ {text} }} const _: () = {{ {counts} }}; \
                 pub fn run() {{ use super::edges; {at_run_time} }} }}",
            TABLES.replace('\n', " ")
        ));
    }
    let edges = "#![allow(warnings)] fn edges(table: &str, found: usize, written: usize) { \
         assert_eq!(found, written, \"an edge of {table} is lost\"); if found > 0 { println!(\"{found}\") } }\n";
    let source = edges.to_owned() + &modules.join("\n");
    let mut wrong = BTreeSet::new();
    for error in compile(&libraries, folder, &source)? {
        wrong.insert(error.line.wrapping_sub(2));
        let line = source
            .lines()
            .nth(error.line.saturating_sub(1))
            .unwrap_or_default();
        assert!(!error.message.contains("is lost"), "{line}: {error:?}");
        assert!(
            !error.message.contains("recursion limit"),
            "{line}: {error:?}"
        );
    }

    // Those that compile are run, since edges are known at run time only.
    let mut source = edges.to_owned();
    let mut runs = String::new();
    for (at, module) in modules.iter().enumerate() {
        if !wrong.contains(&at) {
            writeln!(source, "{module}")?;
            write!(runs, "m{at}::run();")?;
        }
    }
    writeln!(source, "fn main() {{ {runs} }}")?;
    let file = folder.join("edges.rs");
    std::fs::write(&file, source)?;
    let program = folder.join("edges");
    let output = libraries
        .linked()
        .arg("-o")
        .arg(&program)
        .arg(&file)
        .output()?;
    assert!(output.status.success(), "{output:?}");
    let output = Command::new(&program).output()?;
    assert!(output.status.success(), "{output:?}");
    let with_edges = String::from_utf8_lossy(&output.stdout).lines().count();
    assert!(with_edges > 2, "only {with_edges} tables had edges");
    Ok(())
}

#[derive(Debug)]
struct Mistake {
    message: String,
    code: Option<String>,
    line: usize,
}

/// What the compiler says of a source.
fn compile(libraries: &Libraries, folder: &Path, source: &str) -> TestResult<Vec<Mistake>> {
    let file = folder.join("declarations.rs");
    std::fs::write(&file, source)?;
    let output = libraries.compiler(folder).arg(&file).output()?;
    let log = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.code() != Some(101) && !log.contains("internal compiler error"),
        "{log}"
    );
    let mut mistakes = Vec::new();
    for line in log.lines().filter(|line| line.starts_with('{')) {
        let value: Value = serde_json::from_str(line)?;
        if value["level"] != "error" {
            continue;
        }
        let span = value["spans"].as_array().and_then(|spans| {
            let primary = spans.iter().find(|span| span["is_primary"] == true);
            primary.or(spans.first())
        });
        mistakes.push(Mistake {
            message: value["message"].as_str().unwrap_or_default().to_owned(),
            code: value["code"]["code"].as_str().map(str::to_owned),
            line: span.map_or(0, own_line),
        });
    }
    Ok(mistakes)
}

/// The line of the declaration that an error leads to.
fn own_line(span: &Value) -> usize {
    let mut span = span;
    while let Some(call) = span["expansion"]["span"]
        .as_object()
        .map(|_| &span["expansion"]["span"])
    {
        span = call;
    }
    let line = span["line_start"].as_u64().unwrap_or_default();
    usize::try_from(line).unwrap_or_default()
}

/// What the sources are compiled against: the libraries of these tests.
struct Libraries {
    folder: PathBuf,
    scopes: PathBuf,
    diesel: PathBuf,
}

impl Libraries {
    /// Those that fit each other: cargo may have built several.
    fn find(folder: &Path) -> TestResult<Self> {
        let tests = std::env::current_exe()?;
        let libraries = tests.parent().ok_or("the tests lie nowhere")?;
        let scopes = newest(libraries, "libdiesel_scopes-")?;
        let source = folder.join("tables.rs");
        std::fs::write(
            &source,
            format!("use diesel::table; {TABLES} diesel_scopes::soft_deletable! {{ tags () }}"),
        )?;
        for diesel in newest(libraries, "libdiesel-")? {
            for scopes in &scopes {
                let found = Libraries {
                    folder: libraries.to_owned(),
                    scopes: scopes.clone(),
                    diesel: diesel.clone(),
                };
                if found
                    .compiler(folder)
                    .arg(&source)
                    .output()?
                    .status
                    .success()
                {
                    return Ok(found);
                }
            }
        }
        Err("there are no libraries that fit each other".into())
    }

    /// Says what is wrong with a library.
    fn compiler(&self, folder: &Path) -> Command {
        let mut rustc = self.linked();
        rustc
            .args(["--crate-type=lib", "--emit=metadata", "--error-format=json"])
            .arg("--out-dir")
            .arg(folder)
            .arg("-L")
            .arg(folder);
        rustc
    }

    /// Makes a program.
    fn linked(&self) -> Command {
        let mut rustc = Command::new("rustc");
        rustc
            .arg("--edition=2024")
            .arg("-L")
            .arg(format!("dependency={}", self.folder.display()))
            .arg("--extern")
            .arg(format!("diesel_scopes={}", self.scopes.display()))
            .arg("--extern")
            .arg(format!("diesel={}", self.diesel.display()));
        rustc
    }
}

/// The libraries of this name, the newest first.
fn newest(folder: &Path, name: &str) -> TestResult<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let file = entry.file_name();
        let file = file.to_string_lossy();
        if file.starts_with(name) && file.ends_with(".rlib") {
            found.push((entry.metadata()?.modified()?, entry.path()));
        }
    }
    found.sort();
    Ok(found.into_iter().rev().map(|(_, path)| path).collect())
}

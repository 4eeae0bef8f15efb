//! The tables that stand in several places, so that each of these can be read alone.

use std::fs;
use std::path::Path;

tests![
    the_tables_of_the_migrations_are_the_same_everywhere,
    what_is_declared_of_them_is_the_same,
];

/// Where the tables of `tables.rs` stand again. Benches and the tool's tests include them.
const AGAIN: [&str; 3] = [
    "examples/tour/schema.rs",
    "examples/blog/src/schema.rs",
    "src/doctest_schema.rs",
];

fn the_tables_of_the_migrations_are_the_same_everywhere() {
    let tables = blocks("tests/all/tables.rs", "diesel::table!");
    assert_eq!(tables.len(), 6);
    for file in AGAIN {
        assert_eq!(blocks(file, "diesel::table!"), tables, "{file}");
    }
}

/// The blog says more: how long, and who.
fn what_is_declared_of_them_is_the_same() {
    let declared = |file| blocks(file, "diesel_scopes::soft_deletable!");
    let tests = declared("tests/all/schema.rs");
    assert_eq!(tests.len(), 1);
    for file in ["examples/tour/schema.rs", "src/doctest_schema.rs"] {
        assert_eq!(declared(file), tests, "{file}");
    }
}

/// What stands in the calls of a macro, but for blanks and commas at the end of a list.
fn blocks(file: &str, of: &str) -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    let text = fs::read_to_string(path).expect(file);
    let opens = format!("{of} {{");
    text.split(&opens)
        .skip(1)
        .map(|call| {
            let end = call.find("\n}").expect("a call ends on a line of its own");
            let words: String = call[..end].split_whitespace().collect();
            words.replace(",}", "}")
        })
        .collect()
}

//! SQL that a file holds as it is written. `BLESS=1` writes that file anew.

/// Appends the statements for each backend, under the line of Rust.
macro_rules! sql {
    ($text:ident, $($statement:expr),+ $(,)?) => {
        $(for (backend, statements) in [
            ("PostgreSQL", $statement.statements::<diesel::pg::Pg>()),
            ("MySQL", $statement.statements::<diesel::mysql::Mysql>()),
            ("SQLite", $statement.statements::<diesel::sqlite::Sqlite>()),
        ] {
            let rust: String = stringify!($statement).split_whitespace().collect();
            $text.push_str(&format!("-- {backend}: {rust}\n"));
            for statement in statements.unwrap() {
                $text.push_str(&format!("{statement};\n"));
            }
            $text.push('\n');
        })+
    };
}
pub(crate) use sql;

/// Compares a text with the file, a path from the top of the package.
pub(crate) fn assert_written(file: &str, text: &str) {
    let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&file, text).unwrap();
    }
    let written = std::fs::read_to_string(&file).unwrap();
    for (line, expected) in text.lines().zip(written.lines()) {
        assert_eq!(line, expected);
    }
    assert_eq!(text.lines().count(), written.lines().count());
}

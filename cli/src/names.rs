//! Names in Rust, as `diesel print-schema` makes them of those in a database.

/// Those of `diesel print-schema`, and what has become a keyword besides.
const RESERVED: &[&str] = &[
    "abstract", "alignof", "as", "async", "await", "become", "box", "break", "const", "continue",
    "crate", "do", "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if",
    "impl", "in", "let", "loop", "macro", "match", "mod", "move", "mut", "offsetof", "override",
    "priv", "proc", "pub", "pure", "ref", "return", "Self", "self", "sizeof", "static", "struct",
    "super", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use", "virtual",
    "where", "while", "yield",
];

/// `type` is `type_`, and `first name` is `first_name`.
pub(crate) fn rust_name(sql: &str) -> String {
    if RESERVED.contains(&sql) || sql.starts_with("__") && !sql.ends_with('_') {
        return format!("{sql}_");
    }
    let is_mappable = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let mut name = sql.to_owned();
    if !sql.chars().all(is_mappable) {
        name = sql
            .chars()
            .map(|c| if is_mappable(c) { c } else { '_' })
            .collect();
        while name.contains("__") {
            name = name.replace("__", "_");
        }
    }
    if name.starts_with(|c: char| c.is_ascii_digit()) {
        name.insert(0, '_');
    }
    name
}

/// `r#type` is `type`.
pub(crate) fn bare(rust: &str) -> &str {
    rust.strip_prefix("r#").unwrap_or(rust)
}

/// Whether a name in Rust is the one of this name in the database.
pub(crate) fn is_name_of(rust: &str, sql: &str) -> bool {
    rust == rust_name(sql) || bare(rust) == sql
}

/// The known name that is nearest to one that is not known.
pub(crate) fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let near = known.into_iter().map(|other| {
        let likeness = strsim::jaro_winkler(&name.to_lowercase(), &other.to_lowercase());
        (likeness, other)
    });
    let near = near.filter(|(likeness, _)| *likeness > 0.8);
    near.max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_print_schema() {
        for (sql, rust) in [
            ("users", "users"),
            ("Users", "Users"),
            ("type", "type_"),
            ("first name", "first_name"),
            ("a - b", "a_b"),
            ("__hidden", "__hidden_"),
            ("2fa", "_2fa"),
        ] {
            assert_eq!(rust_name(sql), rust);
            assert!(is_name_of(rust, sql));
        }
        assert!(is_name_of("r#type", "type"));
    }

    #[test]
    fn the_nearest_name_is_one_letter_away() {
        let known = ["users", "posts", "user_tokens"];
        assert_eq!(nearest("usres", known), Some("users"));
        assert_eq!(nearest("invoices", known), None);
    }
}

//! Where in the user's code a statement is sent.

use std::backtrace::Backtrace;
use std::sync::LazyLock;

/// Whether places are asked for: a backtrace takes milliseconds.
static WANTED: LazyLock<bool> =
    LazyLock::new(|| std::env::var("DIESEL_SCOPES_GUARD_PLACES").is_ok_and(|it| it == "1"));

/// The innermost function on the stack that is neither of a library below, nor of the
/// runtime.
pub(super) fn here() -> Option<String> {
    if !*WANTED {
        return None;
    }
    first_of_the_user(&Backtrace::force_capture().to_string())
}

/// Crates that stand between the user's code and the database.
const BELOW: [&str; 25] = [
    "alloc",
    "async_trait",
    "backtrace",
    "bb8",
    "core",
    "deadpool",
    "diesel",
    "diesel_async",
    "diesel_migrations",
    "diesel_scopes",
    "futures",
    "futures_core",
    "futures_executor",
    "futures_util",
    "libtest_mimic",
    "mobc",
    "mysql_async",
    "r2d2",
    "scoped_futures",
    "std",
    "sync_wrapper",
    "test",
    "tokio",
    "tokio_postgres",
    "tracing",
];

/// A backtrace has a line `  7: path::of::function` for each frame, and a line
/// `at file:line:column` under those whose place is known.
fn first_of_the_user(trace: &str) -> Option<String> {
    let mut lines = trace.lines().peekable();
    while let Some(line) = lines.next() {
        let Some((number, function)) = line.trim_start().split_once(": ") else {
            continue;
        };
        if number.parse::<u32>().is_err() {
            continue;
        }
        let at = lines
            .peek()
            .and_then(|line| line.trim_start().strip_prefix("at "));
        let path = function.trim_start_matches(['<', '&', ' ']);
        let path = path.strip_prefix("dyn ").unwrap_or(path);
        let Some((root, _)) = path.split_once("::") else {
            // `main`, `_start`, and what has no name.
            continue;
        };
        if BELOW.contains(&root) || root.starts_with("_") || root.contains(char::is_whitespace) {
            continue;
        }
        let name = without_hash(function).replace("::{{closure}}", "");
        return Some(match at {
            Some(at) => format!("{name} at {at}"),
            None => name,
        });
    }
    None
}

/// `::h0123456789abcdef` stands behind a name that is mangled in the old way.
fn without_hash(name: &str) -> &str {
    match name.rsplit_once("::h") {
        Some((name, hash)) if hash.len() == 16 && hash.chars().all(|c| c.is_ascii_hexdigit()) => {
            name
        }
        _ => name,
    }
}

#[cfg(test)]
mod tests {
    use super::first_of_the_user;

    #[test]
    fn the_first_frame_of_the_user_is_found() {
        let trace = "   0: std::backtrace_rs::backtrace::trace\n             at /rustc/1/std/src/a.rs:1:2\n   \
                     1: <diesel_scopes::guard::watch::Watching as diesel::Instrumentation>::on\n   \
                     2: <core::pin::Pin<P> as core::future::future::Future>::poll\n   \
                     3: blog::app::posts::list::{{closure}}::h0123456789abcdef\n             at ./src/app/posts.rs:31:10\n   \
                     4: tokio::runtime::park\n   5: main\n";
        assert_eq!(
            first_of_the_user(trace).as_deref(),
            Some("blog::app::posts::list at ./src/app/posts.rs:31:10")
        );
        assert_eq!(first_of_the_user("   0: std::a\n   1: main\n"), None);
    }
}

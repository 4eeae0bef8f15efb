//! What the macros write. It is hidden, and no API.
//!
//! A macro is expanded in a user's crate, and so what it writes has to be reached from
//! there, past whatever names stand around its call. What is here is for that; any release
//! may change it. Items that the compiler has to know but nobody names (what a bound of a
//! public method asks) are `pub` in modules that are not, and are not in here.

// What every crate has, whatever the names mean at the call.
pub use core::convert::From;
pub use core::option::Option;
pub use core::primitive::{bool, str, u64};
pub use core::{compile_error, concat, stringify};
pub use diesel;
pub use diesel::expression::Expression;
pub use diesel::query_source::{Column, JoinTo};
pub use std::vec::Vec;

// The traits that a declaration implements, and what they are made of.
pub use crate::declare::{
    As, Condition, Declared, DeclaredMarker, Edge, EdgeKind, Keep, MarkedTable, MarkerText,
    TableInfo, Touch, WithMarker, WithoutMarker,
};
#[cfg(feature = "journal")]
pub use crate::statement::{Anybody, Nobody, Recorded};
pub use crate::statement::{NoReturning, Shallow, Unchosen};

// Scopes as targets of joins.
pub use crate::scope::{NarrowOn, Scoped, scoped_join_target};

// The columns that options and edges name, and what is wrong with the whole.
pub use crate::declare::{
    HasNoTexts, Texts, check_columns, clear_column, condition, flag_column, hold_column, keep,
    kept, key_column, only_column, touch_column, unique_column,
};
#[cfg(feature = "journal")]
pub use crate::declare::{IsRecorded, IsUnrecorded, check_journal};

// What lies below a table.
pub use crate::declare::{
    Below, Child, GivenBack, GivesBack, IsDeclared, IsFlag, IsNoFlag, IsOther, IsPlain, IsSame,
    IsUndeclared, Passed, Restorable, Stampable, Stamped, Stamps, TakesNoStamp, TakesStamp,
    cascade_child,
};

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    /// Where `#[doc(hidden)]` may stand, how often, and why there.
    const HIDDEN: &[(&str, usize, &str)] = &[
        (
            "lib.rs",
            2,
            "`__private`, which has what the macros write; `dsl::called` as below",
        ),
        (
            "dsl.rs",
            1,
            "types that are called like functions, for `auto_type`",
        ),
        (
            "prelude.rs",
            1,
            "methods of queries that are no scopes, in words",
        ),
        (
            "scope/forward.rs",
            1,
            "`or_filter` behind a scope, in words",
        ),
        (
            "journal/refused.rs",
            1,
            "what returns rows that are recorded, in words",
        ),
        (
            "no_journal.rs",
            1,
            "`by` and `because` without the feature, in words",
        ),
        (
            "execute/connection.rs",
            3,
            "what a connection does for this crate",
        ),
        (
            "check/catalogue/mod.rs",
            1,
            "how definitions are taken apart, for the tool",
        ),
        (
            "guard/install.rs",
            1,
            "a guard that reads this crate's own statements, for its tests",
        ),
        // `#[macro_export]` puts each at the root of the crate, where it needs its own mark.
        ("declare/macros/columns.rs", 3, "macros"),
        ("declare/macros/declaration.rs", 8, "macros"),
        ("declare/macros/edge.rs", 2, "macros"),
        ("declare/macros/edges.rs", 3, "macros"),
        ("declare/macros/journal.rs", 5, "macros"),
        ("declare/macros/once.rs", 1, "macros"),
        ("declare/macros/options.rs", 3, "macros"),
        ("declare/macros/table.rs", 2, "macros"),
        ("declare/macros/wrong.rs", 6, "macros"),
    ];

    #[test]
    fn little_is_public_and_hidden() {
        let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let mut found = Vec::new();
        look(&src, &src, &mut found);
        found.sort();
        let mut allowed: Vec<_> = HIDDEN
            .iter()
            .map(|(file, times, _)| (file.to_string(), *times))
            .collect();
        allowed.sort();
        assert_eq!(found, allowed, "what the macros need goes to `__private`");
    }

    fn look(src: &Path, folder: &Path, found: &mut Vec<(String, usize)>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                look(src, &path, found);
                continue;
            }
            let text = fs::read_to_string(&path).unwrap_or_default();
            let times = text.lines().filter(|line| line.trim() == "#[doc(hidden)]");
            let times = times.count();
            if times > 0 {
                let file = path.strip_prefix(src).unwrap();
                let file = file.to_string_lossy().replace('\\', "/");
                found.push((file, times));
            }
        }
    }
}

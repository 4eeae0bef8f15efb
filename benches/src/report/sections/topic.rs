/// What a section of the results is about.
pub struct Topic {
    pub section: &'static str,
    pub on_backends: bool,
    pub title: &'static str,
    pub text: &'static str,
    /// In the order of their columns.
    pub settings: &'static [&'static str],
    /// What it takes to measure it.
    pub needs: &'static str,
    /// What its ratios mean.
    pub meaning: &'static str,
}

pub const TOPICS: [Topic; 7] = [
    Topic {
        section: "build",
        on_backends: false,
        title: "Building a query",
        text: "The time to build a query and to render it as SQL, without a database.",
        settings: &["dialect"],
        needs: "",
        meaning: "\
The ratio to Diesel by hand is what a scope costs before the database is asked. The one to
`sql_query`, of which the SQL is there already, is what the query builder costs as a whole.",
    },
    Topic {
        section: "instructions",
        on_backends: false,
        title: "Instructions of building a query",
        text: "The same as instructions, which are the same in every run.",
        settings: &["dialect"],
        needs: "Counting instructions takes valgrind.",
        meaning: "\
The ratio to Diesel by hand is the work that a scope adds; it is below 1 where the crate prints
fewer parentheses.",
    },
    Topic {
        section: "reads",
        on_backends: true,
        title: "Reads",
        text: "\
Queries of the rows that are not deleted, by the kind of marker, by the share of deleted rows and by
index.",
        settings: &["marker", "index", "deleted"],
        needs: "",
        meaning: "\
The ratio to Diesel by hand is what a scope costs; of a flag that is `.eq(false)`, which binds the
value. The one to a literal is that to SQL of one's own, of which Diesel does not keep
the prepared statement. The one to unfiltered rows is what it costs that there is a filter at all,
whoever writes it.",
    },
    Topic {
        section: "single",
        on_backends: true,
        title: "Soft deletion of one row",
        text: "The latency of a soft delete by key.",
        settings: &["connection", "network"],
        needs: "",
        meaning: "\
A ratio is the crate's latency as a share of that library's: at 0.50, the crate is done in half of
the time.",
    },
    Topic {
        section: "bulk",
        on_backends: true,
        title: "Many rows at once",
        text: "Writes of many rows, chosen by a filter or by their ids.",
        settings: &["rows", "target"],
        needs: "",
        meaning: "\
The ratio to the raw statement is what the crate adds to what the database does anyway. The one to
a statement a row is what it brings to need only one.",
    },
    Topic {
        section: "cascade",
        on_backends: true,
        title: "Cascades",
        text: "\
A row is deleted with all rows that depend on it, and restored with them. First only the table
grows, then only the number of touched rows.",
        settings: &["varies", "comments", "touched"],
        needs: "",
        meaning: "\
The ratio to SQL by hand is what it costs that the crate finds out itself what depends on what. The
one to a statement a parent is what it brings to go by sets of rows.",
    },
    Topic {
        section: "compile",
        on_backends: false,
        title: "Compile time",
        text: "The time that `cargo check` takes for a crate of nothing but these.",
        settings: &[],
        needs: "",
        meaning: "\
The ratio is what declarations add to the tables' own compile time, and scopes to that of queries.",
    },
];

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

pub const TOPICS: [Topic; 12] = [
    Topic {
        section: "build",
        on_backends: false,
        title: "Building a query",
        text: "The time to build a query and to render it as SQL, without a database.",
        settings: &["dialect"],
        needs: "",
        meaning: "\
The ratio to Diesel by hand is what a scope costs before the database is asked; that of
`in_scope(…)` is to a boxed query. The one to `sql_query`, of which the SQL is there already, is
what the query builder costs as a whole.",
    },
    Topic {
        section: "instructions",
        on_backends: false,
        title: "Instructions of building a query",
        text: "\
The same counted in instructions, which do not depend on how busy the machine is. Counts still
differ by about 0.1 % from run to run, with the addresses that memory comes to lie at.",
        settings: &["dialect"],
        needs: "Counting instructions takes valgrind.",
        meaning: "\
The ratio to Diesel by hand is the work that a scope adds; it is below 1 where the crate prints
fewer parentheses, and for `in_scope(…)`, which is next to a boxed query.",
    },
    Topic {
        section: "reads",
        on_backends: true,
        title: "Reads",
        text: "\
Queries of the rows that are not deleted, by the kind of marker, by the share of deleted rows and
by the index on the marker.",
        settings: &["marker", "index", "deleted"],
        needs: "",
        meaning: "\
The ratio to Diesel by hand is what a scope costs; by hand a flag is compared by `.eq(false)`,
which binds the value. The one to a literal is that to SQL of one's own, of which Diesel does not
keep the prepared statement. The one to unfiltered rows is what it costs that there is a filter at
all, whoever writes it. MariaDB and MySQL have no partial indexes. Of an index on marker and key
MariaDB looks up the marker alone, and so passes over all rows behind a page's key, until most rows
are deleted.",
    },
    Topic {
        section: "single",
        on_backends: true,
        title: "Soft deletion of one row",
        text: "The latency of a soft delete by key, in a transaction of its own.",
        settings: &["connection", "network"],
        needs: "",
        meaning: "\
A ratio is the crate's latency as a share of that library's: at 0.50, the crate is done in half
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
The ratio to the raw statement is what the crate adds to what the driver and the database do
anyway. The one to a statement a row is what it brings to write many rows with each. On SQLite, where
nothing has to be sent, a prepared statement in a loop takes ids faster than a list of them does,
whoever writes it.",
    },
    Topic {
        section: "cascade",
        on_backends: true,
        title: "Cascades",
        text: "\
A user is deleted with all that depends on them, restored with it, and purged with it. First only the
table grows, then only the number of touched rows.",
        settings: &["network", "varies", "comments", "touched"],
        needs: "",
        meaning: "\
The ratio to SQL by hand is what it costs that the crate writes the statements itself, from the
declarations. By hand it is a single statement on PostgreSQL, and a transaction elsewhere. The ratio
to a statement a parent is what it brings to go by sets of rows.",
    },
    Topic {
        section: "journal",
        on_backends: true,
        title: "Cascades with a journal",
        text: "\
The same user is deleted, restored and purged on tables of which each change is recorded, with an entry
for each row. The undo of the soft delete stands next to a restore without a journal.",
        settings: &["touched"],
        needs: "",
        meaning: "\
The ratio to the cascade without is what the journal costs: a row more for each row that is changed, in a
table with three indexes. The ratio to row triggers is to the same entries, written by hand. An undo has
its rows by the keys in the entries, and is recorded itself.",
    },
    Topic {
        section: "retention",
        on_backends: true,
        title: "Very many rows in batches",
        text: "\
Of six rows of one table five are deleted, and purged by age in batches, each a transaction. Of three
tables, users with their posts and comments, the half of 4,000 users is purged by cascade with a user who has
1,000,000 comments. Another connection reads active rows by their keys meanwhile, a millisecond after each
answer.",
        settings: &["tables", "rows", "batch"],
        needs: "",
        meaning: "\
The ratio to a raw loop is what the crate adds to two statements a batch by hand: the last key of the next
rows, and the `DELETE` up to it. A loop with `LIMIT` alone goes through the rows that stay again and again.
Of three tables a loop by hand empties one after the other, and users whose posts are gone are seen in
between; the one by stamp takes each row by its own time, whoever deleted it.",
    },
    Topic {
        section: "shapes",
        on_backends: true,
        title: "Cascades of many tables",
        text: "\
Three rows of each table are deleted, restored and purged with one that they depend on: in chains of
tables; in a graph in which every table depends on all before it; and in layers of four tables that
depend on all of the layer above, below one. For the first time on a connection, again, as a preview,
and with locks.",
        settings: &["way", "shape", "tables"],
        needs: "",
        meaning: "\
What a cascade takes should grow with the number of tables, and not with the ways through them. On a
connection where it runs for the first time the statements are prepared as well.",
    },
    Topic {
        section: "replies",
        on_backends: true,
        title: "Cascades over very many replies",
        text: "\
A message is deleted, restored and purged with all its direct replies, in a tree. The statistics are of
a time when no row was deleted.",
        settings: &["replies", "way"],
        needs: "",
        meaning: "\
Where planners expect that no row is deleted, and that a message has few replies, plans that are good
for few rows can take very long for many.",
    },
    Topic {
        section: "guard",
        on_backends: false,
        title: "What a guard takes",
        text: "\
The time that a guard takes for a statement, in a crate that is compiled without optimisation, as tests
are: for a text that it has not seen, which it parses, and for one that it knows.",
        settings: &["dialect", "length", "text"],
        needs: "",
        meaning: "\
The ratio to the parser alone is what it takes to keep the text in mind and to ask each query block for its
markers. A statement of a cascade names this crate, and is not parsed.",
    },
    Topic {
        section: "compile",
        on_backends: false,
        title: "Compile time",
        text: "\
The time that `cargo check` takes for a crate when all that it depends on is compiled: a crate of
tables, with and without declarations; and one of tables with declarations and a query of each,
through a scope and by hand.",
        settings: &[],
        needs: "",
        meaning: "\
The ratio is what declarations add to the time for the tables alone, and what scopes add to the
time for the same crate with filters by hand.",
    },
];

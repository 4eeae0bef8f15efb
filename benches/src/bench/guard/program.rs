//! Has a guard hear statements, and prints how long that takes: compiled by the section `guard` of
//! the benches, as tests are.

mod blog;

use std::time::Instant;

use diesel::mysql::Mysql;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel_scopes::guard::{self, Guard};
use diesel_scopes::prelude::*;
use diesel_scopes::{CascadeBackend, soft_delete};
use sqlparser::dialect::{Dialect, MySqlDialect, PostgreSqlDialect};
use sqlparser::parser::Parser;

use crate::blog::*;

/// Samples in a round, and texts in a sample.
const SAMPLES: usize = 10;
const TEXTS: usize = 20;

fn main() {
    let rounds = std::env::args().nth(1).and_then(|it| it.parse().ok());
    let rounds: usize = rounds.expect("the number of rounds");
    for round in 0..rounds {
        on::<Pg>("PostgreSQL", &PostgreSqlDialect {}, round);
        on::<Mysql>("MariaDB", &MySqlDialect {}, round);
    }
}

/// The SQL of a query, without its binds.
macro_rules! text {
    ($db:ty, $query:expr) => {{
        let text = diesel::debug_query::<$db, _>(&$query).to_string();
        text.split(" -- binds").next().unwrap_or_default().to_owned()
    }};
}

trait Texts: CascadeBackend {
    fn texts() -> Vec<(&'static str, String)>;
}

macro_rules! texts {
    ($db:ty) => {
        impl Texts for $db {
            fn texts() -> Vec<(&'static str, String)> {
                let joined = users::table
                    .active()
                    .inner_join(posts::table.active())
                    .inner_join(comments::table.active().on(comments::post_id.eq(posts::id)))
                    .select((users::name, posts::title, comments::body));
                let authors = posts::table.active().select(posts::author_id);
                let cascade = soft_delete(users::table.find(1)).cascade();
                let cascade = cascade.statements::<$db>().expect("the SQL of a cascade");
                let longest = cascade.into_iter().max_by_key(String::len);
                vec![
                    ("active()", text!($db, posts::table.active().select(posts::title))),
                    (
                        "active().filter(…)",
                        text!(
                            $db,
                            posts::table
                                .active()
                                .filter(posts::author_id.eq(7))
                                .filter(posts::published.eq(true))
                                .order(posts::id.desc())
                                .limit(50)
                                .select(posts::all_columns)
                        ),
                    ),
                    ("three tables joined", text!($db, joined)),
                    (
                        "a subquery",
                        text!(
                            $db,
                            users::table
                                .active()
                                .filter(users::id.eq_any(authors))
                                .select(users::all_columns)
                        ),
                    ),
                    ("a query that is found", text!($db, posts::table.select(posts::title))),
                    ("a soft delete", text!($db, soft_delete(posts::table.find(1)).shallow())),
                    ("the longest of a cascade", longest.unwrap_or_default()),
                ]
            }
        }
    };
}
texts!(Pg);
texts!(Mysql);

fn on<DB: Texts>(dialect: &str, grammar: &dyn Dialect, round: usize) {
    for (name, text) in DB::texts() {
        let print = |known: &str, subject: &str, time: std::time::Duration| {
            let each = time.as_nanos() as f64 / TEXTS as f64;
            let length = text.len();
            println!("{name}\t{dialect}\t{length}\t{known}\t{subject}\t{round}\t{each}");
        };
        for _ in 0..SAMPLES {
            // A text is new to a guard once.
            let guards: Vec<Guard> = (0..TEXTS).map(|_| guard::of(users::table)).collect();
            for known in ["new", "known"] {
                let start = Instant::now();
                guards.iter().for_each(|guard| guard.hear::<DB>(&text));
                print(known, "diesel-scopes", start.elapsed());
            }
            let start = Instant::now();
            for _ in 0..TEXTS {
                let _ = std::hint::black_box(Parser::parse_sql(grammar, &text));
            }
            print("new", "sqlparser alone", start.elapsed());
        }
    }
}

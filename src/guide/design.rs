//! Why it is as it is: explicit, literal, in sets.
//!
//! # Explicit
//!
//! A scope that is there by default saves a word in most queries and costs a day in some. Which rows
//! does a join see, an aggregate, a `find` by key, a migration, the query that somebody writes in
//! three years? In systems that filter by default the trackers are full of the answers, and of ways
//! to turn the filter off, which then turn off another one too. So nothing is filtered here that does
//! not say so, and what says nothing is found: by a reader, since `active()` stands in the code, and
//! by the [guard](super::finding) in tests.
//!
//! `.cascade()` and `.shallow()` are asked for the same reason. The choice is made where the
//! statement stands, by somebody who knows why, and a declaration that gets its first edge makes the
//! compiler list all places that have to choose.
//!
//! # Declared once
//!
//! What a deleted row is stands in one place, beside the schema, in types. A second marker that is
//! added changes every `active()`, `restored()` and purge at once. What can be refused at compile
//! time is: a marker of a type that can say nothing, a `nullify` of what cannot be NULL, a cascade's
//! restore through a flag, tables in a circle. There is no procedural macro: `schema.rs` stays what
//! `diesel print-schema` writes.
//!
//! # Literal
//!
//! The text of a predicate has no run-time value. `deleted = $1` cannot use an index `WHERE NOT
//! deleted` under a generic plan, as a planner does not know what `$1` will be; `deleted = FALSE`
//! can. A fixed text also has a static `QueryId`, so that its prepared statement is found by type:
//! Diesel prepares an `UPDATE` anew each time, and a soft delete takes half of its round trips ([what
//! it costs](super::costs)).
//!
//! The other side of that: a type whose text varies must not say that it is static, or the cache
//! replays the first text. `in_scope`, `into_boxed` and `set` say so.
//!
//! # The guard in WHERE
//!
//! A soft delete is `UPDATE … WHERE (target) AND active`. With the second half a repeated delete
//! changes nothing: the first stamp, and who and why, stay. Counts are of changed rows on all
//! databases, since MySQL's are of matched ones. What `outcome` tells apart needs a second statement
//! only where the first changed nothing.
//!
//! The target stands in parentheses, or is refused: `a OR b AND active` would reach every row with
//! `a`, and Diesel puts no parentheses around raw SQL.
//!
//! # One stamp
//!
//! All rows of a cascade have one stamp, and no two statements of a process share one. So a restore
//! knows what to bring back without a table of its own: what has its parent's stamp. A comment that
//! was deleted on its own stays deleted. Of a row with two parents, the one that is still deleted
//! keeps it: the row takes over that stamp, and comes back with that parent. Flags cannot do that;
//! for them there is the [journal](super::journal), which goes by keys.
//!
//! # Sets
//!
//! A cascade sends what depends on the declaration and never on the rows. The way of one:
//!
//! 1. The declared graph below the root, parents before children.
//! 2. A plan: sets of rows, each found once from those of its parents, and steps over these: check,
//!    lock, write, take keys away, remove, record. There is no SQL in it, and its size is that of the
//!    graph.
//! 3. The SQL of one database. On PostgreSQL a set is a materialised common table expression and a
//!    step an `UPDATE` in the same `WITH`: one statement, one round trip, nothing temporary, no
//!    transaction to leave open. MySQL, MariaDB and SQLite change one table in a statement: there a
//!    set that is needed twice is a temporary table.
//! 4. A script sends what is due, adds up the answers, and refuses.
//!
//! The target is evaluated once, whatever is in it: a clock, a subquery on a table that the cascade
//! changes, `nextval`. Everything else follows from the keys that were found. What a preview reports
//! is the same plan with a count in place of every change.
//!
//! The statements are written to be planned well with statistics of another time. A restore does not
//! say `deleted_at IS NOT NULL` in its recursive part, which a planner takes for no rows at all after
//! a large delete; sets go as arrays (`= ANY(ARRAY(SELECT …))`), which planners look up by index.
//!
//! # What it does not do
//!
//! * It filters nothing by itself, and sees no query that is not its own. The guard does, in tests.
//! * It makes no indexes and no constraints. `check` says which are missing.
//! * It does not version rows, and does not hide columns.
//! * It sends nothing behind a statement's back: no triggers, no tables of its own but those of the
//!   journal.

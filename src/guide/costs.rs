//! What it costs: figures and pictures.
//!
//! The figures are those of `benches/RESULTS.md` and `benches/cascades/RESULTS.md` in the repository,
//! which have the machine, the versions and the spread, and say of each goal whether it is met;
//! `benches/README.md` says what is compared, and how to measure it on your own servers. In the
//! pictures less is better.
//!
//! # One row
//!
//! A soft delete by key on PostgreSQL takes 70.2 µs over loopback, where `diesel::update` takes 150
//! µs and tokio-postgres alone 68.9 µs. With a millisecond of network each way it is 2.28 ms against
//! 4.56 ms: one round trip against two.
//!
#![doc = include_str!("plots/single.svg")]
//!
//! # A page
//!
//! A scope is as fast as the same filter by hand: the median of 24 cases is 0.99 of it on PostgreSQL
//! and 1.00 on MariaDB and SQLite. What a filter costs at all depends on the share of deleted rows,
//! and on the index. With 99 % deleted and no index a page of 50 takes 414 µs on PostgreSQL, and 123
//! µs with a partial one.
//!
#![doc = include_str!("plots/reads.svg")]
//!
//! # A cascade
//!
//! A user with 100 posts and 2,000 comments is deleted in 20.6 ms on PostgreSQL, among 1,000,000
//! comments: by the best single statement by hand in 21.9 ms, by a statement for each parent row in
//! 159 ms. Among 10,000 it is 15.4 ms.
//!
#![doc = include_str!("plots/cascade-table.svg")]
//!
//! With few rows the constant part shows: 24 rows take 825 µs on PostgreSQL, and 702 µs by hand. On
//! MySQL, MariaDB and SQLite that part is the temporary tables, and such a cascade takes about twice
//! as long as by hand.
//!
#![doc = include_str!("plots/cascade-touched.svg")]
//!
//! A message with 1,000,000 direct replies, with statistics of before: 5.51 s to delete on
//! PostgreSQL, 6.04 s to restore, 15.8 s to purge, which is mostly the database's look for references
//! to each row.
//!
//! # Compile time
//!
//! `cargo check` of a crate of 100 tables takes 1.06 times as long with declarations for all of them
//! (12.1 s against 11.8 s, in the median of the rounds), and 100 scoped queries as long as 100 by
//! hand.

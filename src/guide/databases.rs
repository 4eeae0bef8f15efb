//! What differs from one database to the other, and what a connection has to be.
//!
//! # Features
//!
//! | feature | brings |
//! | --- | --- |
//! | `postgres` | PostgreSQL, and `Nullable<Timestamptz>` as a marker |
//! | `mysql` | MySQL and MariaDB, and `Nullable<Datetime>` as a marker |
//! | `sqlite` | SQLite, and `Nullable<TimestamptzSqlite>` as a marker |
//! | `serde` | `Scope` can be serialized and deserialized, reports can be serialized |
//! | `guard` | for tests: finds the queries that look past the markers |
//! | `check` | looks whether the database says what the declaration says |
//! | `journal` | who deleted what, when and why, and `undo` |
//!
//! None is on by default, and any number can be on together. `postgres` and `mysql` bring no C client
//! library: the connections are those of diesel-async, or of Diesel with its own features of these
//! names. The tests run on the databases themselves: PostgreSQL 15 and 18, MySQL 9.7, MariaDB 10.11
//! and the SQLite that is compiled in.
//!
//! # What differs
//!
//! | | PostgreSQL | MySQL, MariaDB | SQLite |
//! | --- | --- | --- | --- |
//! | `.returning(…)` | yes | does not compile | yes |
//! | a cascade | one statement | a transaction, temporary tables: the privilege `CREATE TEMPORARY TABLES` | a transaction, temporary tables |
//! | round trips of a cascade | 1; with `.locking()` 6 if nobody is in the way | a few for each table | – |
//! | `by_ids`, ids in a statement | 1,000,000 | 2,000 | 2,000 |
//! | a database error in a transaction | aborts it | undoes the statement; a deadlock undoes all of it | undoes the statement |
//! | unique among active rows | a partial index | a generated column | a partial index |
//! | the clock of `.at(diesel::dsl::now)` | the session's time zone, microseconds | the session's time zone, whole seconds | UTC, whole seconds |
//! | a purge of a tree | one `DELETE` | keys become NULL first, or a `DELETE` for each level | one `DELETE`, unless a key says `ON DELETE RESTRICT` |
//! | `undo` by keys of bytes | yes | yes | from 3.41 |
//!
//! # Columns of time
//!
//! A stamp has microseconds, and a cascade is restored by equal stamps. `DATETIME(6)` on MySQL and
//! MariaDB, and `timestamp` or `timestamptz` without a number on PostgreSQL, keep them. In `DATETIME`
//! and `timestamp(0)` cascades of the same second share a stamp; and where the columns along an edge
//! differ in precision, no stamp equals that of its parent, so that nothing comes back. MySQL rounds,
//! MariaDB cuts off, and so does Diesel for PostgreSQL what is finer than a microsecond.
//!
//! # Isolation
//!
//! | level | what a cascade does there |
//! | --- | --- |
//! | READ COMMITTED | waits for rows that others have locked, and looks at them again; does not see a child that is committed after it has looked, but with `.locking()` |
//! | REPEATABLE READ, SERIALIZABLE on PostgreSQL | a row that another transaction has changed since the own one began ends it with a serialization failure, which [`is_retryable`](crate::CascadeError::is_retryable). `.locking()` cannot keep its promise there and is [`CascadeError::IsolationLevel`](crate::CascadeError) |
//! | REPEATABLE READ on MySQL and MariaDB, their default | sets, `restrict` and deleted parents are read with locks, and so as they are now, also in a transaction that has read before |
//! | SQLite | has one writer. The first statement writes, so that a cascade waits as long as `busy_timeout` says and does not fail with "database is locked" because it has read before |
//!
//! # Connections
//!
//! Every call takes `&mut connection`: one of diesel-async 0.9, one of Diesel, one from a pool of
//! either. Which kind it is, the compiler finds out.
//!
//! | call | connection |
//! | --- | --- |
//! | scopes, `execute` and `load` of statements, changesets | what Diesel's or diesel-async's own `RunQueryDsl` takes, of diesel-async 0.8 too |
//! | `.outcome(…)`, `journal::forget_before` | also a shared one, `&mut &AsyncPgConnection`: each statement stands for itself |
//! | `.by_ids(…)`, cascades and their previews, `in_batches`, `expire`, all that is recorded in the journal, `undo` | one of its own: they begin transactions, in which others would be |
//!
//! A connection of [`MultiConnection`](super::multi_connection) runs all but cascades. One of
//! `AsyncConnectionWrapper` is of both kinds, and has to be told which: see
//! [`Synchronous`](crate::Synchronous).
//!
//! ## PgBouncer
//!
//! diesel-async prepares what it sends, by name, whatever the size of its cache. In the pooling mode
//! `transaction` that takes PgBouncer 1.21 or later with `max_prepared_statements` above 0 ([its
//! documentation](https://www.pgbouncer.org/config.html#max_prepared_statements)). Nothing of this
//! crate asks for more: a cascade is one statement, and what `.locking()` notes is a setting of its
//! transaction. Without it any query, of Diesel or of this crate, can meet a server connection that
//! does not know its statement: "prepared statement does not exist". Use the mode `session` then.
//!
//! # Policies and views
//!
//! **Row-level security that hides deleted rows.** PostgreSQL asks of a row that an `UPDATE` has
//! written whether it can still be seen by the policies for `SELECT`, if the statement reads columns,
//! as a guard does. With `USING (deleted_at IS NULL)` every soft delete is refused: "new row violates
//! row-level security policy". A policy `FOR UPDATE … WITH CHECK (true)` does not help. Let the
//! policy look at a setting, and set it for the transaction that deletes, or leave the hiding to
//! scopes:
//!
//! ```text
//! CREATE POLICY active ON posts FOR SELECT
//!     USING (deleted_at IS NULL OR current_setting('app.sees_deleted', true) = 'on');
//! SET LOCAL app.sees_deleted = 'on';
//! ```
//!
//! **Views on SQLite.** Rows that an `INSTEAD OF` trigger writes are not counted by SQLite: a soft
//! delete of a view happens, `execute` returns 0, and `outcome` says `Unchanged`. Declare the table.
//!
//! # Databases that speak these protocols
//!
//! **Not run.** None of what follows has been tried; it is what their documentation says of the SQL
//! that is sent. Scopes, statements on one table, changesets and `outcome` are plain `SELECT`,
//! `UPDATE` and `DELETE`, and nothing in these pages speaks against them. The journal and cascades
//! ask for more. `.cascade().statements::<DB>()` returns what a cascade sends, for a try.
//!
//! **CockroachDB** takes data-modifying common table expressions and `MATERIALIZED`
//! ([CTEs](https://www.cockroachlabs.com/docs/stable/common-table-expressions)). It refuses a
//! statement that modifies one table twice, unless `enable_multiple_modifications_of_table` is set
//! ([known limitations](https://www.cockroachlabs.com/docs/v24.3/known-limitations)): such is the
//! restore of a graph in which a table has two `cascade` parents, and the deletion of rows whose
//! table also loses keys. Its default is SERIALIZABLE ([read
//! committed](https://www.cockroachlabs.com/docs/stable/read-committed)), at which `.locking()` is
//! refused, and which asks for transactions to be tried again: see
//! [`is_retryable`](crate::CascadeError::is_retryable).
//!
//! **YugabyteDB** is PostgreSQL's query layer, of PostgreSQL 15 since v2025.1 ([PG15
//! features](https://docs.yugabyte.com/stable/api/ysql/pg15-features/)); earlier versions are of
//! 11.2, which does not know `AS MATERIALIZED`, and so run no cascade. All four row locks are there
//! ([explicit locking](https://docs.yugabyte.com/stable/explore/transactions/explicit-locking/)).
//! Where the flag `yb_enable_read_committed_isolation` is off, READ COMMITTED is snapshot isolation
//! under that name ([isolation
//! levels](https://docs.yugabyte.com/stable/explore/transactions/isolation-levels/)): `.locking()`
//! cannot tell, and does not keep its promise.
//!
//! **Citus** runs whatever it can send to one worker, and in what spans several `SELECT … FOR
//! UPDATE`, recursive CTEs and correlated subqueries off the distribution column do not run ([SQL
//! support](https://docs.citusdata.com/en/stable/develop/reference_workarounds.html)). The roots of a
//! cascade are read with `FOR UPDATE` or `FOR NO KEY UPDATE`, and a tree by a recursive CTE: so a
//! cascade has to be of one tenant, with the distribution column in the target's condition and in
//! every key. Whether the planner then sees that all of the statement is of that tenant, the page
//! does not say.
//!
//! **TiDB** has temporary tables and, since 8.5, foreign keys ([temporary
//! tables](https://docs.pingcap.com/tidb/stable/temporary-tables/), [foreign
//! keys](https://docs.pingcap.com/tidb/stable/foreign-key/)), but no `CREATE TABLE … AS SELECT`
//! ([MySQL compatibility](https://docs.pingcap.com/tidb/v8.4/mysql-compatibility)). With that a
//! cascade makes the sets that it needs more than once, and what a journal records its own: neither
//! runs but for the smallest. `LOCK IN SHARE MODE`, by which a cascade reads what is committed, is
//! parsed and ignored ([`SELECT`](https://docs.pingcap.com/tidb/stable/sql-statement-select/)).
//!
//! **Vitess** has temporary tables in unsharded keyspaces only, where they take a reserved
//! connection, and recursive CTEs as an experiment ([MySQL
//! compatibility](https://vitess.io/docs/23.0/reference/compatibility/mysql-compatibility/)): in
//! sharded keyspaces cascades do not run. A transaction that spans shards is committed shard by shard
//! unless two-phase commit is on, and `by_ids` over several shards is such a transaction.

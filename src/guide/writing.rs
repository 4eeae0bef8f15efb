//! Soft delete, restore, purge; changesets; what became of it.
//!
//! [`soft_delete`](crate::soft_delete()), [`restore`](crate::restore()) and [`purge`](crate::purge())
//! take what `diesel::delete` takes: a table, a query with `filter` or `find`, a `&model`. Each says
//! in its `WHERE` which rows it may touch:
//!
//! * A soft delete changes active rows only. Deleting twice keeps the first stamp, and who and why.
//! * A restore changes deleted rows only, and sets the columns under `clear` to NULL.
//! * A purge names deleted rows only. What the database does by itself is another matter: a foreign
//!   key with `ON DELETE CASCADE` takes active rows along. [`check`](super::finding) finds such keys.
//!
//! The tables are those of [declaring](super::declaring).
//!
//! ```sql
//! -- soft_delete(posts::table.find(1))
//! UPDATE "posts" SET "deleted_at" = $1 WHERE ("posts"."id" = $2) AND "posts"."deleted_at" IS NULL
//!
//! -- soft_delete(posts::table.find(1)).returning(posts::id)
//! UPDATE "posts" SET "deleted_at" = $1 WHERE ("posts"."id" = $2) AND "posts"."deleted_at" IS NULL
//! RETURNING "posts"."id"
//!
//! -- soft_delete(posts::table.find(1))
//! --     .set((posts::delete_reason.eq("spam"), posts::deleted_by.eq(4)))
//! UPDATE "posts" SET "delete_reason" = $1, "deleted_by" = $2, "deleted_at" = $3
//! WHERE ("posts"."id" = $4) AND "posts"."deleted_at" IS NULL
//!
//! -- soft_delete(posts::table.find(1)).at(diesel::dsl::now)
//! UPDATE "posts" SET "deleted_at" = CURRENT_TIMESTAMP
//! WHERE ("posts"."id" = $1) AND "posts"."deleted_at" IS NULL
//!
//! -- soft_delete(communities::table.find(9))
//! UPDATE "communities" SET "deleted" = TRUE
//! WHERE ("communities"."id" = $1) AND "communities"."deleted" = FALSE
//!
//! -- soft_delete(communities::table.find(9)).marking(communities::removed)
//! UPDATE "communities" SET "removed" = TRUE
//! WHERE ("communities"."id" = $1) AND "communities"."removed" = FALSE
//!
//! -- restore(posts::table.find(1)).shallow()
//! UPDATE "posts" SET "deleted_at" = NULL, "delete_reason" = NULL, "deleted_by" = NULL
//! WHERE ("posts"."id" = $1) AND "posts"."deleted_at" IS NOT NULL
//!
//! -- purge(posts::table.filter(posts::author_id.eq(7)))
//! DELETE FROM "posts" WHERE ("posts"."author_id" = $1) AND "posts"."deleted_at" IS NOT NULL
//!
//! -- purge(posts::table).older_than(TimeDelta::days(30))
//! DELETE FROM "posts" WHERE "posts"."deleted_at" IS NOT NULL AND "posts"."deleted_at" < $1
//!
//! -- purge(communities::table)
//! DELETE FROM "communities" WHERE ("communities"."deleted" = TRUE OR "communities"."removed" = TRUE)
//! ```
//!
//! The columns of `.set(…)` come before the marker, so that a value that is made of it is made of
//! what it was before, on MySQL and MariaDB too, which assign from left to right. Diesel's own
//! `update` and `delete` take scopes as targets, and have no guard but that. MySQL and MariaDB have
//! no `UPDATE … RETURNING`; there `.returning(…)` does not compile.
//!
//! [`mark(communities::removed, target)`](crate::mark()) and [`unmark`](crate::unmark()) are
//! `soft_delete(target).marking(…)` and `restore(target).marking(…)` in the marker's own word: a yank
//! that is a yank.
//!
//! On a table with dependents a statement does not compile until it says how far it reaches:
//! `.cascade()` or `.shallow()`. See [cascades](super::cascades).
//!
//! # The stamp
//!
//! It is the process's clock in UTC, with microseconds, and no two statements of a process share one.
//! `.at(value)` gives another. `.at(diesel::dsl::now)` takes the database's clock: on PostgreSQL and
//! MySQL a column without a time zone gets it in the time zone of the session, which should be UTC
//! then, and on MySQL and SQLite it has whole seconds.
//!
//! `.at` takes an expression, too. An old deletion is completed with the stamp that it had, here of
//! posts which were left when their author was deleted by hand; a restore of the author by cascade
//! brings them back:
//!
//! ```
//! # include!("../doctest_schema.rs");
//! # #[cfg(feature = "sqlite")]
//! # include!("../doctest_rows.rs");
//! # #[cfg(feature = "sqlite")]
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use diesel::dsl::sql;
//! use diesel::sql_types::Timestamp;
//! use diesel_scopes::{restore, soft_delete};
//!
//! # let conn = &mut connection();
//! diesel::sql_query("UPDATE users SET deleted_at = '2026-01-01 00:00:00' WHERE id = 1").execute(conn)?;
//!
//! let then = sql::<Timestamp>("(SELECT deleted_at FROM users WHERE id = posts.author_id)");
//! let left = posts::table.filter(posts::author_id.eq_any(users::table.deleted().select(users::id)));
//! let completed = soft_delete(left).at(then).shallow().execute(conn)?;
//! assert_eq!(completed, 2);
//!
//! let report = restore(users::table.find(1)).cascade().execute(conn)?;
//! assert_eq!(report, [("users", 1), ("posts", 2), ("comments", 0)]);
//! # Ok(())
//! # }
//! ```
//!
//! # Changesets
//!
//! What a row is set to is a changeset of Diesel, too: in `diesel::update(…).set(…)`, beside other
//! columns and structs, and under an upsert. There is no guard then: every row of the target is
//! written.
//!
//! ```sql
//! -- diesel::update(communities::table.find(9))
//! --     .set((mark_as(communities::removed, true), communities::name.eq("spam")))
//! UPDATE "communities" SET "removed" = TRUE, "name" = $1 WHERE ("communities"."id" = $2)
//!
//! -- diesel::update(posts::table.find(1)).set(mark_as(posts::deleted_at, true))
//! UPDATE "posts" SET "deleted_at" = COALESCE("posts"."deleted_at", $1) WHERE ("posts"."id" = $2)
//!
//! -- diesel::insert_into(communities::table)
//! --     .values((communities::id.eq(9), communities::name.eq("Rust")))
//! --     .on_conflict(communities::id)
//! --     .do_update()
//! --     .set((communities::table.restored(), communities::name.eq("Rust")))
//! INSERT INTO "communities" ("id", "name") VALUES ($1, $2)
//! ON CONFLICT ("id") DO UPDATE SET "deleted" = FALSE, "removed" = FALSE, "name" = $3
//! ```
//!
//! # Outcome
//!
//! `execute` returns the number of rows that were changed. `outcome` also says why there were none:
//!
//! | | the target has active rows | has deleted rows only | has no rows |
//! | --- | --- | --- | --- |
//! | `soft_delete(…).outcome(conn)` | `Changed(n)` | `Unchanged` | `NotFound` |
//! | `restore(…).outcome(conn)` | `Changed(n)` if there are deleted ones too, else `Unchanged` | `Changed(n)` | `NotFound` |
//! | `purge(…).outcome(conn)` | the same | `Changed(n)` | `NotFound` |
//!
//! It costs a second statement, a `SELECT`, only where the first changed nothing. With
//! `.returning(…)` it comes with the rows, and as each of its statements stands for itself it runs on
//! a shared connection (`&mut &AsyncPgConnection`) too:
//! `soft_delete(posts::table.find(1)).returning(posts::title).outcome::<String>(conn)` is
//! `Changed(vec![title])`, `Unchanged` or `NotFound`.
//!
//! `Changed(n)` counts the rows that were marked, and with several markers such a row may have been
//! deleted before, by another one. A counter of active rows falls by those that the other markers
//! leave active, and rises by those that are active afterwards:
//!
//! ```sql
//! -- soft_delete(communities::table.find(9))
//! --     .marking(communities::removed)
//! --     .returning(unmarked(communities::deleted))
//! UPDATE "communities" SET "removed" = TRUE
//! WHERE ("communities"."id" = $1) AND "communities"."removed" = FALSE
//! RETURNING ("communities"."deleted" = FALSE)
//!
//! -- restore(communities::table.find(9))
//! --     .shallow()
//! --     .marking(communities::removed)
//! --     .returning(communities::table.is_active())
//! UPDATE "communities" SET "removed" = FALSE
//! WHERE ("communities"."id" = $1) AND "communities"."removed" = TRUE
//! RETURNING ("communities"."deleted" = FALSE AND "communities"."removed" = FALSE)
//! ```
//!
//! # Unique among active rows
//!
//! A deleted row should not keep its name. The database sees to that, not this crate; the migrations
//! under `migrations/` have an example for each.
//!
//! ```sql
//! -- PostgreSQL and SQLite: a partial index.
//! CREATE UNIQUE INDEX users_active_name ON users (name) WHERE deleted_at IS NULL;
//!
//! -- MySQL and MariaDB: a generated column, which is NULL unless the row is active.
//! CREATE TABLE users (
//!     name VARCHAR(255) NOT NULL,
//!     deleted_at DATETIME(6) NULL,
//!     active_name VARCHAR(255) GENERATED ALWAYS AS (IF(deleted_at IS NULL, name, NULL)) STORED,
//!     UNIQUE INDEX users_active_name (active_name)
//! );
//! ```
//!
//! A restore whose name is taken by now fails with Diesel's `DatabaseErrorKind::UniqueViolation` and
//! changes nothing. One by cascade of a table that is declared with `unique (name)` looks first, and
//! is [`CascadeError::Taken`](crate::CascadeError::Taken), with the tables and the number of rows, of
//! the root and of all below it; on MySQL and MariaDB that takes an index on `name` itself, too. A
//! restore can choose another name in the same statement:
//! `restore(users::table.find(3)).shallow().set(users::name.eq("maple-2"))`.
//!
//! With a partial unique index an upsert only meets active rows:
//!
//! ```sql
//! -- diesel::insert_into(users::table)
//! --     .values(users::name.eq("maple"))
//! --     .on_conflict(users::name)
//! --     .filter_target(users::deleted_at.is_null())
//! --     .do_nothing()
//! INSERT INTO "users" ("name") VALUES ($1)
//! ON CONFLICT ("name") WHERE ("users"."deleted_at" IS NULL) DO NOTHING
//! ```
//!
//! # What to mind
//!
//! | | what happens | do this |
//! | --- | --- | --- |
//! | an upsert on a full unique index | updates the deleted row, which stays deleted | a partial index, and name it as the target; or set `restored()` too |
//! | a foreign key's `ON DELETE` | never fires on a soft delete, only on a purge | declare an edge |
//! | inserting a child of a deleted parent | is allowed: the parent's row is there | insert from a `SELECT` on `active()`, or lock the parent with `active().find(id).for_update()` first |
//! | a condition in raw SQL that is not closed, `sql("a OR b")` | is refused, since it would reach other rows: [`StatementError::LooseCondition`](crate::StatementError) | parentheses |
//!
//! # Prepared statements
//!
//! Diesel prepares an `UPDATE` anew each time it runs. A soft delete, a restore or a purge whose text
//! is fixed is prepared once for a connection and then found by its type, as Diesel's selects are.
//! After `.set(…)`, `.into_boxed()` or `in_scope(…)` the text is known at run time only; then, and
//! with `.outcome(…)`, the prepared statement is looked up by its text. So it is with `.by_ids(…)` on
//! PostgreSQL for up to 1,000 ids, beyond which the plan has to know how many there are, and
//! elsewhere for each full 2,000 of them.

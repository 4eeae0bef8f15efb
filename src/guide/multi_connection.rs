//! One program for several databases: `#[derive(diesel::MultiConnection)]`.
//!
//! Such a connection is of one database or of another, as its URL says when it starts.
//! Scopes, predicates, statements, outcomes, [`by_ids`](crate::Write::by_ids) and
//! changesets run on it as on any other, with the SQL of the database behind it:
//!
//! ```
//! # include!("../doctest_schema.rs");
//! # #[cfg(feature = "sqlite")]
//! # include!("../doctest_rows.rs");
//! use diesel_scopes::{Outcome, StatementError, restore, soft_delete};
//!
//! # #[cfg(feature = "sqlite")]
//! #[derive(diesel::MultiConnection)]
//! enum AnyConnection {
//!     Sqlite(SqliteConnection),
//!     // Postgresql(PgConnection),
//!     // Mysql(MysqlConnection),
//! }
//!
//! # #[cfg(feature = "sqlite")]
//! # fn main() {
//! # let conn = connection();
//! let conn = &mut AnyConnection::Sqlite(conn);
//!
//! let outcome = soft_delete(posts::table.find(1)).shallow().outcome(conn).unwrap();
//! assert_eq!(outcome, Outcome::Changed(1));
//! let titles: Vec<String> = posts::table
//!     .active()
//!     .order(posts::id)
//!     .select(posts::title)
//!     .load(conn)
//!     .unwrap();
//! assert_eq!(titles, ["More notes", "Compilers"]);
//! let restored = restore(posts::table).shallow().by_ids([1, 2, 3]).execute(conn).unwrap();
//! assert_eq!(restored, 1);
//! # }
//! ```
//!
//! # Raw SQL in conditions
//!
//! Before a statement is sent, its conditions are looked at, since `a OR b AND active` would
//! reach every row with `a`. Diesel lets nobody read the SQL that a connection of several
//! backends is about to send. There conditions are judged by their types, and what that does not
//! tell is refused with [`StatementError::Unread`](crate::StatementError::Unread), before
//! anything is sent:
//!
//! | in a condition | |
//! | --- | --- |
//! | columns, values and Diesel's operators, scopes, subqueries, functions | passes |
//! | a list, `eq_any([1, 2])` | passes; refused where a function or a subquery is in the same condition: give one of the two to the statement's `.filter(…)` |
//! | an operator of your own (`infix_operator!`) | passes in `.filter(…)` of a statement, in parentheses; refused as the whole condition of a target |
//! | `sql("…")`, alone or in something else | refused, closed or not |
//! | in `.set(…)`: `column.eq(…)`, tuples, `Option`s and structs of these | passes; a marker, or what the statement writes itself, is refused, by its name in Rust |
//! | in `.set(…)`: raw SQL, `table.restored()` | refused |
//! | in `by_ids` of more than 2,000: a clock in `.at(…)`, functions and subqueries in the target | refused |
//!
//! ```
//! # include!("../doctest_schema.rs");
//! # #[cfg(feature = "sqlite")]
//! # include!("../doctest_rows.rs");
//! # use diesel_scopes::{StatementError, soft_delete};
//! # #[cfg(feature = "sqlite")]
//! # #[derive(diesel::MultiConnection)]
//! # enum AnyConnection { Sqlite(SqliteConnection) }
//! # #[cfg(feature = "sqlite")]
//! # fn main() {
//! # let conn = &mut AnyConnection::Sqlite(connection());
//! use diesel::dsl::sql;
//! use diesel::result::Error;
//! use diesel::sql_types::Bool;
//!
//! let short = || posts::table.filter(sql::<Bool>("length(title) < 6"));
//! let refused = soft_delete(short()).shallow().execute(conn);
//! let Err(Error::QueryBuilderError(error)) = refused else { panic!() };
//! assert!(matches!(error.downcast_ref(), Some(StatementError::Unread { .. })));
//!
//! // On the connection that is inside it can be read.
//! let deleted = match conn {
//!     AnyConnection::Sqlite(conn) => soft_delete(short()).shallow().execute(conn),
//! };
//! assert_eq!(deleted, Ok(1));
//! # }
//! ```
//!
//! The same holds for any backend that this crate has no feature for, and for one whose feature
//! (`postgres`, `mysql`, `sqlite`) is off.
//!
//! # RETURNING
//!
//! Which databases there are is known to your program only. If all of them have `RETURNING`, say
//! so, and `.returning(…)` compiles; without that line it does not.
//!
//! ```
//! # include!("../doctest_schema.rs");
//! # #[cfg(feature = "sqlite")]
//! # include!("../doctest_rows.rs");
//! # use diesel_scopes::soft_delete;
//! # #[cfg(feature = "sqlite")]
//! # #[derive(diesel::MultiConnection)]
//! # enum AnyConnection { Sqlite(SqliteConnection) }
//! # #[cfg(feature = "sqlite")]
//! impl diesel_scopes::SupportsReturning for MultiBackend {}
//! # #[cfg(feature = "sqlite")]
//! # fn main() {
//! # let conn = &mut AnyConnection::Sqlite(connection());
//!
//! let statement = soft_delete(posts::table.find(1)).shallow().returning(posts::title);
//! assert_eq!(statement.get_result(conn), Ok("Notes".to_owned()));
//! # }
//! ```
//!
//! # Cascades
//!
//! A cascade is written for one database, PostgreSQL's in one statement and that of the
//! others in several. It runs on the connection that is inside, in the transaction that is open there:
//!
//! ```
//! # include!("../doctest_schema.rs");
//! # #[cfg(feature = "sqlite")]
//! # include!("../doctest_rows.rs");
//! # #[cfg(feature = "sqlite")]
//! # #[derive(diesel::MultiConnection)]
//! # enum AnyConnection { Sqlite(SqliteConnection) }
//! use diesel_scopes::{CascadeError, CascadeReport, soft_delete};
//!
//! # #[cfg(feature = "sqlite")]
//! fn delete_user(conn: &mut AnyConnection, id: i32) -> Result<CascadeReport, CascadeError> {
//!     let statement = soft_delete(users::table.find(id)).cascade();
//!     match conn {
//!         AnyConnection::Sqlite(conn) => statement.execute(conn),
//!         // AnyConnection::Postgresql(conn) => statement.execute(conn),
//!         // AnyConnection::Mysql(conn) => statement.execute(conn),
//!     }
//! }
//!
//! # #[cfg(feature = "sqlite")]
//! # fn main() {
//! # let conn = &mut AnyConnection::Sqlite(connection());
//! let report = conn.transaction(|conn| delete_user(conn, 1)).unwrap();
//! assert_eq!(report.rows("posts"), 2);
//! # }
//! ```

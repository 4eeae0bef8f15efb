//! The changeset that makes a row active again.

use std::marker::PhantomData;

use diesel::Table;
use diesel::backend::Backend;
use diesel::query_builder::{AsChangeset, AstPass, QueryFragment, QueryId};
use diesel::result::QueryResult;

use super::action::walk_flags;
use super::stamp::next;
use super::touch::TouchFragment;
use super::types;
use crate::declare::Unrecorded;
use crate::declare::{MarkerTexts, Moment, SoftDeletable};

/// The changeset of [`table.restored()`](RestoredDsl::restored).
#[derive(Debug, Clone, Copy)]
#[must_use = "a changeset does nothing until it is set"]
pub struct Restored<T> {
    table: PhantomData<T>,
    moment: Moment,
}

/// What a row is set to that becomes active again, as a changeset of a table.
pub trait RestoredDsl: Table {
    /// Takes all markers back that `active` looks at, and sets the columns under
    /// `clear` to NULL, those under `flag` to FALSE, and those under `touch` to the
    /// present time.
    ///
    /// A changeset like any other of Diesel: for `diesel::update(…).set(…)`, alone or
    /// in a tuple with other columns and with structs that derive `AsChangeset`; under
    /// `on_conflict(…).do_update()`, so that an upsert revives the row that it finds.
    /// No row is passed over: one that is active stays so.
    ///
    /// ```
    /// # include!("../doctest_schema.rs");
    /// # #[cfg(feature = "sqlite")] fn main() {
    /// let update = diesel::update(posts::table.find(1))
    ///     .set((posts::table.restored(), posts::title.eq("Again")));
    /// # assert_sqlite!(update,
    /// // PostgreSQL: UPDATE "posts" SET "deleted_at" = NULL, "delete_reason" = NULL, "deleted_by" = NULL,
    /// //             "title" = $1 WHERE ("posts"."id" = $2)
    /// // MySQL, SQLite:
    /// "UPDATE `posts` SET `deleted_at` = NULL, `delete_reason` = NULL, `deleted_by` = NULL, \
    ///  `title` = ? WHERE (`posts`.`id` = ?)"
    /// # );
    /// let upsert = diesel::insert_into(communities::table)
    ///     .values((communities::id.eq(1), communities::name.eq("Rust")))
    ///     .on_conflict(communities::id)
    ///     .do_update()
    ///     .set(communities::table.restored());
    /// # assert_sqlite!(upsert,
    /// // PostgreSQL: INSERT INTO "communities" ("id", "name") VALUES ($1, $2)
    /// //             ON CONFLICT ("id") DO UPDATE SET "deleted" = FALSE, "removed" = FALSE
    /// // MySQL, with .on_conflict(diesel::dsl::DuplicatedKeys):
    /// //             … ON DUPLICATE KEY UPDATE `deleted` = FALSE, `removed` = FALSE
    /// // SQLite:
    /// "INSERT INTO `communities` (`id`, `name`) VALUES (?, ?) \
    ///  ON CONFLICT (`id`) DO UPDATE SET `deleted` = FALSE, `removed` = FALSE"
    /// # );
    /// # }
    /// ```
    ///
    /// What depends on the row is left alone, and so is a deleted parent:
    /// [`restore`](crate::restore) minds both.
    fn restored(self) -> types::Restored<Self>
    where
        Self: SoftDeletable<Journal: Unrecorded>,
    {
        Restored {
            table: PhantomData,
            moment: Moment::of(next()),
        }
    }
}

impl<T: Table> RestoredDsl for T {}

impl<T: SoftDeletable> AsChangeset for Restored<T> {
    type Target = T;
    type Changeset = Self;

    fn as_changeset(self) -> Self {
        self
    }
}

impl<T: 'static> QueryId for Restored<T> {
    type QueryId = Self;
    const HAS_STATIC_QUERY_ID: bool = true;
}

impl<DB, T> QueryFragment<DB> for Restored<T>
where
    DB: Backend,
    T: SoftDeletable<Touched: TouchFragment<DB>>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        let markers = T::Markers::TEXTS.iter();
        let markers = markers.map(|marker| (marker.column, marker.restored));
        let cleared = T::CLEAR.iter().map(|column| (*column, "NULL"));
        for (at, (column, value)) in markers.chain(cleared).enumerate() {
            if at > 0 {
                out.push_sql(", ");
            }
            out.push_identifier(column)?;
            out.push_sql(" = ");
            out.push_sql(value);
        }
        walk_flags::<T, DB>("FALSE", out.reborrow())?;
        T::Touched::walk_touch(&self.moment, out)
    }
}

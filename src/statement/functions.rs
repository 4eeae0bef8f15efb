//! The functions that users type.

use diesel::query_builder::IntoUpdateTarget;

use super::action::TargetTable;
use super::changes::NoChanges;
use super::purge::{AnyAge, Purging};
use super::restore::Restoring;
use super::soft_delete::SoftDeleting;
use super::stamp::{Now, next};
use super::target::Where;
use super::types;
use super::write::Write;
use crate::declare::{
    Declared, MarkedTable, MarkerOf, Moment, SoftDeletable, WithMarker, asked_of_the_kind,
};
use crate::scope::ScopeSource;

type MarkerIn<Target> = <TargetTable<Target> as MarkedTable>::Marker;

/// The kind of a target's table.
type KindOf<Target> = <TargetTable<Target> as Declared>::Kind;

// The functions name the statement as a parameter, and not in what they return: there
// the compiler would report a second time what the bound reports.

asked_of_the_kind! {
    /// The soft deletion and the restore of a target whose table is of this kind.
    pub trait Writes<Target> {
        type SoftDelete;
        type Restore;
        fn soft_delete(target: Target) -> Self::SoftDelete;
        fn restore(target: Target) -> Self::Restore;
    }
}

impl<Target> Writes<Target> for WithMarker
where
    Target: IntoUpdateTarget<Table: SoftDeletable>,
{
    type SoftDelete = types::SoftDelete<Target>;
    type Restore = types::Restore<Target>;

    fn soft_delete(target: Target) -> Self::SoftDelete {
        let target = target.into_update_target();
        let now = next();
        Write::new(
            SoftDeleting {
                table: TargetTable::<Target>::default(),
                marker: MarkerIn::<Target>::default(),
                stamp: Now::at::<MarkerIn<Target>>(now),
                changes: NoChanges,
                moment: Moment::of(now),
            },
            Where(target.where_clause),
            Default::default(),
        )
    }

    fn restore(target: Target) -> Self::Restore {
        let target = target.into_update_target();
        Write::new(
            Restoring {
                table: TargetTable::<Target>::default(),
                marker: Default::default(),
                changes: NoChanges,
                moment: Moment::of(next()),
            },
            Where(target.where_clause),
            Default::default(),
        )
    }
}

asked_of_the_kind! {
    /// The purge of a target whose table is of this kind.
    pub trait Purges<Target> {
        type Purge;
        fn purge(target: Target) -> Self::Purge;
    }
}

impl<Target> Purges<Target> for WithMarker
where
    Target: IntoUpdateTarget<Table: ScopeSource + SoftDeletable>,
{
    type Purge = types::Purge<Target>;

    fn purge(target: Target) -> Self::Purge {
        let target = target.into_update_target();
        let table = TargetTable::<Target>::default();
        Write::new(
            Purging {
                table,
                marker: Default::default(),
                guard: table.deleted_rows(),
                age: AnyAge,
            },
            Where(target.where_clause),
            Default::default(),
        )
    }
}

/// Marks the rows of the target as deleted.
///
/// Takes what `diesel::delete` takes: a table, a query with `filter` or `find`,
/// a `&model`. Rows that are deleted already are left as they are, so the first
/// stamp and its metadata stay. A row's other markers do not matter.
///
/// ```
/// # include!("../doctest_schema.rs");
/// # #[cfg(feature = "sqlite")] fn main() {
/// use diesel_scopes::soft_delete;
///
/// let statement = soft_delete(posts::table.find(1)).shallow();
/// # assert_sqlite!(statement,
/// // PostgreSQL: UPDATE "posts" SET "deleted_at" = $1 WHERE ("posts"."id" = $2) AND "posts"."deleted_at" IS NULL
/// // MySQL, SQLite:
/// "UPDATE `posts` SET `deleted_at` = ? WHERE (`posts`.`id` = ?) AND `posts`.`deleted_at` IS NULL"
/// # );
///
/// let statement = soft_delete(communities::table.find(1));
/// # assert_sqlite!(statement,
/// // PostgreSQL: UPDATE "communities" SET "deleted" = TRUE WHERE ("communities"."id" = $1) AND "communities"."deleted" = FALSE
/// // MySQL, SQLite:
/// "UPDATE `communities` SET `deleted` = TRUE WHERE (`communities`.`id` = ?) AND `communities`.`deleted` = FALSE"
/// # );
/// # }
/// ```
///
/// `execute` returns the number of rows that were changed. See [`Write`] for
/// what can follow, and for the errors.
///
/// The type is [`dsl::SoftDelete<Target>`](crate::dsl::SoftDelete).
pub fn soft_delete<Target, Statement>(target: Target) -> Statement
where
    Target: IntoUpdateTarget<Table: Declared<Kind: Writes<Target, SoftDelete = Statement>>>,
{
    <KindOf<Target> as Writes<Target>>::soft_delete(target)
}

/// Makes the deleted rows of the target active again.
///
/// Takes what `diesel::delete` takes. The columns that the table's declaration
/// lists under `clear (…)` go back to NULL. Rows that are active are left as
/// they are.
///
/// ```
/// # include!("../doctest_schema.rs");
/// # #[cfg(feature = "sqlite")] fn main() {
/// use diesel_scopes::restore;
///
/// let statement = restore(posts::table.find(1)).shallow();
/// # assert_sqlite!(statement,
/// // PostgreSQL: UPDATE "posts" SET "deleted_at" = NULL, "delete_reason" = NULL, "deleted_by" = NULL
/// //             WHERE ("posts"."id" = $1) AND "posts"."deleted_at" IS NOT NULL
/// // MySQL, SQLite:
/// "UPDATE `posts` SET `deleted_at` = NULL, `delete_reason` = NULL, `deleted_by` = NULL \
///  WHERE (`posts`.`id` = ?) AND `posts`.`deleted_at` IS NOT NULL"
/// # );
/// # }
/// ```
///
/// # Errors
///
/// A row that collides with a live row's unique value comes back as Diesel's
/// `DatabaseErrorKind::UniqueViolation`, and nothing is restored.
///
/// The type is [`dsl::Restore<Target>`](crate::dsl::Restore).
pub fn restore<Target, Statement>(target: Target) -> Statement
where
    Target: IntoUpdateTarget<Table: Declared<Kind: Writes<Target, Restore = Statement>>>,
{
    <KindOf<Target> as Writes<Target>>::restore(target)
}

/// Marks the rows of the target in this column: a soft delete in the marker's own
/// word.
///
/// The same as [`soft_delete(target)`](soft_delete)`.`[`marking`](Write::marking)`(column)`,
/// for a yank that is a yank, and a ban that is a ban.
///
/// ```
/// # include!("../doctest_schema.rs");
/// # #[cfg(feature = "sqlite")] fn main() {
/// use diesel_scopes::mark;
///
/// let statement = mark(communities::removed, communities::table.find(9));
/// # assert_sqlite!(statement,
/// // PostgreSQL: UPDATE "communities" SET "removed" = TRUE WHERE ("communities"."id" = $1) AND "communities"."removed" = FALSE
/// // MySQL, SQLite:
/// "UPDATE `communities` SET `removed` = TRUE WHERE (`communities`.`id` = ?) AND `communities`.`removed` = FALSE"
/// # );
/// # }
/// ```
pub fn mark<C, Target>(column: C, target: Target) -> types::Mark<C, Target>
where
    C: MarkerOf<TargetTable<Target>>,
    Target: IntoUpdateTarget<Table: SoftDeletable>,
{
    soft_delete(target).marking(column)
}

/// Takes the mark of the rows of the target back in this column: a restore in the
/// marker's own word.
///
/// The same as [`restore(target)`](restore)`.`[`marking`](Write::marking)`(column)`.
///
/// ```
/// # include!("../doctest_schema.rs");
/// # #[cfg(feature = "sqlite")] fn main() {
/// use diesel_scopes::unmark;
///
/// let statement = unmark(communities::removed, communities::table.find(9)).shallow();
/// # assert_sqlite!(statement,
/// // PostgreSQL: UPDATE "communities" SET "removed" = FALSE WHERE ("communities"."id" = $1) AND "communities"."removed" = TRUE
/// // MySQL, SQLite:
/// "UPDATE `communities` SET `removed` = FALSE WHERE (`communities`.`id` = ?) AND `communities`.`removed` = TRUE"
/// # );
/// # }
/// ```
pub fn unmark<C, Target>(column: C, target: Target) -> types::Unmark<C, Target>
where
    C: MarkerOf<TargetTable<Target>>,
    Target: IntoUpdateTarget<Table: SoftDeletable>,
{
    restore(target).marking(column)
}

/// Removes the deleted rows of the target for good.
///
/// Takes what `diesel::delete` takes. The statement names no active row, whatever
/// the target says; a row counts as deleted if any of its markers is set, unless
/// [`marking`](Write::marking) names one. A row under `hold` is passed over.
///
/// The database's own foreign keys are another matter: one with `ON DELETE CASCADE` takes
/// active rows along that refer to a row which goes. A purge by
/// [`cascade`](Write::cascade) refuses in place of that, as far as edges are declared.
///
/// ```
/// # include!("../doctest_schema.rs");
/// # #[cfg(feature = "sqlite")] fn main() {
/// use diesel_scopes::purge;
///
/// let statement = purge(posts::table.filter(posts::author_id.eq(7))).shallow();
/// # assert_sqlite!(statement,
/// // PostgreSQL: DELETE FROM "posts" WHERE ("posts"."author_id" = $1) AND "posts"."deleted_at" IS NOT NULL
/// // MySQL, SQLite:
/// "DELETE FROM `posts` WHERE (`posts`.`author_id` = ?) AND `posts`.`deleted_at` IS NOT NULL"
/// # );
/// # }
/// ```
///
/// # Errors
///
/// A row that others still refer to comes back as Diesel's
/// `DatabaseErrorKind::ForeignKeyViolation`, and nothing is removed.
///
/// The type is [`dsl::Purge<Target>`](crate::dsl::Purge).
pub fn purge<Target, Statement>(target: Target) -> Statement
where
    Target: IntoUpdateTarget<Table: Declared<Kind: Purges<Target, Purge = Statement>>>,
{
    <KindOf<Target> as Purges<Target>>::purge(target)
}

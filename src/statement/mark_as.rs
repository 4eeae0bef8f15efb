//! The changeset that marks a row or not, as a flag says.

use diesel::backend::Backend;
use diesel::query_builder::{AsChangeset, AstPass, QueryFragment, QueryId};
use diesel::query_source::Column;
use diesel::result::QueryResult;

use super::action::{is_first, walk_flags};
use super::stamp::{DefaultStamp, Now, next};
use super::touch::TouchFragment;
use super::types;
use crate::declare::Unrecorded;
use crate::declare::{MarkedTable, Marker, MarkerColumn, Moment, SoftDeletable};

/// The changeset of [`mark_as(column, flag)`](mark_as).
#[derive(Debug, Clone, Copy)]
#[must_use = "a changeset does nothing until it is set"]
pub struct MarkAs<C, S> {
    column: C,
    flag: bool,
    stamp: S,
    moment: Moment,
}

/// Marks a row, or takes the mark back, as the flag says: `if flag { mark } else {
/// unmark }` as one changeset.
///
/// A changeset like any other of Diesel: for `diesel::update(…).set(…)`, alone or in a
/// tuple with other columns and with structs that derive `AsChangeset`, also under
/// `on_conflict(…).do_update()`. Every row of the target is written, and returned by
/// `returning`: there is no guard. A row that is marked already keeps its stamp.
///
/// ```
/// # include!("../doctest_schema.rs");
/// # #[cfg(feature = "sqlite")] fn main() {
/// use diesel_scopes::mark_as;
///
/// let remove = diesel::update(communities::table.find(1))
///     .set((mark_as(communities::removed, true), communities::name.eq("spam")));
/// # assert_sqlite!(remove,
/// // PostgreSQL: UPDATE "communities" SET "removed" = TRUE, "name" = $1 WHERE ("communities"."id" = $2)
/// // MySQL, SQLite:
/// "UPDATE `communities` SET `removed` = TRUE, `name` = ? WHERE (`communities`.`id` = ?)"
/// # );
/// let delete = diesel::update(posts::table.find(1)).set(mark_as(posts::deleted_at, true));
/// # assert_sqlite!(delete,
/// // PostgreSQL: UPDATE "posts" SET "deleted_at" = COALESCE("posts"."deleted_at", $1) WHERE ("posts"."id" = $2)
/// // MySQL, SQLite:
/// "UPDATE `posts` SET `deleted_at` = COALESCE(`posts`.`deleted_at`, ?) WHERE (`posts`.`id` = ?)"
/// # );
/// let restore = diesel::update(posts::table.find(1)).set(mark_as(posts::deleted_at, false));
/// # assert_sqlite!(restore,
/// "UPDATE `posts` SET `deleted_at` = NULL WHERE (`posts`.`id` = ?)"
/// # );
/// # }
/// ```
///
/// With a first marker go its companions under `flag`, and with any those under
/// `touch`: one `mark_as` in a statement, where a table has these. The columns under
/// `clear` are left alone, so that they can be written beside it. A marker of one's own
/// whose active rows are not NULL is written as `CASE WHEN active THEN stamp ELSE column
/// END`.
///
/// What depends on the row is left alone.
pub fn mark_as<C>(column: C, flag: bool) -> types::MarkAs<C>
where
    C: MarkerColumn<Table: SoftDeletable<Journal: Unrecorded>>,
{
    let now = next();
    MarkAs {
        column,
        flag,
        stamp: Now::at::<C>(now),
        moment: Moment::of(now),
    }
}

impl<C, S> AsChangeset for MarkAs<C, S>
where
    C: MarkerColumn<Table: SoftDeletable>,
{
    type Target = C::Table;
    type Changeset = Self;

    fn as_changeset(self) -> Self {
        self
    }
}

/// The text depends on the flag.
impl<C, S> QueryId for MarkAs<C, S> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<DB, C> QueryFragment<DB> for MarkAs<C, DefaultStamp<C>>
where
    DB: Backend,
    C: MarkerColumn<Table: SoftDeletable<Touched: TouchFragment<DB>>> + QueryFragment<DB>,
    DefaultStamp<C>: QueryFragment<DB>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        out.push_identifier(<C as Column>::NAME)?;
        out.push_sql(" = ");
        match C::FLAG {
            _ if !self.flag => out.push_sql(C::Marker::RESTORED),
            Some(marked) => out.push_sql(marked),
            // The stamp of a row that is marked already stays.
            None if C::Marker::ACTIVE == "IS NULL" => {
                out.push_sql("COALESCE(");
                self.column.walk_ast(out.reborrow())?;
                out.push_sql(", ");
                self.stamp.walk_ast(out.reborrow())?;
                out.push_sql(")");
            }
            None => {
                out.push_sql("CASE WHEN ");
                self.column.walk_ast(out.reborrow())?;
                out.push_sql(" ");
                out.push_sql(C::Marker::ACTIVE);
                out.push_sql(" THEN ");
                self.stamp.walk_ast(out.reborrow())?;
                out.push_sql(" ELSE ");
                self.column.walk_ast(out.reborrow())?;
                out.push_sql(" END");
            }
        }
        if is_first::<C::Table, C>() {
            let value = if self.flag { "TRUE" } else { "FALSE" };
            walk_flags::<C::Table, DB>(value, out.reborrow())?;
        }
        <C::Table as MarkedTable>::Touched::walk_touch(&self.moment, out)
    }
}

//! What the declaration keeps for a time only.

use std::any::TypeId;
use std::marker::PhantomData;

use chrono::{DateTime, SubsecRound, TimeDelta, Utc};
use diesel::query_builder::AstPass;
use diesel::result::QueryResult;

use crate::batches::{Ages, Everything, InBatches, walk_name};
use crate::cascade::{Acting, CascadingFragment, Extent, Verb};
use crate::declare::{
    CascadeBackend, Declared, MarkerText, Moment, SoftDeletable, TableInfo, Time, WithMarker,
    asked_of_the_kind,
};
use crate::statement::{Action, ActionFragment, Ending, Write};

/// What the declaration keeps for a time only, from [`expire`].
#[derive(Debug, Clone)]
#[must_use = "nothing expires until it is executed"]
pub struct Expire<T: Declared, R = <T as Declared>::Journal> {
    ending: R,
    of: PhantomData<T>,
}

/// Purges the rows of all tables of this table's declaration that have been deleted for
/// longer than its `keep` says.
///
/// The tables are those of one call of [`soft_deletable!`](crate::soft_deletable) that have
/// `keep`, children before parents. A row is due by its first marker; what depends on it
/// goes with it, as in a purge by [`cascade`](crate::Write::cascade) of each table in
/// turn. It goes in batches, as [`InBatches`] says.
///
/// ```
/// # use diesel::prelude::*;
/// use chrono::TimeDelta;
/// use diesel_scopes::{expire, soft_delete, soft_deletable};
///
/// diesel::table! {
///     notes (id) { id -> Integer, deleted_at -> Nullable<Timestamp> }
/// }
/// soft_deletable! {
///     notes (deleted_at, keep 30 days)
/// }
///
/// # #[cfg(feature = "sqlite")] {
/// # let conn = &mut diesel::SqliteConnection::establish(":memory:").unwrap();
/// # diesel::sql_query("CREATE TABLE notes (id INTEGER PRIMARY KEY, deleted_at TIMESTAMP)").execute(conn).unwrap();
/// # diesel::sql_query("INSERT INTO notes VALUES (1, NULL), (2, NULL), (3, NULL)").execute(conn).unwrap();
/// let long_ago = chrono::Utc::now().naive_utc() - TimeDelta::days(31);
/// soft_delete(notes::table.find(1)).at(long_ago).execute(conn).unwrap();
/// soft_delete(notes::table.find(2)).execute(conn).unwrap();
///
/// // Find:  … FROM `notes` WHERE `notes`.`deleted_at` IS NOT NULL AND `notes`.`deleted_at` < ?
/// //        ORDER BY `notes`.`id` LIMIT ? …
/// // Purge: DELETE FROM `notes` WHERE `notes`.`id` <= ?
/// //        AND `notes`.`deleted_at` IS NOT NULL AND `notes`.`deleted_at` < ?
/// let run = expire(notes::table).in_batches(1_000).execute(conn).unwrap();
/// assert_eq!(run.rows("notes"), 1);
/// # }
/// ```
///
/// # Errors
///
/// If no table of the declaration has `keep`:
/// [`StatementError::NothingExpires`](crate::StatementError::NothingExpires) when it runs.
pub fn expire<T, Expiry>(table: T) -> Expiry
where
    T: Declared<Kind: Expires<T, Expire = Expiry>>,
{
    T::Kind::expire(table)
}

asked_of_the_kind! {
    /// What a declaration keeps for a time, of a table of this kind.
    pub trait Expires<T> {
        type Expire;
        fn expire(table: T) -> Self::Expire;
    }
}

impl<T: SoftDeletable> Expires<T> for WithMarker {
    type Expire = Expire<T>;

    fn expire(_: T) -> Expire<T> {
        Expire {
            ending: T::Journal::default(),
            of: PhantomData,
        }
    }
}

#[cfg(feature = "journal")]
impl<T: Declared, R: crate::statement::Journaled> Expire<T, R> {
    /// Says who does it, for the journal, as [`Write::by`](crate::Write::by) does.
    pub fn by(
        self,
        actor: impl Into<String>,
    ) -> Expire<T, crate::statement::Recorded<crate::statement::Anybody>> {
        Expire {
            ending: self.ending.by(actor.into()),
            of: PhantomData,
        }
    }

    /// Says why, for the journal.
    pub fn because(self, reason: impl Into<String>) -> Self {
        Expire {
            ending: self.ending.because(reason.into()),
            of: PhantomData,
        }
    }
}

impl<T: SoftDeletable, R: Ending + Clone> Expire<T, R> {
    /// With at most so many rows of the table that is under way in each batch.
    pub fn in_batches(self, rows: u64) -> InBatches<Expiring<T>, Everything, R> {
        let now = Utc::now();
        let mut tables = Vec::new();
        for table in T::schema() {
            children_first(table, &mut Vec::new(), &mut tables);
        }
        let declared: Vec<_> = T::schema().iter().map(|it| it.id).collect();
        tables.retain(|table| declared.contains(&table.id));
        let expiring = tables
            .into_iter()
            .filter_map(|table| Expiring::of(table, now));
        let purges = expiring.map(|action| Write::new(action, Everything, self.ending.clone()));
        InBatches::new(purges.collect(), Extent::Dependents, false, rows)
    }
}

/// Appends a table behind all that depend on it. Edges that lead in a circle are left out.
fn children_first(table: TableInfo, under_way: &mut Vec<TypeId>, known: &mut Vec<TableInfo>) {
    let is_known = |known: &[TableInfo]| known.iter().any(|it| it.id == table.id);
    if under_way.contains(&table.id) || is_known(known) {
        return;
    }
    under_way.push(table.id);
    for edge in (table.edges)() {
        children_first(edge.child, under_way, known);
    }
    under_way.pop();
    known.push(table);
}

/// The purge of the rows of one table whose time is over.
pub struct Expiring<T> {
    table: TableInfo,
    marker: MarkerText,
    time: Time,
    before: Moment,
    of: PhantomData<fn() -> T>,
}

impl<T> Expiring<T> {
    fn of(table: TableInfo, now: DateTime<Utc>) -> Option<Self> {
        let keep = table.keep?;
        let seconds = i64::try_from(keep.seconds).ok()?;
        let before = now.checked_sub_signed(TimeDelta::try_seconds(seconds)?)?;
        Some(Expiring {
            marker: *table.markers.first()?,
            table,
            time: keep.time,
            before: Moment::of(before.trunc_subsecs(6)),
            of: PhantomData,
        })
    }
}

impl<T: SoftDeletable> Action for Expiring<T> {
    type Table = T;
}

impl<T: SoftDeletable> Acting for Expiring<T> {
    const VERB: Verb = Verb::Purge;
    const MARKER: MarkerText = MarkerText::of::<T::Marker>();
    const EXPRESSION: bool = false;

    fn root(&self) -> TableInfo {
        self.table
    }
}

impl<T> Ages for Expiring<T> {
    fn aged_by(&self) -> Option<&'static str> {
        Some(self.marker.column)
    }
}

impl<DB: CascadeBackend, T: SoftDeletable> ActionFragment<DB> for Expiring<T> {
    fn walk_head<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        out.push_sql("DELETE FROM ");
        out.push_sql(&(self.table.text)(DB::DIALECT)?);
        Ok(())
    }

    fn walk_guard<'b>(&'b self, out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        self.walk_own_guard(out)
    }
}

impl<DB: CascadeBackend, T: SoftDeletable> CascadingFragment<DB> for Expiring<T> {
    fn walk_root_guard<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        walk_name(&self.table, self.marker.column, out.reborrow())?;
        out.push_sql(" ");
        out.push_sql(self.marker.deleted);
        out.push_sql(" AND ");
        walk_name(&self.table, self.marker.column, out.reborrow())?;
        out.push_sql(" < ");
        DB::push_time(self.time, &self.before, out)
    }

    /// A row that is held is passed over.
    fn walk_own_guard<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        self.walk_root_guard(out.reborrow())?;
        if let Some(hold) = self.table.hold {
            out.push_sql(" AND ");
            walk_name(&self.table, hold, out.reborrow())?;
            out.push_sql(" IS NOT TRUE");
        }
        Ok(())
    }

    /// A purge writes no time.
    fn moment(&self) -> Moment {
        Moment::of(DateTime::UNIX_EPOCH)
    }
}

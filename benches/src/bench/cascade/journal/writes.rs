//! The cascades by this crate, with a journal and without.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use diesel_scopes::journal::{OperationId, UndoError, operation};
use diesel_scopes::{purge, restore, soft_delete, undo};

use super::super::super::{Conn, connect};
use super::super::{TABLES, counted};
use crate::Result;
use crate::actions::Action;
use crate::single::now;
use crate::steps::Rows;
use crate::{blog, journaled};

macro_rules! cascade {
    ($conn:expr, $action:expr, $user:expr) => {
        match $action {
            Action::SoftDelete => {
                let delete = soft_delete($user).at(stamp());
                delete.cascade().execute($conn).await?
            }
            Action::Restore => restore($user).cascade().execute($conn).await?,
            Action::Purge => purge($user).cascade().execute($conn).await?,
        }
    };
}

/// The time, of which as JSON all are of the same length.
fn stamp() -> NaiveDateTime {
    let micros = now().and_utc().timestamp_micros() / 10 * 10 + 1;
    chrono::DateTime::from_timestamp_micros(micros).map_or_else(now, |it| it.naive_utc())
}

pub(super) async fn without(conn: &mut Conn, action: Action, id: i32) -> Result<Rows> {
    let report = cascade!(conn, action, blog::users::table.find(id));
    Ok(counted(&report))
}

/// A connection on which it is recorded.
pub(super) struct Journaled {
    conn: Conn,
    last: Option<OperationId>,
}

impl Journaled {
    pub(super) async fn connect(url: &str) -> Result<Self> {
        let conn = connect(url).await?;
        Ok(Journaled { conn, last: None })
    }

    pub(super) async fn write(&mut self, action: Action, id: i32) -> Result<Rows> {
        let user = journaled::users::table.find(id);
        let report = cascade!(&mut self.conn, action, user);
        self.last = report.operation();
        Ok(counted(&report))
    }

    /// Undoes what was written last, and says how many rows of each table that was.
    pub(super) async fn undo(&mut self) -> Result<[i64; 4]> {
        let last = self.last.take().ok_or("nothing was recorded")?;
        let report = undo(last).execute(&mut self.conn).await?;
        Ok(TABLES.map(|table| i64::try_from(report.undone(table)).unwrap_or(i64::MAX)))
    }

    /// Undoes an operation that is not there.
    pub(super) async fn undo_nothing(&mut self) -> Result<()> {
        let nothing = operation(journaled::users::table, 0);
        match undo(nothing).execute(&mut self.conn).await {
            Err(UndoError::NotFound) => Ok(()),
            Err(error) => Err(error.into()),
            Ok(_) => Err("an operation that is not there was undone".into()),
        }
    }
}

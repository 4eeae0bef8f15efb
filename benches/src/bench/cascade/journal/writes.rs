//! The cascades by this crate, with a journal and without.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use diesel_scopes::journal::OperationId;
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
    undone: Option<OperationId>,
}

impl Journaled {
    pub(super) async fn connect(url: &str) -> Result<Self> {
        let conn = connect(url).await?;
        Ok(Journaled {
            conn,
            last: None,
            undone: None,
        })
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
        self.undone = Some(last);
        self.undo_of(last).await
    }

    /// Undoes again what was undone last: there is nothing left to do.
    pub(super) async fn undo_again(&mut self) -> Result<[i64; 4]> {
        let undone = self.undone.ok_or("nothing was undone")?;
        self.undo_of(undone).await
    }

    async fn undo_of(&mut self, operation: OperationId) -> Result<[i64; 4]> {
        let report = undo(operation).execute(&mut self.conn).await?;
        Ok(TABLES.map(|table| i64::try_from(report.undone(table)).unwrap_or(i64::MAX)))
    }
}

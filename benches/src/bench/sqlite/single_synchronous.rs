//! This crate, and Diesel by itself, on a connection of Diesel.

use std::time::Duration;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel_scopes::soft_delete;

use crate::Result;
use crate::database::{Database, SQLITE_PRAGMAS};
use crate::schema::stamped;
use crate::single::{deleting, now};
use crate::work::{Subject, subject};

fn connect(database: &Database) -> Result<SqliteConnection> {
    let mut conn = SqliteConnection::establish(&database.url)?;
    conn.batch_execute(SQLITE_PRAGMAS)?;
    Ok(conn)
}

pub(super) fn scopes(database: &Database) -> Result<Subject<'_, Duration>> {
    let mut conn = connect(database)?;
    Ok(subject("diesel-scopes", async move |times| {
        deleting(database, times, async |id| {
            Ok(soft_delete(stamped::table.find(id)).execute(&mut conn)? as u64)
        })
        .await
    }))
}

pub(super) fn update(database: &Database) -> Result<Subject<'_, Duration>> {
    let mut conn = connect(database)?;
    Ok(subject("diesel::update", async move |times| {
        deleting(database, times, async |id| {
            let target = stamped::table
                .find(id)
                .filter(stamped::deleted_at.is_null());
            let update = diesel::update(target).set(stamped::deleted_at.eq(now()));
            Ok(update.execute(&mut conn)? as u64)
        })
        .await
    }))
}

//! This crate, and Diesel by itself, on an asynchronous connection. Compiled once
//! for each backend.

use std::time::Duration;

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use diesel_scopes::soft_delete;

use super::{Conn, connect};
use crate::Result;
use crate::database::Database;
use crate::schema::stamped;
use crate::single::{deleting, now};
use crate::work::{Subject, subject};

pub(crate) async fn scopes<'a>(database: &'a Database, url: &str) -> Result<Subject<'a, Duration>> {
    let mut conn: Conn = connect(url).await?;
    Ok(subject("diesel-scopes", async move |times| {
        deleting(database, times, async |id| {
            let rows = soft_delete(stamped::table.find(id)).execute(&mut conn);
            Ok(rows.await? as u64)
        })
        .await
    }))
}

pub(crate) async fn update<'a>(database: &'a Database, url: &str) -> Result<Subject<'a, Duration>> {
    let mut conn: Conn = connect(url).await?;
    Ok(subject("diesel::update", async move |times| {
        deleting(database, times, async |id| {
            let target = stamped::table
                .find(id)
                .filter(stamped::deleted_at.is_null());
            let rows = diesel::update(target)
                .set(stamped::deleted_at.eq(now()))
                .execute(&mut conn);
            Ok(rows.await? as u64)
        })
        .await
    }))
}

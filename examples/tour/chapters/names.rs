//! Names that are unique among active rows.

use diesel::prelude::*;
use diesel::result::DatabaseErrorKind::UniqueViolation;
use diesel::result::Error::DatabaseError;
use diesel_async::RunQueryDsl;
use diesel_scopes::prelude::*;
use diesel_scopes::{restore, soft_delete};

use super::Connection;
use crate::models::User;
use crate::schema::users;
use crate::{Result, screen};

pub async fn run(conn: &mut Connection) -> Result<()> {
    screen::chapter("Names that are free again");

    screen::say("The migrations make a name unique among active users. `maple` leaves,");
    let changed = run!(
        soft_delete(users::table.find(3))
            .shallow()
            .execute(conn)
            .await
    )?;
    screen::result(changed);
    screen::check("users deleted", changed, 1)?;

    screen::say("someone else takes the name,");
    let changed = run!(
        diesel::insert_into(users::table)
            .values((users::id.eq(6), users::name.eq("maple")))
            .execute(conn)
            .await
    )?;
    screen::result(changed);
    show(conn).await?;

    screen::say("and the first `maple` cannot come back: the database says why.");
    let refused = run!(restore(users::table.find(3)).shallow().execute(conn).await);
    match &refused {
        Err(error @ DatabaseError(UniqueViolation, _)) => screen::result(error.to_string()),
        other => return Err(format!("expected a unique violation, found {other:?}").into()),
    }

    screen::say("Another name, in the same statement, helps.");
    let changed = run!(
        restore(users::table.find(3))
            .shallow()
            .set(users::name.eq("maple-2"))
            .execute(conn)
            .await
    )?;
    screen::result(changed);
    show(conn).await?;
    screen::check("users restored", changed, 1)
}

async fn show(conn: &mut Connection) -> Result<()> {
    let found: Vec<User> = users::table
        .all_rows()
        .order(users::id)
        .select(User::as_select())
        .load(conn)
        .await?;
    screen::rows(&found);
    Ok(())
}

use diesel::prelude::*;
use diesel_scopes::purge;

diesel::table! {
    tags (id) { id -> Integer }
}

diesel_scopes::soft_deletable! { tags () }

fn main() -> QueryResult<()> {
    let conn = &mut SqliteConnection::establish(":memory:").unwrap();
    purge(tags::table).execute(conn)?;
    Ok(())
}

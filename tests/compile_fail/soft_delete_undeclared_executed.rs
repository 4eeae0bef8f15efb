use diesel::prelude::*;
use diesel_scopes::soft_delete;

diesel::table! {
    posts (id) { id -> Integer, title -> Text, deleted_at -> Nullable<Timestamp> }
}

fn main() -> QueryResult<()> {
    let conn = &mut SqliteConnection::establish(":memory:").unwrap();
    let _ = soft_delete(posts::table.find(1)).shallow().outcome(conn)?;
    Ok(())
}

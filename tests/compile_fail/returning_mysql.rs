use diesel::{QueryDsl, QueryResult};
use diesel_async::{AsyncMysqlConnection, RunQueryDsl};
use diesel_scopes::soft_delete;

diesel::table! {
    posts (id) { id -> Integer, title -> Text, deleted_at -> Nullable<Timestamp> }
}
diesel_scopes::soft_deletable! { posts (deleted_at) }

async fn delete(conn: &mut AsyncMysqlConnection) -> QueryResult<i32> {
    soft_delete(posts::table.find(1)).returning(posts::id).get_result(conn).await
}

fn main() {}

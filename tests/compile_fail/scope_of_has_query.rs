use diesel::prelude::*;
use diesel_scopes::prelude::*;

diesel::table! {
    posts (id) { id -> Integer, deleted_at -> Nullable<Timestamp> }
}
diesel_scopes::soft_deletable! { posts (deleted_at) }

#[derive(HasQuery)]
#[diesel(table_name = posts)]
struct Post {
    id: i32,
}

fn main() {
    let conn = &mut SqliteConnection::establish(":memory:").unwrap();
    let _ = Post::query().active().load(conn);
}

use diesel::prelude::*;
use diesel_scopes::prelude::*;

diesel::table! {
    posts (id) { id -> Integer, title -> Text, deleted_at -> Nullable<Timestamp> }
}
diesel_scopes::soft_deletable! { posts (deleted_at) }

fn main() {
    let conn = &mut SqliteConnection::establish(":memory:").unwrap();
    let mut boxed = posts::table.select(posts::id).into_boxed();
    boxed = boxed.active().filter(posts::title.eq("a"));
    let _ = boxed.load::<i32>(conn);
}

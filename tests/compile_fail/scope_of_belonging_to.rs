use diesel::prelude::*;
use diesel_scopes::prelude::*;

diesel::table! {
    posts (id) { id -> Integer }
}
diesel::table! {
    comments (id) { id -> Integer, post_id -> Integer, deleted_at -> Nullable<Timestamp> }
}
diesel::joinable!(comments -> posts (post_id));
diesel_scopes::soft_deletable! { comments (deleted_at) }

#[derive(Identifiable)]
struct Post {
    id: i32,
}

#[derive(Associations, Identifiable, Queryable, Selectable)]
#[diesel(belongs_to(Post))]
struct Comment {
    id: i32,
    post_id: i32,
}

fn main() {
    let conn = &mut SqliteConnection::establish(":memory:").unwrap();
    let _ = Comment::belonging_to(&Post { id: 1 })
        .active()
        .select(Comment::as_select())
        .load(conn);
}

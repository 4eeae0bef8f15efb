use diesel::prelude::*;
use diesel_scopes::purge;

diesel::table! {
    posts (id) { id -> Integer, title -> Text, deleted_at -> Nullable<Timestamp> }
}

fn main() {
    let _ = purge(posts::table.find(1));
}

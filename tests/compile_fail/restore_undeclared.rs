use diesel::prelude::*;
use diesel_scopes::restore;

diesel::table! {
    posts (id) { id -> Integer, title -> Text, deleted_at -> Nullable<Timestamp> }
}

fn main() {
    let _ = restore(posts::table.find(1));
}

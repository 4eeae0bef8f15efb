use diesel_scopes::prelude::*;

diesel::table! {
    posts (id) { id -> Integer, title -> Text, deleted_at -> Nullable<Timestamp> }
}

fn main() {
    let _ = posts::table.active();
}

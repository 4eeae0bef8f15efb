use diesel_scopes::prelude::*;

diesel::table! {
    tags (id) { id -> Integer }
}

diesel_scopes::soft_deletable! { tags () }

fn main() {
    let _ = tags::table.active();
}

use diesel::prelude::*;
use diesel_scopes::soft_delete;

diesel::table! {
    tags (id) { id -> Integer }
}

diesel_scopes::soft_deletable! { tags () }

fn main() {
    let _ = soft_delete(tags::table.find(1));
}

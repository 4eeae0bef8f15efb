use diesel::prelude::*;
use diesel_scopes::soft_delete;

diesel::table! {
    communities (id) { id -> Integer, deleted -> Bool, removed -> Bool }
}
diesel_scopes::soft_deletable! { communities (deleted or removed) }

fn main() {
    let _ = soft_delete(communities::table.find(1)).at(diesel::dsl::now);
}

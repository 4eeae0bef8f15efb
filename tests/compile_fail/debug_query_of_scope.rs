use diesel_scopes::prelude::*;

diesel::table! {
    posts (id) { id -> Integer, deleted_at -> Nullable<Timestamp> }
}
diesel_scopes::soft_deletable! { posts (deleted_at) }

fn main() {
    // `.as_query()` is missing behind the scope.
    println!("{}", diesel::debug_query::<diesel::sqlite::Sqlite, _>(&posts::table.active()));
}

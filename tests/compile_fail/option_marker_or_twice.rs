diesel::table! {
    users (id) { id -> Integer, deleted -> Bool, removed -> Bool }
}

diesel_scopes::soft_deletable! { users (deleted or removed or deleted) }

fn main() {}

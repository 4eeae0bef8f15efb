diesel::table! {
    communities (id) { id -> Integer, deleted -> Bool, removed -> Bool }
}

diesel_scopes::soft_deletable! { communities (deleted and removed) }

fn main() {}

diesel::table! {
    posts (id) { id -> Integer, deleted -> Nullable<Bool> }
}

diesel_scopes::soft_deletable! { posts (deleted) }

fn main() {}

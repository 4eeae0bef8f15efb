diesel::table! {
    posts (id) { id -> Integer, state -> Text }
}

diesel_scopes::soft_deletable! { posts (state) }

fn main() {}

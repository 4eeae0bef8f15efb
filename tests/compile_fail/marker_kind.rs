struct UnixSeconds;

diesel::table! {
    posts (id) { id -> Integer, deleted -> BigInt }
}

diesel_scopes::soft_deletable! { posts (deleted as UnixSeconds) }

fn main() {}

mod schema {
    diesel::table! {
        posts (id) { id -> Integer, deleted_at -> Nullable<Timestamp> }
    }
    diesel::table! {
        users (id) { id -> Integer, deleted_at -> Nullable<Timestamp> }
    }
}

diesel_scopes::soft_deletable! {
    schema::posts (deleted_at)
    schema::users (deleted_at)
    schema::posts (deleted_at) { cascade schema::posts (id) }
}

fn main() {}

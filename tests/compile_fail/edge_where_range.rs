diesel::table! {
    users (id) {
        id -> Integer,
        name -> Text,
        score -> SmallInt,
        updated_at -> Timestamp,
        is_deleted -> Bool,
        deleted_at -> Nullable<Timestamp>,
    }
}
diesel::table! {
    posts (id) {
        id -> Integer,
        author_id -> Integer,
        tenant_id -> Integer,
        editor_id -> Nullable<Integer>,
        kind -> Text,
        rank -> SmallInt,
        price -> Double,
        deleted_at -> Nullable<Timestamp>,
    }
}

diesel_scopes::soft_deletable! {
    users (deleted_at) { cascade posts (author_id) where (rank = 40_000) }
    posts (deleted_at)
}

fn main() {}

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

diesel_scopes::soft_deletable! { users (deleted_at, also name) }

fn main() {}

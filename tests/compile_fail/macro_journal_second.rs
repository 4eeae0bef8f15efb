diesel::table! {
    users (id) { id -> Integer, deleted_at -> Nullable<Timestamp> }
}

diesel_scopes::soft_deletable! {
    users (deleted_at)
    journal;
}

fn main() {}

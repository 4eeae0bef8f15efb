diesel::table! {
    users (id) { id -> Integer, deleted_at -> Nullable<Timestamp> }
}

diesel_scopes::soft_deletable! {
    journal (reason);
    users (deleted_at)
}

fn main() {}

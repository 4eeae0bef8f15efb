diesel::table! {
    pages (id) { id -> Integer, deleted_at -> Nullable<Timestamp> }
}
diesel::table! {
    notes (id) { id -> Integer, deleted -> Bool }
}

diesel_scopes::soft_deletable! { pages (deleted_at, keep 30 days) }
diesel_scopes::soft_deletable! { notes (deleted, keep 30 days) }

fn main() {}

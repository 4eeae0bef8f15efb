use diesel_scopes::expire;

diesel::table! {
    pages (id) { id -> Integer, deleted_at -> Nullable<Timestamp> }
}
diesel::table! {
    notes (id) { id -> Integer, deleted_at -> Nullable<Timestamp> }
}

diesel_scopes::soft_deletable! { pages (deleted_at, keep 30 days) }

fn main() {
    let _ = expire(pages::table).in_batches(1_000);
    let _ = expire(notes::table).in_batches(1_000);
}

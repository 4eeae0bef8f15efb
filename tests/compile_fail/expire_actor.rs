use diesel_scopes::expire;

diesel::table! {
    pages (id) { id -> Integer, deleted_at -> Nullable<Timestamp> }
}

diesel_scopes::soft_deletable! {
    journal (actor);
    pages (deleted_at, keep 30 days)
}

fn expires(conn: &mut diesel::SqliteConnection) {
    let _ = expire(pages::table).by("cron").in_batches(1_000).execute(conn);
    let _ = expire(pages::table).in_batches(1_000).execute(conn);
}

fn main() {}

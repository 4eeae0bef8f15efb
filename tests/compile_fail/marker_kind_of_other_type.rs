struct UnixSeconds;

impl diesel_scopes::Marker for UnixSeconds {
    type SqlType = diesel::sql_types::BigInt;
    type Stamp = i64;
    const ACTIVE: &'static str = "= 0";
    const DELETED: &'static str = "<> 0";
    const RESTORED: &'static str = "0";
    fn stamp(at: chrono::DateTime<chrono::Utc>) -> i64 {
        at.timestamp()
    }
}

diesel::table! {
    posts (id) { id -> Integer, deleted -> Integer }
}

diesel_scopes::soft_deletable! { posts (deleted as UnixSeconds) }

fn main() {}

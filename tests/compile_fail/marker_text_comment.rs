pub struct Gone;

impl diesel_scopes::Marker for Gone {
    type SqlType = diesel::sql_types::Bool;
    type Stamp = bool;
    const ACTIVE: &'static str = "= FALSE";
    const DELETED: &'static str = "= TRUE -- gone";
    const RESTORED: &'static str = "FALSE";
    fn stamp(_: chrono::DateTime<chrono::Utc>) -> bool {
        true
    }
}

diesel::table! {
    parts (id) { id -> Integer, gone -> Bool, deleted_at -> Nullable<Timestamp> }
}

diesel_scopes::soft_deletable! { parts (deleted_at, also gone as Gone) }

fn main() {}

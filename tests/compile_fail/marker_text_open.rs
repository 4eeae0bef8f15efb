pub struct Sold;

impl diesel_scopes::Marker for Sold {
    type SqlType = diesel::sql_types::Nullable<diesel::sql_types::Text>;
    type Stamp = &'static str;
    const ACTIVE: &'static str = "IS NULL OR state <> 'sold'";
    const DELETED: &'static str = "= 'sold'";
    const RESTORED: &'static str = "NULL";
    fn stamp(_: chrono::DateTime<chrono::Utc>) -> &'static str {
        "sold"
    }
}

diesel::table! {
    parts (id) { id -> Integer, state -> Nullable<Text> }
}

diesel_scopes::soft_deletable! { parts (state as Sold) }

fn main() {}

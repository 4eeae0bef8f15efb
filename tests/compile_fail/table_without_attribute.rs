diesel_scopes::table! {
    posts (id) { id -> Integer, deleted_at -> Nullable<Timestamp> }
}

fn main() {}

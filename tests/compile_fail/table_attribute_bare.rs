diesel_scopes::table! {
    #[soft_delete]
    posts (id) { id -> Integer, deleted_at -> Nullable<Timestamp> }
}

fn main() {}

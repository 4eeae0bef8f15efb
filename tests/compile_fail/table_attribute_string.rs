diesel_scopes::table! {
    #[soft_delete("deleted_at")]
    posts (id) { id -> Integer, deleted_at -> Nullable<Timestamp> }
}

fn main() {}

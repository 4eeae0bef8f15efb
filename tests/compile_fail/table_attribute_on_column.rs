diesel_scopes::table! {
    posts (id) {
        id -> Integer,
        #[soft_delete]
        deleted_at -> Nullable<Timestamp>,
    }
}

fn main() {}

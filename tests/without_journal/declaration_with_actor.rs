diesel_scopes::table! {
    #[soft_delete(journal (actor); deleted_at)]
    posts (id) { id -> Integer, deleted_at -> Nullable<Timestamp> }
}

fn main() {
    let _ = diesel_scopes::soft_delete(posts::table);
}

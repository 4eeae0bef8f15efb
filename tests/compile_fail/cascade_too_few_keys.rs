diesel::table! {
    orders (tenant, number) {
        tenant -> Integer,
        number -> Integer,
        deleted_at -> Nullable<Timestamp>,
    }
}
diesel::table! {
    lines (id) { id -> Integer, order_number -> Integer, deleted_at -> Nullable<Timestamp> }
}

diesel_scopes::soft_deletable! {
    orders (deleted_at) { cascade lines (order_number) }
    lines (deleted_at)
}

fn main() {}

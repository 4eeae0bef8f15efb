diesel::table! {
    orders (tenant, number) {
        tenant -> Integer,
        number -> BigInt,
        deleted_at -> Nullable<Timestamp>,
    }
}
diesel::table! {
    lines (id) {
        id -> Integer,
        tenant -> Integer,
        order_number -> BigInt,
        deleted_at -> Nullable<Timestamp>,
    }
}

diesel_scopes::soft_deletable! {
    orders (deleted_at) { cascade lines (order_number, tenant) }
    lines (deleted_at)
}

fn main() {}

diesel::table! {
    orders (tenant, number) {
        tenant -> Text,
        number -> BigInt,
        deleted_at -> Nullable<Timestamp>,
    }
}
diesel::table! {
    lines (id) {
        id -> Integer,
        tenant -> Text,
        order_number -> BigInt,
        deleted_at -> Nullable<Timestamp>,
    }
}

diesel_scopes::soft_deletable! {
    orders (deleted_at) { cascade lines (order_number, tenant) }
    lines (deleted_at)
}

fn main() {}

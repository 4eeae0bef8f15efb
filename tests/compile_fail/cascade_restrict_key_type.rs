diesel::table! {
    users (id) { id -> Integer, deleted_at -> Nullable<Timestamp> }
}
diesel::table! {
    invoices (id) { id -> Integer, customer_id -> Text }
}

diesel_scopes::soft_deletable! {
    users (deleted_at) { restrict invoices (customer_id) }
}

fn main() {}

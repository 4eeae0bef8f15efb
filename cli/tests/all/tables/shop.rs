// As `diesel print-schema` writes them.

diesel::table! {
    tenants (id) {
        id -> Integer,
        name -> Text,
        region -> Text,
        deleted_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    accounts (tenant_id, number) {
        tenant_id -> Integer,
        number -> Integer,
        account_no -> Text,
        featured_order -> Nullable<Integer>,
        deleted_at -> Nullable<Timestamp>,
        deleted_by -> Nullable<Integer>,
        delete_reason -> Nullable<Text>,
    }
}

diesel::table! {
    orders (tenant_id, id) {
        tenant_id -> Integer,
        id -> Integer,
        account -> Integer,
        account_no -> Nullable<Text>,
        removed -> Bool,
    }
}

diesel::table! {
    #[sql_name = "type"]
    type_ (id) {
        id -> Integer,
        #[sql_name = "ref"]
        ref_ -> Nullable<Integer>,
        #[sql_name = "Trashed At"]
        Trashed_At -> Nullable<Timestamp>,
        archived_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    ring_a (id) { id -> Integer, c -> Integer, deleted -> Bool }
}

diesel::table! {
    ring_b (id) { id -> Integer, a -> Integer, deleted -> Bool }
}

diesel::table! {
    ring_c (id) { id -> Integer, b -> Integer, deleted -> Bool }
}

diesel::table! {
    sessions (id) { id -> Integer, tenant_id -> Integer }
}

diesel::table! {
    notes (id) { id -> Integer, tenant_id -> Nullable<Integer> }
}

diesel::table! {
    invoices (id) { id -> Integer, tenant_id -> Integer }
}

diesel::table! {
    entries (id) {
        id -> Integer,
        tenant_id -> Integer,
        parent_id -> Nullable<Integer>,
        deleted_at -> Nullable<Timestamp>,
        is_deleted -> Nullable<Bool>,
    }
}

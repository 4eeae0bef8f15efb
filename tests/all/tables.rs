// The tables of the migrations, as `diesel print-schema` writes them. The examples and the doctests
// have them again, so that each can be read alone: `same_tables.rs` compares them.

diesel::table! {
    users (id) {
        id -> Integer,
        name -> Text,
        deleted_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    posts (id) {
        id -> Integer,
        author_id -> Integer,
        title -> Text,
        published -> Bool,
        deleted_at -> Nullable<Timestamp>,
        delete_reason -> Nullable<Text>,
        deleted_by -> Nullable<Integer>,
    }
}

diesel::table! {
    comments (id) {
        id -> Integer,
        post_id -> Integer,
        author_id -> Integer,
        parent_id -> Nullable<Integer>,
        body -> Text,
        deleted_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    invoices (id) {
        id -> Integer,
        customer_id -> Integer,
        amount -> Integer,
        voided -> Bool,
    }
}

diesel::table! {
    attachments (id) {
        id -> Integer,
        owner_id -> Nullable<Integer>,
        file_name -> Text,
        deleted_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    communities (id) {
        id -> Integer,
        name -> Text,
        deleted -> Bool,
        removed -> Bool,
    }
}

//! The tables of the migrations again, with a journal.

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

diesel_scopes::soft_deletable! {
    journal;
    users (deleted_at) {
        cascade  posts (author_id),
        cascade  comments (author_id),
        restrict invoices (customer_id),
        nullify  attachments (owner_id),
    }
    posts (deleted_at, clear (delete_reason, deleted_by)) {
        cascade comments (post_id),
    }
    comments (deleted_at) { cascade comments (parent_id) }
    invoices (voided)
    attachments (deleted_at)
}

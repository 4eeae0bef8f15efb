//! The tables of `migrations/`, and what deleting a row means in each.

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

diesel::joinable!(posts -> users (author_id));
diesel::joinable!(comments -> posts (post_id));
diesel::joinable!(comments -> users (author_id));
diesel::joinable!(invoices -> users (customer_id));
diesel::joinable!(attachments -> users (owner_id));
diesel::allow_tables_to_appear_in_same_query!(users, posts, comments, invoices, attachments);
// The page counts the comments of each post.
diesel::allow_columns_to_appear_in_same_group_by_clause!(
    posts::id,
    posts::title,
    posts::published,
    users::name,
);

diesel_scopes::soft_deletable! {
    // What is done to these tables is recorded, and does not compile without saying who does it.
    journal (actor);
    users (deleted_at, keep 30 days) {
        cascade  posts (author_id),
        cascade  comments (author_id),
        restrict invoices (customer_id),
        nullify  attachments (owner_id),
        // Who deleted a post. Matters when that user is purged before the post is.
        nullify  posts (deleted_by),
    }
    posts (deleted_at, keep 30 days, clear (delete_reason, deleted_by)) {
        cascade comments (post_id),
    }
    comments (deleted_at, keep 30 days) { cascade comments (parent_id) }   // a tree
    invoices (voided)
    attachments (deleted_at, keep 30 days)
    communities (deleted or removed)                                       // by their owner, or by an admin
}

//! The tables of the migrations.

include!("tables.rs");

diesel::joinable!(posts -> users (author_id));
diesel::joinable!(comments -> posts (post_id));
diesel::joinable!(comments -> users (author_id));
diesel::joinable!(invoices -> users (customer_id));
diesel::joinable!(attachments -> users (owner_id));

diesel::allow_tables_to_appear_in_same_query!(
    users,
    posts,
    comments,
    invoices,
    attachments,
    communities,
);

diesel_scopes::soft_deletable! {
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
    communities (deleted or removed)
}

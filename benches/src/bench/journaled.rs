//! The tables of the migrations again, with a journal.

include!("../../../tests/all/tables.rs");

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

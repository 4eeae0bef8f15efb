diesel_scopes::soft_deletable! {
    communities (deleted or removed)
    users (deleted_at, unique (name)) {
        cascade attachments (owner_id),
        cascade comments (author_id),
        cascade invoices (customer_id),
        cascade posts (author_id),
        // By whom, and no part of it.
        nullify posts (deleted_by),
    }
    attachments (deleted_at)
    invoices (voided)
    // clear (delete_reason, deleted_by), if a restore is to set them to NULL
    posts (deleted_at) {
        cascade comments (post_id),
    }
    comments (deleted_at) {
        cascade comments (parent_id),
    }
}

diesel_scopes::soft_deletable! {
    schema::communities (deleted or removed)
    schema::users (deleted_at, unique (name)) {
        cascade schema::attachments (owner_id),
        cascade schema::comments (author_id),
        cascade schema::invoices (customer_id),
        cascade schema::posts (author_id),
        // By whom, and no part of it.
        nullify schema::posts (deleted_by),
    }
    schema::attachments (deleted_at)
    schema::invoices (voided)
    // clear (delete_reason, deleted_by), if a restore is to set them to NULL
    schema::posts (deleted_at) {
        cascade schema::comments (post_id),
    }
    schema::comments (deleted_at) {
        cascade schema::comments (parent_id),
    }
}

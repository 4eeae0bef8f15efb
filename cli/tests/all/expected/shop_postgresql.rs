diesel_scopes::soft_deletable! {
    ring_a (deleted) {
        cascade ring_b (a),
    }
    ring_b (deleted) {
        cascade ring_c (b),
    }
    ring_c (deleted) {
        // `cascade` would close a circle, which the macro refuses: ring_a → ring_b → ring_c →
        // ring_a. It is broken here.
        restrict ring_a (c),
    }
    tenants (deleted_at, unique (name, region)) {
        cascade accounts (tenant_id),
        cascade audit::entries (tenant_id),
        // invoices has no marker: this, or `remove`.
        // restrict invoices (tenant_id),
        // log_lines has no primary key, so that Diesel has no table of it
        // notes has no marker: this, or `remove`, or `restrict`.
        // nullify notes (tenant_id),
        // sessions has no marker: this, or `restrict`.
        // remove sessions (tenant_id),
    }
    // clear (deleted_by, delete_reason), if a restore is to set them to NULL
    accounts (deleted_at) {
        cascade orders (account_no -> account_no),
        cascade orders (tenant_id, account),
        // By whom, and no part of it.
        nullify accounts (tenant_id, deleted_by) only (deleted_by),
    }
    orders (removed) {
        // `cascade` would close a circle, which the macro refuses: accounts → orders → accounts. It
        // is broken here.
        nullify accounts (tenant_id, featured_order) only (featured_order),
    }
    type_ (archived_at) {
        cascade type_ (ref_),
    }
    audit::entries (deleted_at, flag (is_deleted)) {
        cascade audit::entries (parent_id),
    }
}

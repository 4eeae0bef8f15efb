CREATE TABLE tenants (
    id INTEGER PRIMARY KEY,
    name VARCHAR(50) NOT NULL,
    region VARCHAR(50) NOT NULL,
    deleted_at DATETIME(6) NULL,
    is_active TINYINT AS (CASE WHEN deleted_at IS NULL THEN 1 END) VIRTUAL,
    UNIQUE INDEX tenants_active_name (region, name, is_active)
);

-- A key of two columns, and one onto a column that is unique besides.
CREATE TABLE accounts (
    tenant_id INTEGER NOT NULL,
    number INTEGER NOT NULL,
    account_no VARCHAR(50) NOT NULL UNIQUE,
    featured_order INTEGER,
    deleted_at DATETIME(6) NULL,
    deleted_by INTEGER,
    delete_reason TEXT,
    PRIMARY KEY (tenant_id, number),
    FOREIGN KEY (tenant_id) REFERENCES tenants (id),
    FOREIGN KEY (tenant_id, deleted_by) REFERENCES accounts (tenant_id, number)
);

CREATE TABLE orders (
    tenant_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    account INTEGER NOT NULL,
    account_no VARCHAR(50),
    removed BOOLEAN NOT NULL DEFAULT FALSE,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (account_no) REFERENCES accounts (account_no),
    FOREIGN KEY (tenant_id, account) REFERENCES accounts (tenant_id, number)
);

-- Orders and accounts refer to each other.
ALTER TABLE accounts
    ADD FOREIGN KEY (tenant_id, featured_order) REFERENCES orders (tenant_id, id);

-- A tree, and names that are words of Rust.
CREATE TABLE `type` (
    id INTEGER PRIMARY KEY,
    `ref` INTEGER,
    `Trashed At` DATETIME(6) NULL,
    archived_at DATETIME(6) NULL,
    FOREIGN KEY (`ref`) REFERENCES `type` (id)
);

-- A circle of keys none of which can be NULL.
CREATE TABLE ring_a (id INTEGER PRIMARY KEY, c INTEGER NOT NULL, deleted BOOLEAN NOT NULL DEFAULT FALSE);
CREATE TABLE ring_b (
    id INTEGER PRIMARY KEY,
    a INTEGER NOT NULL,
    deleted BOOLEAN NOT NULL DEFAULT FALSE,
    FOREIGN KEY (a) REFERENCES ring_a (id)
);
CREATE TABLE ring_c (
    id INTEGER PRIMARY KEY,
    b INTEGER NOT NULL,
    deleted BOOLEAN NOT NULL DEFAULT FALSE,
    FOREIGN KEY (b) REFERENCES ring_b (id)
);
ALTER TABLE ring_a ADD FOREIGN KEY (c) REFERENCES ring_c (id);

-- Tables without a marker.
CREATE TABLE sessions (
    id INTEGER PRIMARY KEY,
    tenant_id INTEGER NOT NULL,
    FOREIGN KEY (tenant_id) REFERENCES tenants (id) ON DELETE CASCADE
);
CREATE TABLE notes (
    id INTEGER PRIMARY KEY,
    tenant_id INTEGER,
    FOREIGN KEY (tenant_id) REFERENCES tenants (id) ON DELETE SET NULL
);
CREATE TABLE invoices (
    id INTEGER PRIMARY KEY,
    tenant_id INTEGER NOT NULL,
    FOREIGN KEY (tenant_id) REFERENCES tenants (id)
);
CREATE TABLE log_lines (line TEXT, tenant_id INTEGER, FOREIGN KEY (tenant_id) REFERENCES tenants (id));

-- What looks like a marker, and is none.
CREATE TABLE odd (id INTEGER PRIMARY KEY, deleted_at BIGINT, deleted BOOLEAN, removed_at DATETIME(6) NOT NULL);

CREATE TABLE entries (
    id INTEGER PRIMARY KEY,
    tenant_id INTEGER NOT NULL,
    parent_id INTEGER,
    deleted_at DATETIME(6) NULL,
    is_deleted BOOLEAN,
    FOREIGN KEY (tenant_id) REFERENCES tenants (id),
    FOREIGN KEY (parent_id) REFERENCES entries (id)
);

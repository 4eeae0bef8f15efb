CREATE SCHEMA audit;

CREATE TABLE tenants (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    region TEXT NOT NULL,
    deleted_at TIMESTAMPTZ
);
CREATE UNIQUE INDEX tenants_active_name ON tenants (region, name) WHERE deleted_at IS NULL;

-- A key of two columns, and one onto a column that is unique besides.
CREATE TABLE accounts (
    tenant_id INTEGER NOT NULL REFERENCES tenants,
    number INTEGER NOT NULL,
    account_no TEXT NOT NULL UNIQUE,
    featured_order INTEGER,
    deleted_at TIMESTAMPTZ,
    deleted_by INTEGER,
    delete_reason TEXT,
    PRIMARY KEY (tenant_id, number),
    FOREIGN KEY (tenant_id, deleted_by) REFERENCES accounts
);
CREATE INDEX accounts_deleted_by ON accounts (tenant_id, deleted_by);

CREATE TABLE orders (
    tenant_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    account INTEGER NOT NULL,
    account_no TEXT REFERENCES accounts (account_no),
    removed BOOLEAN NOT NULL DEFAULT FALSE,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (account, tenant_id) REFERENCES accounts (number, tenant_id)
);
CREATE INDEX orders_account ON orders (tenant_id, account);
CREATE INDEX orders_account_no ON orders (account_no);

-- Orders and accounts refer to each other.
ALTER TABLE accounts
    ADD FOREIGN KEY (tenant_id, featured_order) REFERENCES orders (tenant_id, id);
CREATE INDEX accounts_featured_order ON accounts (tenant_id, featured_order);

-- A tree, and names that are words of Rust.
CREATE TABLE "type" (
    id INTEGER PRIMARY KEY,
    "ref" INTEGER REFERENCES "type",
    "Trashed At" TIMESTAMPTZ,
    archived_at TIMESTAMPTZ
);
CREATE INDEX type_ref ON "type" ("ref");

-- A circle of keys none of which can be NULL.
CREATE TABLE ring_a (id INTEGER PRIMARY KEY, c INTEGER NOT NULL, deleted BOOLEAN NOT NULL DEFAULT FALSE);
CREATE TABLE ring_b (
    id INTEGER PRIMARY KEY,
    a INTEGER NOT NULL REFERENCES ring_a,
    deleted BOOLEAN NOT NULL DEFAULT FALSE
);
CREATE TABLE ring_c (
    id INTEGER PRIMARY KEY,
    b INTEGER NOT NULL REFERENCES ring_b,
    deleted BOOLEAN NOT NULL DEFAULT FALSE
);
ALTER TABLE ring_a ADD FOREIGN KEY (c) REFERENCES ring_c;
CREATE INDEX ring_a_c ON ring_a (c);
CREATE INDEX ring_b_a ON ring_b (a);
CREATE INDEX ring_c_b ON ring_c (b);

-- Tables without a marker.
CREATE TABLE sessions (id INTEGER PRIMARY KEY, tenant_id INTEGER NOT NULL REFERENCES tenants ON DELETE CASCADE);
CREATE TABLE notes (id INTEGER PRIMARY KEY, tenant_id INTEGER REFERENCES tenants ON DELETE SET NULL);
CREATE TABLE invoices (id INTEGER PRIMARY KEY, tenant_id INTEGER NOT NULL REFERENCES tenants);
CREATE TABLE log_lines (line TEXT, tenant_id INTEGER REFERENCES tenants);

-- What looks like a marker, and is none.
CREATE TABLE odd (id INTEGER PRIMARY KEY, deleted_at BIGINT, deleted BOOLEAN, removed_at TIMESTAMPTZ NOT NULL);

CREATE TABLE audit.entries (
    id INTEGER PRIMARY KEY,
    tenant_id INTEGER NOT NULL REFERENCES tenants,
    parent_id INTEGER REFERENCES audit.entries,
    deleted_at TIMESTAMPTZ,
    is_deleted BOOLEAN
);
CREATE INDEX entries_tenant_id ON audit.entries (tenant_id);
CREATE INDEX entries_parent_id ON audit.entries (parent_id);

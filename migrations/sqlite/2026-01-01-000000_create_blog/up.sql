CREATE TABLE users (
    id INTEGER NOT NULL PRIMARY KEY,
    name VARCHAR(255) NOT NULL,
    deleted_at TIMESTAMP
);

-- A name is taken only as long as its user is active.
CREATE UNIQUE INDEX users_active_name ON users (name) WHERE deleted_at IS NULL;

CREATE TABLE posts (
    id INTEGER NOT NULL PRIMARY KEY,
    author_id INTEGER NOT NULL REFERENCES users (id),
    title TEXT NOT NULL,
    published BOOLEAN NOT NULL DEFAULT TRUE,
    deleted_at TIMESTAMP,
    delete_reason TEXT,
    deleted_by INTEGER REFERENCES users (id)
);

-- Purges, restores and the checks of the foreign keys look for deleted rows
-- too, which the partial indexes lack: hence the full ones beside them.
CREATE INDEX posts_author_id ON posts (author_id);
CREATE INDEX posts_deleted_by ON posts (deleted_by);
CREATE INDEX posts_active ON posts (id) WHERE deleted_at IS NULL;
CREATE INDEX posts_active_author_id ON posts (author_id) WHERE deleted_at IS NULL;

CREATE TABLE comments (
    id INTEGER NOT NULL PRIMARY KEY,
    post_id INTEGER NOT NULL REFERENCES posts (id),
    author_id INTEGER NOT NULL REFERENCES users (id),
    parent_id INTEGER REFERENCES comments (id),
    body TEXT NOT NULL,
    deleted_at TIMESTAMP
);

CREATE INDEX comments_post_id ON comments (post_id);
CREATE INDEX comments_author_id ON comments (author_id);
CREATE INDEX comments_parent_id ON comments (parent_id);
CREATE INDEX comments_active_post_id ON comments (post_id) WHERE deleted_at IS NULL;

CREATE TABLE invoices (
    id INTEGER NOT NULL PRIMARY KEY,
    customer_id INTEGER NOT NULL REFERENCES users (id),
    amount INTEGER NOT NULL,
    voided BOOLEAN NOT NULL DEFAULT FALSE
);

CREATE INDEX invoices_customer_id ON invoices (customer_id);
-- SQLite uses a partial index only where the query repeats its condition: a scope
-- says `= FALSE`, so `NOT voided` or `= 0` here would never match.
CREATE INDEX invoices_active_customer_id ON invoices (customer_id) WHERE voided = FALSE;

CREATE TABLE attachments (
    id INTEGER NOT NULL PRIMARY KEY,
    owner_id INTEGER REFERENCES users (id),
    file_name TEXT NOT NULL,
    deleted_at TIMESTAMP
);

CREATE INDEX attachments_owner_id ON attachments (owner_id);

CREATE TABLE communities (
    id INTEGER NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    deleted BOOLEAN NOT NULL DEFAULT FALSE,
    removed BOOLEAN NOT NULL DEFAULT FALSE
);

CREATE INDEX communities_active ON communities (id)
WHERE deleted = FALSE AND removed = FALSE;

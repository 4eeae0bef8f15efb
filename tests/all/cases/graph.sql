-- Tables for cascades in shapes that the blog does not have. This text is the
-- same for all backends; `teams` and `members`, which refer to each other, are
-- not.

CREATE TABLE people (
    id INTEGER PRIMARY KEY,
    friend_id INTEGER NULL,
    deleted_at TIMESTAMP(6) NULL,
    FOREIGN KEY (friend_id) REFERENCES people (id)
);
CREATE TABLE letters (
    id INTEGER PRIMARY KEY,
    sender_id INTEGER NULL,
    recipient_id INTEGER NULL,
    carrier_id INTEGER NULL,
    deleted_at TIMESTAMP(6) NULL,
    FOREIGN KEY (sender_id) REFERENCES people (id),
    FOREIGN KEY (recipient_id) REFERENCES people (id),
    FOREIGN KEY (carrier_id) REFERENCES people (id)
);

CREATE TABLE accounts (id INTEGER PRIMARY KEY, deleted_at TIMESTAMP(6) NULL);
CREATE TABLE devices (
    id INTEGER PRIMARY KEY,
    account_id INTEGER NOT NULL,
    serial INTEGER NULL,
    deleted_at TIMESTAMP(6) NULL,
    -- A cascade that stamps two devices of the same serial fails half way.
    UNIQUE (serial, deleted_at),
    FOREIGN KEY (account_id) REFERENCES accounts (id)
);
CREATE TABLE tokens (
    id INTEGER PRIMARY KEY,
    device_id INTEGER NOT NULL,
    revoked BOOLEAN NOT NULL DEFAULT FALSE,
    FOREIGN KEY (device_id) REFERENCES devices (id)
);
CREATE TABLE loans (
    id INTEGER PRIMARY KEY,
    device_id INTEGER NOT NULL,
    returned_at TIMESTAMP(6) NULL,
    FOREIGN KEY (device_id) REFERENCES devices (id)
);
CREATE TABLE licences (
    id INTEGER PRIMARY KEY,
    account_id INTEGER NOT NULL,
    FOREIGN KEY (account_id) REFERENCES accounts (id)
);
CREATE TABLE visits (
    id INTEGER PRIMARY KEY,
    account_id INTEGER NULL,
    FOREIGN KEY (account_id) REFERENCES accounts (id)
);

CREATE TABLE orders (
    tenant INTEGER NOT NULL,
    number INTEGER NOT NULL,
    deleted_at TIMESTAMP(6) NULL,
    PRIMARY KEY (tenant, number)
);
CREATE TABLE order_lines (
    tenant INTEGER NOT NULL,
    position INTEGER NOT NULL,
    order_number INTEGER NULL,
    parent_position INTEGER NULL,
    deleted_at TIMESTAMP(6) NULL,
    PRIMARY KEY (tenant, position),
    FOREIGN KEY (tenant, order_number) REFERENCES orders (tenant, number),
    FOREIGN KEY (tenant, parent_position) REFERENCES order_lines (tenant, position)
);
CREATE TABLE order_notes (
    id INTEGER PRIMARY KEY,
    order_tenant INTEGER NULL,
    order_number INTEGER NULL,
    FOREIGN KEY (order_tenant, order_number) REFERENCES orders (tenant, number)
);

CREATE TABLE forums (id INTEGER PRIMARY KEY, deleted_at TIMESTAMP(6) NULL);
CREATE TABLE threads (
    id INTEGER PRIMARY KEY,
    forum_id INTEGER NOT NULL,
    deleted_at TIMESTAMP(6) NULL,
    removed_at TIMESTAMP(6) NULL,
    FOREIGN KEY (forum_id) REFERENCES forums (id)
);
CREATE TABLE replies (
    id INTEGER PRIMARY KEY,
    thread_id INTEGER NOT NULL,
    deleted_at TIMESTAMP(6) NULL,
    FOREIGN KEY (thread_id) REFERENCES threads (id)
);

-- Two trees over one table, in a table named like an alias.
CREATE TABLE parent (
    id INTEGER PRIMARY KEY,
    parent_id INTEGER NULL,
    step_parent_id INTEGER NULL,
    deleted_at TIMESTAMP(6) NULL,
    FOREIGN KEY (parent_id) REFERENCES parent (id),
    FOREIGN KEY (step_parent_id) REFERENCES parent (id)
);
CREATE TABLE child (
    id INTEGER PRIMARY KEY,
    parent_id INTEGER NULL,
    stamp INTEGER NULL,
    k1 INTEGER NULL,
    deleted_at TIMESTAMP(6) NULL,
    FOREIGN KEY (parent_id) REFERENCES parent (id)
);
CREATE TABLE gone (
    id INTEGER PRIMARY KEY,
    child_id INTEGER NULL,
    deleted_at TIMESTAMP(6) NULL,
    FOREIGN KEY (child_id) REFERENCES child (id)
);

CREATE TABLE roots (
    id INTEGER PRIMARY KEY,
    root_id INTEGER NULL,
    deleted_at TIMESTAMP(6) NULL,
    FOREIGN KEY (root_id) REFERENCES roots (id)
);

CREATE TABLE a_table_with_the_longest_name_that_postgresql_and_mysql_do_take (
    id INTEGER PRIMARY KEY,
    parent_id INTEGER NULL,
    deleted_at TIMESTAMP(6) NULL
);

CREATE TABLE stages (
    id INTEGER PRIMARY KEY,
    previous_id INTEGER NULL,
    deleted_at TIMESTAMP(6) NULL,
    FOREIGN KEY (previous_id) REFERENCES stages (id)
);

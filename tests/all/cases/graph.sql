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

-- Two markers on top of each other, of times and of flags.
CREATE TABLE clubs (
    id INTEGER PRIMARY KEY,
    deleted_at TIMESTAMP(6) NULL,
    removed_at TIMESTAMP(6) NULL
);
CREATE TABLE notices (
    id INTEGER PRIMARY KEY,
    club_id INTEGER NOT NULL,
    answers INTEGER NULL,
    deleted_at TIMESTAMP(6) NULL,
    removed_at TIMESTAMP(6) NULL,
    FOREIGN KEY (club_id) REFERENCES clubs (id),
    FOREIGN KEY (answers) REFERENCES notices (id)
);
CREATE TABLE pins (
    id INTEGER PRIMARY KEY,
    notice_id INTEGER NOT NULL,
    deleted_at TIMESTAMP(6) NULL,
    FOREIGN KEY (notice_id) REFERENCES notices (id)
);
CREATE TABLE rooms (
    id INTEGER PRIMARY KEY,
    deleted BOOLEAN NOT NULL DEFAULT FALSE,
    removed BOOLEAN NOT NULL DEFAULT FALSE
);
CREATE TABLE seats (
    id INTEGER PRIMARY KEY,
    room_id INTEGER NOT NULL,
    deleted BOOLEAN NOT NULL DEFAULT FALSE,
    removed BOOLEAN NOT NULL DEFAULT FALSE,
    FOREIGN KEY (room_id) REFERENCES rooms (id)
);

-- Several parents, in several tables.
CREATE TABLE authors (id INTEGER PRIMARY KEY, deleted_at TIMESTAMP(6) NULL);
CREATE TABLE shelves (id INTEGER PRIMARY KEY, deleted_at TIMESTAMP(6) NULL);
CREATE TABLE books (
    id INTEGER PRIMARY KEY,
    author_id INTEGER NOT NULL,
    shelf_id INTEGER NULL,
    deleted_at TIMESTAMP(6) NULL,
    FOREIGN KEY (author_id) REFERENCES authors (id),
    FOREIGN KEY (shelf_id) REFERENCES shelves (id)
);
CREATE TABLE pages (
    id INTEGER PRIMARY KEY,
    book_id INTEGER NOT NULL,
    deleted_at TIMESTAMP(6) NULL,
    FOREIGN KEY (book_id) REFERENCES books (id)
);

-- `ends` is in seconds since 1970.
CREATE TABLE leases (
    id INTEGER PRIMARY KEY,
    ends DOUBLE PRECISION NOT NULL,
    deleted_at TIMESTAMP(6) NULL
);
CREATE TABLE lockers (
    id INTEGER PRIMARY KEY,
    lease_id INTEGER NOT NULL,
    deleted_at TIMESTAMP(6) NULL,
    FOREIGN KEY (lease_id) REFERENCES leases (id)
);

-- The topmost one refers to itself.
CREATE TABLE directories (
    id INTEGER PRIMARY KEY,
    parent_id INTEGER NOT NULL,
    deleted_at TIMESTAMP(6) NULL,
    FOREIGN KEY (parent_id) REFERENCES directories (id)
);

-- In names that the SQL of a cascade might have for itself.
CREATE TABLE cascade_roots (id INTEGER PRIMARY KEY, deleted_at TIMESTAMP(6) NULL);
CREATE TABLE cascade_cascade_roots (
    id INTEGER PRIMARY KEY,
    root_id INTEGER NOT NULL,
    parent_id INTEGER NULL,
    deleted_at TIMESTAMP(6) NULL,
    FOREIGN KEY (root_id) REFERENCES cascade_roots (id),
    FOREIGN KEY (parent_id) REFERENCES cascade_cascade_roots (id)
);
CREATE TABLE diesel_scopes_roots (
    id INTEGER PRIMARY KEY,
    root_id INTEGER NOT NULL,
    deleted_at TIMESTAMP(6) NULL,
    FOREIGN KEY (root_id) REFERENCES cascade_roots (id)
);

-- What `archive.rs` declares: keys onto other columns, conditions, a table without
-- a marker in the middle, rows that are removed for good.
CREATE TABLE tenants (
    id INTEGER PRIMARY KEY,
    number INTEGER NULL UNIQUE,
    on_hold BOOLEAN NOT NULL DEFAULT FALSE,
    deleted_at TIMESTAMP(6) NULL
);
CREATE TABLE stacks (id INTEGER PRIMARY KEY, deleted_at TIMESTAMP(6) NULL);
CREATE TABLE documents (
    id INTEGER PRIMARY KEY,
    tenant_number INTEGER NULL,
    reason INTEGER NULL,
    is_gone BOOLEAN NOT NULL DEFAULT FALSE,
    changed_at TIMESTAMP(6) NULL,
    deleted_at TIMESTAMP(6) NULL,
    removed_at TIMESTAMP(6) NULL,
    FOREIGN KEY (tenant_number) REFERENCES tenants (number)
);
CREATE TABLE placements (
    id INTEGER PRIMARY KEY,
    document_id INTEGER NOT NULL,
    stack_id INTEGER NULL,
    FOREIGN KEY (document_id) REFERENCES documents (id),
    FOREIGN KEY (stack_id) REFERENCES stacks (id)
);
CREATE TABLE remarks (
    id INTEGER PRIMARY KEY,
    placement_id INTEGER NULL,
    reply_to INTEGER NULL,
    deleted_at TIMESTAMP(6) NULL,
    FOREIGN KEY (placement_id) REFERENCES placements (id),
    FOREIGN KEY (reply_to) REFERENCES remarks (id)
);
CREATE TABLE labels (
    id INTEGER PRIMARY KEY,
    target_type VARCHAR(20) NOT NULL,
    target_id INTEGER NOT NULL,
    deleted_at TIMESTAMP(6) NULL
);
CREATE TABLE passes (
    id INTEGER PRIMARY KEY,
    tenant_id INTEGER NOT NULL,
    pinned BOOLEAN NOT NULL DEFAULT FALSE,
    deleted_at TIMESTAMP(6) NULL,
    FOREIGN KEY (tenant_id) REFERENCES tenants (id)
);
CREATE TABLE scans (
    id INTEGER PRIMARY KEY,
    pass_id INTEGER NOT NULL,
    FOREIGN KEY (pass_id) REFERENCES passes (id)
);
CREATE TABLE seals (
    id INTEGER PRIMARY KEY,
    pass_id INTEGER NOT NULL,
    broken_at TIMESTAMP(6) NULL,
    FOREIGN KEY (pass_id) REFERENCES passes (id)
);
CREATE TABLE gates (
    id INTEGER PRIMARY KEY,
    pass_id INTEGER NULL,
    document_id INTEGER NULL,
    deleted_at TIMESTAMP(6) NULL,
    FOREIGN KEY (pass_id) REFERENCES passes (id),
    FOREIGN KEY (document_id) REFERENCES documents (id)
);
CREATE TABLE bills (
    id INTEGER PRIMARY KEY,
    tenant_id INTEGER NOT NULL,
    voided BOOLEAN NOT NULL DEFAULT FALSE,
    FOREIGN KEY (tenant_id) REFERENCES tenants (id)
);

-- Keys of other widths, composite ones, and conditions of every type.
CREATE TABLE firms (
    id BIGINT PRIMARY KEY,
    country INTEGER NOT NULL,
    code SMALLINT NULL,
    deleted_at TIMESTAMP(6) NULL,
    UNIQUE (country, code)
);
CREATE TABLE offices (
    id SMALLINT PRIMARY KEY,
    firm_id INTEGER NULL,
    deleted_at TIMESTAMP(6) NULL
);
CREATE TABLE agents (
    id INTEGER PRIMARY KEY,
    land BIGINT NULL,
    firm_code INTEGER NULL,
    deleted_at TIMESTAMP(6) NULL
);
CREATE TABLE desks (
    id INTEGER PRIMARY KEY,
    land INTEGER NOT NULL,
    firm_code SMALLINT NULL,
    office_id BIGINT NULL,
    deleted_at TIMESTAMP(6) NULL
);
CREATE TABLE tickets (
    id INTEGER PRIMARY KEY,
    about VARCHAR(40) NOT NULL,
    about_id BIGINT NOT NULL,
    kind INTEGER NOT NULL DEFAULT 0,
    urgent BOOLEAN NULL,
    deleted_at TIMESTAMP(6) NULL
);

-- What is unique among active rows is left to the crate to find.
CREATE TABLE guilds (id INTEGER PRIMARY KEY, name VARCHAR(50) NULL, deleted_at TIMESTAMP(6) NULL);
CREATE TABLE coaches (id INTEGER PRIMARY KEY, deleted_at TIMESTAMP(6) NULL);
CREATE TABLE players (
    id INTEGER PRIMARY KEY,
    guild_id INTEGER NOT NULL,
    coach_id INTEGER NULL,
    captain_id INTEGER NULL,
    name VARCHAR(50) NULL,
    number INTEGER NULL,
    locker INTEGER NULL,
    deleted_at TIMESTAMP(6) NULL,
    banned_at TIMESTAMP(6) NULL
);

-- Tables without a marker, one below the other and below themselves.
CREATE TABLE lenders (id INTEGER PRIMARY KEY, deleted_at TIMESTAMP(6) NULL);
CREATE TABLE halls (
    id INTEGER PRIMARY KEY,
    code INTEGER NULL UNIQUE,
    deleted_at TIMESTAMP(6) NULL,
    closed_at TIMESTAMP(6) NULL
);
CREATE TABLE bays (
    id INTEGER PRIMARY KEY,
    hall_code INTEGER NULL,
    inside_id INTEGER NULL,
    FOREIGN KEY (hall_code) REFERENCES halls (code),
    FOREIGN KEY (inside_id) REFERENCES bays (id)
);
CREATE TABLE trays (
    id INTEGER PRIMARY KEY,
    lender_id INTEGER NULL,
    keeper_id INTEGER NULL,
    place VARCHAR(20) NULL,
    place_id INTEGER NULL,
    FOREIGN KEY (lender_id) REFERENCES lenders (id),
    FOREIGN KEY (keeper_id) REFERENCES lenders (id)
);
CREATE TABLE tools (
    id INTEGER PRIMARY KEY,
    lender_id INTEGER NULL,
    tray_id INTEGER NULL,
    part_of INTEGER NULL,
    deleted_at TIMESTAMP(6) NULL,
    FOREIGN KEY (lender_id) REFERENCES lenders (id),
    FOREIGN KEY (tray_id) REFERENCES trays (id),
    FOREIGN KEY (part_of) REFERENCES tools (id)
);
CREATE TABLE tallies (
    id INTEGER PRIMARY KEY,
    tool_id INTEGER NULL,
    bay_id INTEGER NULL,
    deleted_at TIMESTAMP(6) NULL,
    FOREIGN KEY (tool_id) REFERENCES tools (id),
    FOREIGN KEY (bay_id) REFERENCES bays (id)
);

-- Tables whose declarations begin with `journal`. This text is the same for all
-- backends.

CREATE TABLE makers (
    id INTEGER PRIMARY KEY,
    name VARCHAR(100) NULL,
    reason VARCHAR(100) NULL,
    is_gone BOOLEAN NOT NULL DEFAULT FALSE,
    changed_at TIMESTAMP(6) NULL,
    on_hold BOOLEAN NOT NULL DEFAULT FALSE,
    deleted_at TIMESTAMP(6) NULL,
    banned_at TIMESTAMP(6) NULL
);
CREATE TABLE works (
    id INTEGER PRIMARY KEY,
    maker_id INTEGER NOT NULL,
    deleted_at TIMESTAMP(6) NULL,
    FOREIGN KEY (maker_id) REFERENCES makers (id)
);
CREATE TABLE memos (
    id INTEGER PRIMARY KEY,
    work_id INTEGER NULL,
    parent_id INTEGER NULL,
    deleted_at TIMESTAMP(6) NULL,
    FOREIGN KEY (work_id) REFERENCES works (id),
    FOREIGN KEY (parent_id) REFERENCES memos (id)
);
CREATE TABLE prints (
    id INTEGER PRIMARY KEY,
    work_id INTEGER NULL,
    maker_id INTEGER NULL,
    FOREIGN KEY (work_id) REFERENCES works (id),
    FOREIGN KEY (maker_id) REFERENCES makers (id)
);
CREATE TABLE spots (
    id INTEGER PRIMARY KEY,
    name VARCHAR(100) NOT NULL,
    closed BOOLEAN NOT NULL DEFAULT FALSE,
    barred BOOLEAN NOT NULL DEFAULT FALSE,
    -- Two of one name cannot be closed and barred alike.
    UNIQUE (name, closed, barred)
);
CREATE TABLE terms (word VARCHAR(100) PRIMARY KEY, gone BOOLEAN NOT NULL DEFAULT FALSE);
CREATE TABLE days (day DATE PRIMARY KEY, gone BOOLEAN NOT NULL DEFAULT FALSE);
CREATE TABLE moments (at TIMESTAMP(6) PRIMARY KEY, gone BOOLEAN NOT NULL DEFAULT FALSE);
CREATE TABLE ledgers (
    tenant BIGINT NOT NULL,
    number SMALLINT NOT NULL,
    name VARCHAR(100) NOT NULL,
    gone BOOLEAN NOT NULL DEFAULT FALSE,
    PRIMARY KEY (tenant, number, name)
);
CREATE TABLE deeds (id INTEGER PRIMARY KEY, deleted_at TIMESTAMP(6) NULL);

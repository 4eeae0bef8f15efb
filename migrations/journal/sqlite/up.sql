CREATE TABLE diesel_scopes_operations (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    verb TEXT NOT NULL,
    table_name TEXT NOT NULL,
    actor TEXT,
    reason TEXT,
    done_at TIMESTAMP NOT NULL,
    row_count BIGINT NOT NULL,
    undoes BIGINT,
    undone_by BIGINT
);

CREATE INDEX diesel_scopes_operations_done_at ON diesel_scopes_operations (done_at);

CREATE TABLE diesel_scopes_entries (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    operation_id BIGINT NOT NULL,
    table_name TEXT NOT NULL,
    row_key TEXT NOT NULL,
    what TEXT NOT NULL,
    was TEXT,
    origin BIGINT
);

CREATE INDEX diesel_scopes_entries_row ON diesel_scopes_entries (table_name, row_key, id);
CREATE INDEX diesel_scopes_entries_operation ON diesel_scopes_entries (operation_id, table_name);

CREATE TABLE diesel_scopes_operations (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    verb VARCHAR(16) NOT NULL,
    table_name VARCHAR(200) NOT NULL,
    actor TEXT,
    reason TEXT,
    done_at DATETIME(6) NOT NULL,
    row_count BIGINT NOT NULL,
    undoes BIGINT,
    undone_by BIGINT,
    INDEX diesel_scopes_operations_done_at (done_at)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE diesel_scopes_entries (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    operation_id BIGINT NOT NULL,
    table_name VARCHAR(200) NOT NULL,
    row_key TEXT NOT NULL,
    what VARCHAR(16) NOT NULL,
    was LONGTEXT,
    origin BIGINT,
    INDEX diesel_scopes_entries_row (table_name, row_key(200)),
    INDEX diesel_scopes_entries_operation (operation_id, table_name)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

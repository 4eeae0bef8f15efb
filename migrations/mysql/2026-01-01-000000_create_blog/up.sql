CREATE TABLE users (
    id INTEGER AUTO_INCREMENT PRIMARY KEY,
    name VARCHAR(255) NOT NULL,
    deleted_at DATETIME(6) NULL,
    -- There are no partial indexes here. Any number of NULLs fits into a unique
    -- one, so a name is taken only as long as its user is active.
    active_name VARCHAR(255) GENERATED ALWAYS AS (IF(deleted_at IS NULL, name, NULL)) STORED,
    UNIQUE INDEX users_active_name (active_name)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4;

-- An index that begins with a foreign key also serves the check of that key;
-- the marker behind it serves the queries for active rows.
CREATE TABLE posts (
    id INTEGER AUTO_INCREMENT PRIMARY KEY,
    author_id INTEGER NOT NULL,
    title TEXT NOT NULL,
    published BOOLEAN NOT NULL DEFAULT TRUE,
    deleted_at DATETIME(6) NULL,
    delete_reason TEXT NULL,
    deleted_by INTEGER NULL,
    INDEX posts_author_id (author_id, deleted_at),
    INDEX posts_deleted_by (deleted_by),
    FOREIGN KEY (author_id) REFERENCES users (id),
    FOREIGN KEY (deleted_by) REFERENCES users (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4;

CREATE TABLE comments (
    id INTEGER AUTO_INCREMENT PRIMARY KEY,
    post_id INTEGER NOT NULL,
    author_id INTEGER NOT NULL,
    parent_id INTEGER NULL,
    body TEXT NOT NULL,
    deleted_at DATETIME(6) NULL,
    INDEX comments_post_id (post_id, deleted_at),
    INDEX comments_author_id (author_id),
    INDEX comments_parent_id (parent_id),
    FOREIGN KEY (post_id) REFERENCES posts (id),
    FOREIGN KEY (author_id) REFERENCES users (id),
    FOREIGN KEY (parent_id) REFERENCES comments (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4;

CREATE TABLE invoices (
    id INTEGER AUTO_INCREMENT PRIMARY KEY,
    customer_id INTEGER NOT NULL,
    amount INTEGER NOT NULL,
    voided BOOLEAN NOT NULL DEFAULT FALSE,
    INDEX invoices_customer_id (customer_id, voided),
    FOREIGN KEY (customer_id) REFERENCES users (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4;

CREATE TABLE attachments (
    id INTEGER AUTO_INCREMENT PRIMARY KEY,
    owner_id INTEGER NULL,
    file_name TEXT NOT NULL,
    deleted_at DATETIME(6) NULL,
    INDEX attachments_owner_id (owner_id),
    FOREIGN KEY (owner_id) REFERENCES users (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4;

CREATE TABLE communities (
    id INTEGER AUTO_INCREMENT PRIMARY KEY,
    name TEXT NOT NULL,
    deleted BOOLEAN NOT NULL DEFAULT FALSE,
    removed BOOLEAN NOT NULL DEFAULT FALSE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4;

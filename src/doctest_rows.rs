/// An SQLite database in memory with a few rows.
#[cfg(feature = "sqlite")]
#[allow(dead_code)]
fn connection() -> diesel::SqliteConnection {
    use diesel::connection::SimpleConnection;

    let mut conn = diesel::SqliteConnection::establish(":memory:").unwrap();
    conn.batch_execute(
        "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL, deleted_at TIMESTAMP);
         CREATE TABLE posts (id INTEGER PRIMARY KEY, author_id INTEGER NOT NULL, title TEXT NOT NULL,
             published BOOLEAN NOT NULL, deleted_at TIMESTAMP, delete_reason TEXT, deleted_by INTEGER);
         CREATE TABLE comments (id INTEGER PRIMARY KEY, post_id INTEGER NOT NULL,
             author_id INTEGER NOT NULL, parent_id INTEGER, body TEXT NOT NULL, deleted_at TIMESTAMP);
         CREATE TABLE invoices (id INTEGER PRIMARY KEY, customer_id INTEGER NOT NULL,
             amount INTEGER NOT NULL, voided BOOLEAN NOT NULL);
         CREATE TABLE attachments (id INTEGER PRIMARY KEY, owner_id INTEGER, file_name TEXT NOT NULL,
             deleted_at TIMESTAMP);
         INSERT INTO users VALUES (1, 'Ada', NULL), (2, 'Grace', NULL);
         INSERT INTO posts VALUES (1, 1, 'Notes', TRUE, NULL, NULL, NULL),
             (2, 1, 'More notes', TRUE, NULL, NULL, NULL), (3, 2, 'Compilers', TRUE, NULL, NULL, NULL);
         INSERT INTO comments VALUES (1, 1, 2, NULL, 'First', NULL), (2, 1, 1, 1, 'Thanks', NULL),
             (3, 3, 1, NULL, 'Nice', NULL), (4, 3, 2, NULL, 'Yes', NULL);
         INSERT INTO attachments VALUES (1, 1, 'engine.pdf', NULL);",
    )
    .unwrap();
    conn
}

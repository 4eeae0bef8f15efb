//! Rows of a table that refer to each other go for good, whatever else their keys are
//! part of, and without a write to what is no key of theirs.

use super::prelude::*;

cases![;
    database:
    a_name_that_is_unique_below_each_parent,
    a_key_that_is_part_of_the_primary_key,
    keys_that_are_texts,
    keys_at_the_end_of_their_range,
    keys_that_restrict,
    rows_of_a_ring,
];

diesel::table! {
    drawers (id) {
        id -> Integer,
        parent_id -> Integer,
        name -> Text,
        deleted_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    files (parent_id, name) {
        parent_id -> Integer,
        name -> Text,
        id -> Integer,
        deleted_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    words (word) { word -> Text, root -> Text, deleted_at -> Nullable<Timestamp> }
}

diesel::table! {
    topics (id) { id -> Integer, deleted_at -> Nullable<Timestamp> }
}

diesel::table! {
    notes (id) {
        id -> Integer,
        topic_id -> Integer,
        parent_id -> Nullable<Integer>,
        deleted_at -> Nullable<Timestamp>,
    }
}

diesel_scopes::soft_deletable! {
    drawers (deleted_at) { cascade drawers (parent_id) }
    files (deleted_at) { cascade files (parent_id -> id) }
    words (deleted_at) { cascade words (root) }
    topics (deleted_at) { cascade notes (topic_id) }
    notes (deleted_at) { cascade notes (parent_id) }
}

/// A root that refers to itself, and below it 1, 2, 3, 4 and, beside them, 9.
const DRAWERS: &str = "
    CREATE TABLE drawers (
        id INTEGER PRIMARY KEY, parent_id INTEGER NOT NULL, name VARCHAR(50) NOT NULL,
        deleted_at TIMESTAMP(6) NULL, UNIQUE (parent_id, name),
        FOREIGN KEY (parent_id) REFERENCES drawers (id)
    );
    INSERT INTO drawers (id, parent_id, name) VALUES (5, 5, '/');
    INSERT INTO drawers (id, parent_id, name) VALUES (3, 5, 'src'), (9, 5, 'doc');
    INSERT INTO drawers (id, parent_id, name) VALUES (4, 3, 'src'), (2, 3, 'doc');
    INSERT INTO drawers (id, parent_id, name) VALUES (1, 4, 'src'), (6, 4, 'doc');";

async fn a_name_that_is_unique_below_each_parent(db: &Database) -> TestResult {
    let conn = &mut db.connect().await?;
    conn.batch_execute(DRAWERS).await?;
    let source = || drawers::table.find(3);
    assert_eq!(soft_delete(source()).cascade().execute(conn).await?, [("drawers", 5)]);
    assert_eq!(purge(source()).cascade().preview(conn).await?, [("drawers", 5)]);
    assert_eq!(purge(source()).cascade().execute(conn).await?, [("drawers", 5)]);
    assert_eq!(ids!(drawers::table.order(drawers::id).select(drawers::id), conn), [5, 9]);
    // All of them are roots, and one refers to itself.
    soft_delete(drawers::table).cascade().execute(conn).await?;
    let all = purge(drawers::table).cascade();
    assert_eq!(all.execute(conn).await?, [("drawers", 2)]);
    assert_eq!(ids!(drawers::table.select(drawers::id), conn), [0; 0]);
    Ok(())
}

async fn a_key_that_is_part_of_the_primary_key(db: &Database) -> TestResult {
    let conn = &mut db.connect().await?;
    if is_mysql_or_mariadb() {
        // MariaDB looks for the row that the first one refers to before that is there.
        conn.batch_execute("SET foreign_key_checks = 0").await?;
    }
    conn.batch_execute(
        "CREATE TABLE files (
             parent_id INTEGER NOT NULL, name VARCHAR(50) NOT NULL, id INTEGER NOT NULL UNIQUE,
             deleted_at TIMESTAMP(6) NULL, PRIMARY KEY (parent_id, name),
             FOREIGN KEY (parent_id) REFERENCES files (id)
         );
         INSERT INTO files (id, parent_id, name) VALUES (1, 1, '/');
         INSERT INTO files (id, parent_id, name) VALUES (2, 1, 'a'), (4, 1, 'b');
         INSERT INTO files (id, parent_id, name) VALUES (3, 2, 'a');",
    )
    .await?;
    if is_mysql_or_mariadb() {
        conn.batch_execute("SET foreign_key_checks = 1").await?;
    }
    let target = || files::table.filter(files::id.eq(2));
    soft_delete(target()).cascade().execute(conn).await?;
    let report = purge(target()).cascade().execute(conn).await?;
    assert_eq!(report, [("files", 2)]);
    let left = files::table.order(files::id).select((files::id, files::parent_id));
    let left: Vec<(i32, i32)> = left.load(conn).await?;
    assert_eq!(left, [(1, 1), (4, 1)]);
    Ok(())
}

async fn keys_that_are_texts(db: &Database) -> TestResult {
    let conn = &mut db.connect().await?;
    conn.batch_execute(
        "CREATE TABLE words (
             word VARCHAR(50) PRIMARY KEY, root VARCHAR(50) NOT NULL, deleted_at TIMESTAMP(6) NULL,
             FOREIGN KEY (root) REFERENCES words (word)
         );
         INSERT INTO words (word, root) VALUES ('zzz', 'zzz');
         INSERT INTO words (word, root) VALUES ('b', 'zzz');
         INSERT INTO words (word, root) VALUES ('a', 'b');",
    )
    .await?;
    soft_delete(words::table.find("zzz")).cascade().execute(conn).await?;
    let report = purge(words::table.find("zzz")).cascade().execute(conn).await?;
    assert_eq!(report, [("words", 3)]);
    assert_eq!(words::table.count().get_result::<i64>(conn).await?, 0);
    Ok(())
}

async fn keys_at_the_end_of_their_range(db: &Database) -> TestResult {
    let conn = &mut db.connect().await?;
    conn.batch_execute(DRAWERS).await?;
    conn.batch_execute(
        "INSERT INTO drawers (id, parent_id, name) VALUES (2147483647, 2, 'last');",
    )
    .await?;
    soft_delete(drawers::table.find(5)).cascade().execute(conn).await?;
    let report = purge(drawers::table.find(5)).cascade().execute(conn).await?;
    assert_eq!(report, [("drawers", 8)]);
    Ok(())
}

async fn keys_that_restrict(db: &Database) -> TestResult {
    let conn = &mut db.connect().await?;
    conn.batch_execute(
        "CREATE TABLE topics (id INTEGER PRIMARY KEY, deleted_at TIMESTAMP(6) NULL);
         CREATE TABLE notes (
             id INTEGER PRIMARY KEY, topic_id INTEGER NOT NULL, parent_id INTEGER NULL,
             deleted_at TIMESTAMP(6) NULL,
             FOREIGN KEY (topic_id) REFERENCES topics (id) ON DELETE RESTRICT,
             FOREIGN KEY (parent_id) REFERENCES notes (id) ON DELETE RESTRICT
         );
         INSERT INTO topics (id) VALUES (1), (2);
         INSERT INTO notes (id, topic_id, parent_id) VALUES (7, 1, NULL), (9, 2, NULL);
         INSERT INTO notes (id, topic_id, parent_id) VALUES (3, 1, 7), (8, 1, 7);
         INSERT INTO notes (id, topic_id, parent_id) VALUES (5, 1, 3), (1, 1, 8);",
    )
    .await?;
    soft_delete(topics::table.find(1)).cascade().execute(conn).await?;
    let gone = || purge(topics::table.find(1)).cascade();
    let expected = [("topics", 1), ("notes", 5)];
    assert_eq!(gone().preview(conn).await?, expected);
    assert_eq!(gone().execute(conn).await?, expected);
    assert_eq!(ids!(notes::table.select(notes::id), conn), [9]);
    Ok(())
}

/// No row of a ring can go before the others where a database looks at each row by
/// itself: it says so, and nothing is lost.
async fn rows_of_a_ring(db: &Database) -> TestResult {
    let conn = &mut db.connect().await?;
    conn.batch_execute(DRAWERS).await?;
    conn.batch_execute("UPDATE drawers SET parent_id = 1 WHERE id = 3").await?;
    assert_eq!(soft_delete(drawers::table.find(1)).cascade().execute(conn).await?, [("drawers", 5)]);
    let result = purge(drawers::table.find(1)).cascade().execute(conn).await;
    if is_mysql_or_mariadb() {
        assert_violation(result.map_err(Error::from), DatabaseErrorKind::ForeignKeyViolation)?;
        let left = drawers::table.select((drawers::id, drawers::parent_id)).order(drawers::id);
        let left: Vec<(i32, i32)> = left.load(conn).await?;
        assert_eq!(left, [(1, 4), (2, 3), (3, 1), (4, 3), (5, 5), (6, 4), (9, 5)]);
    } else {
        assert_eq!(result?, [("drawers", 5)]);
        assert_eq!(ids!(drawers::table.order(drawers::id).select(drawers::id), conn), [5, 9]);
    }
    Ok(())
}

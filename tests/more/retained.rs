//! The SQL of a batch on each of the databases.

use chrono::TimeDelta;
use diesel_scopes::{expire, purge, restore, soft_delete};

tests![
    a_batch_on_postgresql,
    a_batch_on_mysql_and_mariadb,
    a_batch_on_sqlite,
    a_batch_of_a_cascade,
    a_key_of_several_columns,
    a_table_whose_time_is_over,
    a_soft_delete_and_a_restore,
];

diesel::table! {
    shelves (id) { id -> Integer, deleted_at -> Nullable<Timestamp>, on_hold -> Bool }
}
diesel::table! {
    books (id) { id -> Integer, shelf_id -> Integer, deleted_at -> Nullable<Timestamp> }
}
diesel::table! {
    pages (book, number) {
        book -> Integer,
        number -> Integer,
        deleted_at -> Nullable<Timestamp>,
    }
}

diesel_scopes::soft_deletable! {
    shelves (deleted_at, hold (on_hold), keep 30 days) { cascade books (shelf_id) }
    books (deleted_at)
    pages (deleted_at)
}

macro_rules! books {
    () => {
        purge(books::table)
            .older_than(TimeDelta::days(30))
            .in_batches(1_000)
    };
}

fn a_batch_on_postgresql() {
    let after = |n: u32| {
        format!(
            "(SELECT \"id\" FROM jsonb_populate_record((SELECT \"diesel_scopes.none\" \
             FROM \"books\" AS \"diesel_scopes.none\" WHERE FALSE), CAST(${n} AS JSONB)))"
        )
    };
    let due = "\"books\".\"deleted_at\" IS NOT NULL AND \"books\".\"deleted_at\" <";
    let statements = books!().statements::<diesel::pg::Pg>().unwrap();
    assert_eq!(statements.len(), 5);
    let next = format!(
        "SELECT \"books\".\"id\" AS k1 FROM \"books\" WHERE \"books\".\"id\" > {} AND {due} $2 \
         ORDER BY \"books\".\"id\" LIMIT",
        after(1)
    );
    assert_eq!(
        statements[0],
        format!(
            "SELECT CAST(jsonb_build_object('id', k1) AS TEXT) \
             FROM ({next} 1 OFFSET $3) AS \"diesel_scopes.next\""
        )
    );
    assert_eq!(
        statements[1],
        format!(
            "SELECT CAST(n AS TEXT) || ':' || CAST(jsonb_build_object('id', k1) AS TEXT) \
             FROM (SELECT k1, COUNT(*) OVER () AS n FROM ({next} $3) AS \"diesel_scopes.next\" \
             ORDER BY k1 DESC LIMIT 1) AS \"diesel_scopes.last\""
        )
    );
    assert_eq!(
        statements[2],
        format!(
            "WITH \"diesel_scopes.wait\" (ms) AS MATERIALIZED \
             (SELECT set_config('lock_timeout', '100ms', TRUE)) \
             DELETE FROM \"books\" WHERE \"books\".\"id\" > {} AND \"books\".\"id\" <= {} AND {due} $3 \
             AND (SELECT ms FROM \"diesel_scopes.wait\") IS NOT NULL",
            after(1),
            after(2)
        )
    );
    // Where it had to wait.
    let roots = format!(
        "WITH \"diesel_scopes.books.roots\" (k1) AS MATERIALIZED (SELECT \"books\".\"id\" \
         FROM \"books\" WHERE \"books\".\"id\" > {} AND \"books\".\"id\" <= {} AND {due} $3 \
         FOR UPDATE SKIP LOCKED), ",
        after(1),
        after(2)
    );
    assert_eq!(
        statements[3],
        "SELECT set_config('lock_timeout', '1000ms', TRUE) \
         WHERE CAST(current_setting('lock_timeout') AS INTERVAL) \
         NOT BETWEEN INTERVAL '1 ms' AND INTERVAL '1000 ms'"
    );
    assert!(statements[4].starts_with(&roots), "{}", statements[4]);
    let delete = "DELETE FROM \"books\" \
                  WHERE \"books\".\"id\" = ANY(ARRAY(SELECT k1 FROM \"diesel_scopes.books.roots\"))";
    assert!(statements[4].contains(delete), "{}", statements[4]);
}

fn a_batch_on_mysql_and_mariadb() {
    let due = "`books`.`deleted_at` IS NOT NULL AND `books`.`deleted_at` < ?";
    let statements = books!().statements::<diesel::mysql::Mysql>().unwrap();
    let next = format!(
        "SELECT `books`.`id` AS k1 FROM `books` WHERE `books`.`id` > ? AND {due} \
         ORDER BY `books`.`id` LIMIT"
    );
    assert_eq!(
        statements[0],
        format!(
            "SELECT CONCAT_WS(':', HEX(CAST(k1 AS CHAR))) \
             FROM ({next} 1 OFFSET ?) AS `diesel_scopes.next`"
        )
    );
    assert_eq!(
        statements[1],
        format!(
            "SELECT CONCAT_WS(':', n, HEX(CAST(k1 AS CHAR))) \
             FROM (SELECT k1, COUNT(*) OVER () AS n FROM ({next} ?) AS `diesel_scopes.next` \
             ORDER BY k1 DESC LIMIT 1) AS `diesel_scopes.last`"
        )
    );
    assert_eq!(
        statements[2],
        format!(
            "/*M!100200 SET STATEMENT innodb_lock_wait_timeout = 1 FOR */ DELETE FROM `books` \
             WHERE `books`.`id` > ? AND `books`.`id` <= ? AND {due} \
             AND EXISTS (SELECT 1 AS `diesel_scopes.wait`)"
        )
    );
    // On MySQL's own server.
    assert_eq!(
        statements[3],
        format!(
            "DELETE /*+ SET_VAR(sql_safe_updates = OFF) */ `books` FROM (SELECT `books`.`id` AS k1 \
             FROM `books` WHERE `books`.`id` > ? AND `books`.`id` <= ? AND {due} \
             FOR UPDATE /*!80001 SKIP LOCKED */) AS `diesel_scopes.next` \
             STRAIGHT_JOIN `books` ON `books`.`id` = `diesel_scopes.next`.k1 WHERE {due}"
        )
    );
    assert_eq!(
        statements[4],
        "SET innodb_lock_wait_timeout = 1, lc_messages = 'en_US'"
    );
    assert_eq!(
        statements[7],
        format!(
            "INSERT INTO `diesel_scopes.books.roots` (k1) SELECT `books`.`id` FROM `books` \
             WHERE `books`.`id` > ? AND `books`.`id` <= ? AND {due} \
             FOR UPDATE /*!80001 SKIP LOCKED */ /*M!100600 SKIP LOCKED */"
        )
    );
    assert!(statements[8].contains(
        "DELETE /*+ SET_VAR(sql_safe_updates = OFF) */ `books` FROM `diesel_scopes.books.roots` \
         STRAIGHT_JOIN `books` ON `books`.`id` = `diesel_scopes.books.roots`.k1"
    ));
    assert_eq!(
        statements.last().unwrap(),
        "SET innodb_lock_wait_timeout = 50, lc_messages = ?"
    );
}

fn a_batch_on_sqlite() {
    let due = "`books`.`deleted_at` IS NOT NULL AND `books`.`deleted_at` < ?";
    let statements = books!().statements::<diesel::sqlite::Sqlite>().unwrap();
    let next = format!(
        "SELECT `books`.`id` AS k1 FROM `books` WHERE `books`.`id` > ? AND {due} \
         ORDER BY `books`.`id` LIMIT"
    );
    let key = "CASE typeof(k1) WHEN 'integer' THEN 'i' || k1 \
         WHEN 'real' THEN 'r' || printf('%!.17g', k1) WHEN 'text' THEN 't' || hex(k1) ELSE 'b' || hex(k1) END";
    assert_eq!(
        statements[0],
        format!("SELECT {key} FROM ({next} 1 OFFSET ?) AS `diesel_scopes.next`")
    );
    assert_eq!(
        statements[1],
        format!(
            "SELECT n || ':' || {key} FROM (SELECT k1, COUNT(*) OVER () AS n \
             FROM ({next} ?) AS `diesel_scopes.next` ORDER BY k1 DESC LIMIT 1) AS `diesel_scopes.last`"
        )
    );
    assert_eq!(
        statements[2],
        format!("DELETE FROM `books` WHERE `books`.`id` > ? AND `books`.`id` <= ? AND {due}")
    );
}

fn a_batch_of_a_cascade() {
    let purge = || {
        purge(shelves::table)
            .older_than(TimeDelta::days(30))
            .cascade()
            .in_batches(10)
    };
    let statements = purge().statements::<diesel::sqlite::Sqlite>().unwrap();
    // Rows that are held are neither found nor purged.
    let due = "`shelves`.`deleted_at` IS NOT NULL AND `shelves`.`deleted_at` < ? \
               AND `shelves`.`on_hold` IS NOT TRUE";
    assert!(statements[0].contains(due));
    assert_eq!(
        statements[4],
        format!(
            "INSERT INTO `diesel_scopes.shelves.roots` (k1, k2) SELECT `shelves`.`id`, \
             `shelves`.`on_hold` FROM `shelves` WHERE `shelves`.`id` > ? AND `shelves`.`id` <= ? \
             AND {due}"
        )
    );
    // Ten times as many rows at most go with ten shelves, and no more are looked for than one
    // more. How many there are is asked before what stands against them.
    assert_eq!(
        statements[6],
        "INSERT INTO `diesel_scopes.books` (k1) SELECT `books`.`id` FROM `diesel_scopes.shelves.roots` \
         CROSS JOIN `books` ON unlikely(`books`.`shelf_id` = `diesel_scopes.shelves.roots`.k1) \
         WHERE +`books`.`deleted_at` IS NOT NULL LIMIT ?"
    );
    assert_eq!(
        statements[7],
        "SELECT (SELECT COUNT(*) FROM `diesel_scopes.shelves.roots`) + \
         (SELECT COUNT(*) FROM `diesel_scopes.books`)"
    );
    assert!(statements[8].contains("`books`.`deleted_at` IS NULL"));
    let mysql = purge().statements::<diesel::mysql::Mysql>().unwrap();
    let books = "STRAIGHT_JOIN `books` ON `books`.`shelf_id` = `diesel_scopes.shelves.roots`.k1 \
                 WHERE `books`.`deleted_at` IS NOT NULL LIMIT ? FOR UPDATE";
    assert!(mysql.iter().any(|it| it.ends_with(books)), "{mysql:#?}");
    let postgresql = purge().statements::<diesel::pg::Pg>().unwrap();
    let last = postgresql.last().unwrap();
    for part in [
        "\"diesel_scopes.books\" (k1) AS MATERIALIZED (SELECT \"books\".\"id\" FROM \"books\" \
         WHERE \"books\".\"shelf_id\" = ANY(ARRAY(SELECT k1 FROM \"diesel_scopes.shelves.roots\")) \
         AND COALESCE(\"books\".\"deleted_at\" IS NOT NULL, FALSE) LIMIT $4)",
        "\"diesel_scopes.size\" AS MATERIALIZED (SELECT n1, n1 <= $5 AS fits FROM ",
        "\"diesel_scopes.against\" (n2, n3) AS MATERIALIZED (SELECT CASE WHEN \
         (SELECT fits FROM \"diesel_scopes.size\") THEN (SELECT COUNT(*) FROM \"books\" ",
        "WHERE (SELECT n2 + n3 = 0 AND (SELECT fits FROM \"diesel_scopes.size\") \
         FROM \"diesel_scopes.against\")",
    ] {
        assert!(last.contains(part), "{part}\n{last}");
    }
}

fn a_key_of_several_columns() {
    let pages = || purge(pages::table).in_batches(10);
    let sqlite = pages().statements::<diesel::sqlite::Sqlite>().unwrap();
    assert_eq!(
        sqlite[2],
        "DELETE FROM `pages` WHERE (`pages`.`book`, `pages`.`number`) > (?, ?) \
         AND (`pages`.`book`, `pages`.`number`) <= (?, ?) AND `pages`.`deleted_at` IS NOT NULL"
    );
    let mysql = pages().statements::<diesel::mysql::Mysql>().unwrap();
    assert!(mysql[0].contains(
        "WHERE (`pages`.`book` > ? OR `pages`.`book` = ? AND `pages`.`number` > ?) AND "
    ));
    assert!(mysql[2].contains(
        " AND (`pages`.`book` < ? OR `pages`.`book` = ? AND `pages`.`number` <= ?) AND "
    ));
}

fn a_table_whose_time_is_over() {
    let statements = expire(books::table)
        .in_batches(10)
        .statements::<diesel::sqlite::Sqlite>();
    assert!(statements.unwrap()[0].contains(
        "FROM `shelves` WHERE `shelves`.`id` > ? AND `shelves`.`deleted_at` IS NOT NULL \
         AND `shelves`.`deleted_at` < ? AND `shelves`.`on_hold` IS NOT TRUE ORDER BY"
    ));
}

fn a_soft_delete_and_a_restore() {
    let deleting = soft_delete(books::table).in_batches(10);
    let sqlite = deleting.statements::<diesel::sqlite::Sqlite>().unwrap();
    assert!(sqlite[0].contains(
        "FROM `books` WHERE `books`.`id` > ? AND `books`.`deleted_at` IS NULL ORDER BY `books`.`id`"
    ));
    assert_eq!(
        sqlite[2],
        "UPDATE `books` SET `deleted_at` = ? WHERE `books`.`id` > ? AND `books`.`id` <= ? \
         AND `books`.`deleted_at` IS NULL"
    );
    // Rows that others have locked are waited for.
    let restoring = restore(books::table).shallow().in_batches(10);
    let postgresql = restoring.statements::<diesel::pg::Pg>().unwrap();
    let update = "UPDATE \"books\" SET \"deleted_at\" = NULL WHERE \"books\".\"id\" > (";
    assert!(postgresql[2].starts_with(update), "{}", postgresql[2]);
    assert!(postgresql[2].ends_with(") AND \"books\".\"deleted_at\" IS NOT NULL"));
    assert_eq!(postgresql.len(), 3);
}

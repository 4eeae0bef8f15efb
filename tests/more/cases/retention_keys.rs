//! The keys by which batches go on.

use super::prelude::*;

cases![;
    database:
    keys_of_all_types,
];

diesel::table! {
    by_text (name) { name -> Text, deleted_at -> Nullable<Timestamp> }
}
diesel::table! {
    by_number (id) { id -> BigInt, deleted_at -> Nullable<Timestamp> }
}
diesel::table! {
    by_bytes (hash) { hash -> Binary, deleted_at -> Nullable<Timestamp> }
}
diesel::table! {
    by_day (day) { day -> Date, deleted_at -> Nullable<Timestamp> }
}
diesel::table! {
    by_several (tenant, name, number) {
        tenant -> Integer,
        name -> Text,
        number -> SmallInt,
        deleted_at -> Nullable<Timestamp>,
    }
}
diesel_scopes::soft_deletable! {
    by_text (deleted_at)
    by_number (deleted_at)
    by_bytes (deleted_at)
    by_day (deleted_at)
    by_several (deleted_at)
}

async fn keys_of_all_types(db: &Database) -> TestResult {
    let mut conn = db.connect().await?;
    let conn = &mut conn;
    let time = if is_mysql_or_mariadb() {
        "DATETIME(6)"
    } else {
        "TIMESTAMP"
    };
    let bytes = match Database::NAME {
        "postgresql" => "BYTEA",
        "sqlite" => "BLOB",
        _ => "VARBINARY(20)",
    };
    conn.batch_execute(&format!(
        "CREATE TABLE by_text (name VARCHAR(50) PRIMARY KEY, deleted_at {time} NULL);
         CREATE TABLE by_number (id BIGINT PRIMARY KEY, deleted_at {time} NULL);
         CREATE TABLE by_bytes (hash {bytes} PRIMARY KEY, deleted_at {time} NULL);
         CREATE TABLE by_day (day DATE PRIMARY KEY, deleted_at {time} NULL);
         CREATE TABLE by_several (tenant INTEGER NOT NULL, name VARCHAR(50) NOT NULL, \
             number SMALLINT NOT NULL, deleted_at {time} NULL, PRIMARY KEY (tenant, name, number))"
    ))
    .await?;
    let texts = [
        "", "a", "B", "c'd", "c\"d", "e\\f", "g:h", "ü", "日本", "{}", "%s", "z z ",
    ];
    let stamp = day(1);
    for text in texts {
        diesel::insert_into(by_text::table)
            .values((by_text::name.eq(text), by_text::deleted_at.eq(stamp)))
            .execute(conn)
            .await?;
        for tenant in [-1, 7] {
            for number in [-3_i16, 4] {
                let key = (
                    by_several::tenant.eq(tenant),
                    by_several::name.eq(text),
                    by_several::number.eq(number),
                );
                diesel::insert_into(by_several::table)
                    .values((key, by_several::deleted_at.eq(stamp)))
                    .execute(conn)
                    .await?;
            }
        }
    }
    let numbers = [
        i64::MIN,
        i64::MIN + 1,
        -1,
        0,
        1,
        (1 << 53) + 1,
        (1 << 53) + 2,
        i64::MAX - 1,
        i64::MAX,
    ];
    for number in numbers {
        diesel::insert_into(by_number::table)
            .values((by_number::id.eq(number), by_number::deleted_at.eq(stamp)))
            .execute(conn)
            .await?;
        let hash = number.to_be_bytes().to_vec();
        diesel::insert_into(by_bytes::table)
            .values((by_bytes::hash.eq(hash), by_bytes::deleted_at.eq(stamp)))
            .execute(conn)
            .await?;
    }
    for day in 1..=9 {
        let day = chrono::NaiveDate::from_ymd_opt(2026, 2, day).unwrap();
        diesel::insert_into(by_day::table)
            .values((by_day::day.eq(day), by_day::deleted_at.eq(stamp)))
            .execute(conn)
            .await?;
    }
    // A batch of two in which nothing goes, and so the key alone leads on; then all go.
    macro_rules! goes {
        ($table:ident, $rows:expr) => {
            let looked = purge($table::table).in_batches(2).preview(conn).await?;
            let run = purge($table::table).in_batches(2).execute(conn).await?;
            assert_eq!(looked.report(), run.report());
            let rows: i64 = $rows;
            let batches = u64::try_from((rows + 1) / 2).unwrap();
            assert_eq!((looked.batches(), run.batches()), (batches, batches));
            assert_eq!($table::table.count().get_result::<i64>(conn).await?, 0);
        };
    }
    goes!(by_text, 12);
    goes!(by_several, 48);
    goes!(by_number, 9);
    goes!(by_bytes, 9);
    goes!(by_day, 9);
    Ok(())
}

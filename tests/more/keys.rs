//! Keys of all types that Diesel has: they come back from the journal as they were, and
//! lead from one batch of a purge to the next.

/// `name: "SQL" [type] one, other;` makes a case of a table with such a key.
macro_rules! key_types {
    ($($name:ident: $sql:literal [$($type:tt)+] $one:expr, $other:expr;)+) => {
        cases![; database: $($name),+, of_several_columns];

        $(
            diesel::table! {
                $name (k) { k -> $($type)+, gone -> Nullable<Timestamp> }
            }

            async fn $name(db: &Database) -> TestResult {
                let conn = &mut db.connect().await?;
                conn.batch_execute(concat!(
                    "CREATE TABLE ", stringify!($name),
                    " (k ", $sql, " NOT NULL PRIMARY KEY, gone TIMESTAMP NULL)",
                )).await?;
                for row in [$name::k.eq($one), $name::k.eq($other)] {
                    diesel::insert_into($name::table).values(row).execute(conn).await?;
                }
                to_the_journal_and_back!(conn, $name, $one, $other);
                let row = $name::k.eq($one);
                diesel::insert_into($name::table).values(row).execute(conn).await?;
                by_batches!(conn, $name);
                Ok(())
            }
        )+

        diesel_scopes::soft_deletable! {
            journal;
            $($name (gone))+
            several (gone)
        }
    };
}

/// Deletes the one, undoes that, deletes it again and purges it.
macro_rules! to_the_journal_and_back {
    ($conn:expr, $table:ident, $one:expr, $other:expr) => {
        let conn: &mut Connection = $conn;
        let report = soft_delete($table::table.find($one)).execute(conn).await?;
        assert_eq!(report.total(), 1);
        let one = $table::table.find($one).select($table::table.is_deleted());
        assert!(one.first::<bool>(conn).await?);
        let undone = undo(report.operation().unwrap()).execute(conn).await?;
        assert_eq!((undone.total(), undone.left(stringify!($table))), (1, 0));
        assert_eq!(
            $table::table
                .active()
                .count()
                .get_result::<i64>(conn)
                .await?,
            2
        );

        soft_delete($table::table.find($one)).execute(conn).await?;
        let report = purge($table::table.find($one)).execute(conn).await?;
        assert_eq!(report.total(), 1);
        assert_eq!(
            $table::table
                .find($one)
                .count()
                .get_result::<i64>(conn)
                .await?,
            0
        );
        assert_eq!(
            $table::table
                .find($other)
                .count()
                .get_result::<i64>(conn)
                .await?,
            1
        );

        let history: Vec<(String, String)> = journal::history($table::table, $one)
            .order(entries::id)
            .select((entries::what, entries::row_key))
            .load(conn)
            .await?;
        let what: Vec<_> = history.iter().map(|(what, _)| what.as_str()).collect();
        assert_eq!(
            what,
            ["deleted", "undone", "deleted", "purged"],
            "{history:?}"
        );
        let (_, key) = &history[0];
        assert!(history.iter().all(|(_, other)| other == key), "{history:?}");
        let nothing = journal::history($table::table, $other).count();
        assert_eq!(nothing.get_result::<i64>(conn).await?, 0);
    };
}

/// Deletes both, and purges one after the other.
macro_rules! by_batches {
    ($conn:expr, $table:ident) => {
        let conn: &mut Connection = $conn;
        let report = soft_delete($table::table).execute(conn).await?;
        assert_eq!(report.total(), 2);
        let run = purge($table::table).in_batches(1).execute(conn).await?;
        assert_eq!((run.report().total(), run.batches()), (2, 2), "{run}");
        assert_eq!($table::table.count().get_result::<i64>(conn).await?, 0);
    };
}

/// Of several columns, one of them a UUID.
macro_rules! several_columns {
    ($create:literal [$($type:tt)+] $one:expr, $other:expr) => {
        diesel::table! {
            several (tenant, name, number) {
                tenant -> $($type)+,
                name -> Text,
                number -> BigInt,
                gone -> Nullable<Timestamp>,
            }
        }

        async fn of_several_columns(db: &Database) -> TestResult {
            let conn = &mut db.connect().await?;
            conn.batch_execute($create).await?;
            for tenant in [$one, $other] {
                let key = (
                    several::tenant.eq(tenant),
                    several::name.eq("it's \"a\" \\ name"),
                    several::number.eq(i64::MIN),
                );
                diesel::insert_into(several::table).values(key).execute(conn).await?;
            }
            let one = || ($one, "it's \"a\" \\ name", i64::MIN);
            let other = || ($other, "it's \"a\" \\ name", i64::MIN);
            to_the_journal_and_back!(conn, several, one(), other());
            let key = (
                several::tenant.eq($one),
                several::name.eq("x"),
                several::number.eq((1_i64 << 53) + 1),
            );
            diesel::insert_into(several::table).values(key).execute(conn).await?;
            by_batches!(conn, several);
            Ok(())
        }
    };
}

/// What such a file begins with.
pub(crate) mod prelude {
    pub(crate) use diesel_scopes::journal::{self, entries};
    pub(crate) use diesel_scopes::undo;

    /// `k = "it's"` and the like have to survive.
    pub(crate) const WORD: &str = "it's \"a\" \\ word, ünï\u{1F600}\n";

    pub(crate) fn date() -> chrono::NaiveDate {
        chrono::NaiveDate::from_ymd_opt(1999, 12, 31).unwrap()
    }

    pub(crate) fn time() -> chrono::NaiveTime {
        chrono::NaiveTime::from_hms_micro_opt(23, 59, 58, 123_456).unwrap()
    }

    pub(crate) fn moment() -> chrono::NaiveDateTime {
        date().and_time(time())
    }

    pub(crate) const UUID: uuid::Uuid =
        uuid::Uuid::from_u128(0x0018_ff27_2200_4000_8000_5c00_dead_beef);
}

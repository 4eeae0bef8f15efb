//! Targets that call functions of the database, which look at rows or change
//! something.

use diesel::dsl::sql;
use diesel::sql_types::{BigInt, Bool, Integer};

use super::backend::{Connection, Database};
use super::cases::prelude::*;
use crate::graph::*;

cases![;
    database:
    a_function_that_looks_at_what_the_cascade_changes,
    a_counter_counts_every_row_once,
    a_counter_that_stops,
];

/// `busy(user)`: how many active posts somebody has.
async fn busy(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    diesel::delete(invoices::table.all_rows())
        .execute(conn)
        .await?;
    conn.batch_execute(match Database::NAME {
        "postgresql" => {
            "CREATE FUNCTION busy(who INTEGER) RETURNS BIGINT LANGUAGE sql STABLE AS
                'SELECT COUNT(*) FROM posts WHERE author_id = who AND deleted_at IS NULL'"
        }
        _ => {
            "CREATE FUNCTION busy(who INTEGER) RETURNS BIGINT READS SQL DATA RETURN
                (SELECT COUNT(*) FROM posts WHERE author_id = who AND deleted_at IS NULL)"
        }
    })
    .await?;
    Ok(())
}

async fn a_function_that_looks_at_what_the_cascade_changes(db: &Database) -> TestResult {
    let conn = &mut db.connect().await?;
    busy(conn).await?;
    let busy = || {
        users::table.filter(users::id.le(1)).filter(
            sql::<Bool>("(busy(users.id) > ")
                .bind::<Integer, _>(0)
                .sql(")"),
        )
    };
    let idle = || users::table.filter(sql::<Bool>("(busy(users.id) = 0)"));
    for locking in [false, true] {
        let delete = || soft_delete(busy()).at(day(5)).cascade();
        let preview = delete().preview(conn).await?;
        let delete = if locking {
            delete().locking()
        } else {
            delete()
        };
        let report = delete.execute(conn).await?;
        assert_eq!(report, [("users", 1), ("posts", 1), ("comments", 2)]);
        assert_eq!(preview, report);
        assert_eq!(stamped!(conn, users.deleted_at = day(5)), [1]);

        let target = || idle().filter(users::id.eq(1));
        let preview = restore(target()).cascade().preview(conn).await?;
        let restore = restore(target()).cascade();
        let restore = if locking { restore.locking() } else { restore };
        let report = restore.execute(conn).await?;
        assert_eq!(report, [("users", 1), ("posts", 1), ("comments", 2)]);
        assert_eq!(preview, report);
    }
    diesel::delete(comments::table.all_rows().find(3))
        .execute(conn)
        .await?;
    soft_delete(users::table.find(1))
        .cascade()
        .execute(conn)
        .await?;
    let target = || idle().filter(users::id.eq(1));
    let preview = purge(target()).cascade().preview(conn).await?;
    let report = purge(target()).cascade().execute(conn).await?;
    assert_eq!(report, [("users", 1), ("posts", 2), ("comments", 3)]);
    assert_eq!(preview, report);
    Ok(())
}

/// A counter that goes up with every row that it is asked for.
async fn counter(conn: &mut Connection) -> TestResult<&'static str> {
    let leases: Vec<_> = (1..=40).map(|id| format!("({id}, 0)")).collect();
    let lockers: Vec<_> = (1..=80)
        .map(|id| format!("({id}, {})", (id + 1) / 2))
        .collect();
    conn.batch_execute(&format!(
        "INSERT INTO leases (id, ends) VALUES {};
        INSERT INTO lockers (id, lease_id) VALUES {}",
        leases.join(", "),
        lockers.join(", ")
    ))
    .await?;
    if Database::NAME == "postgresql" {
        conn.batch_execute("CREATE SEQUENCE turns").await?;
        Ok("nextval('turns')")
    } else {
        conn.batch_execute("SET @turns = 0").await?;
        Ok("(@turns := @turns + 1)")
    }
}

async fn counted(conn: &mut Connection) -> TestResult<i64> {
    #[derive(QueryableByName)]
    struct Counted {
        #[diesel(sql_type = BigInt)]
        n: i64,
    }
    let query = match Database::NAME {
        "postgresql" => "SELECT last_value AS n FROM turns",
        _ => "SELECT CAST(@turns AS SIGNED) AS n",
    };
    let counted: Counted = diesel::sql_query(query).get_result(conn).await?;
    Ok(counted.n)
}

async fn a_counter_counts_every_row_once(db: &Database) -> TestResult {
    let conn = &mut db.connect().await?;
    let turn = counter(conn).await?;
    let target = || leases::table.filter(sql::<Bool>(&format!("({turn} > 0)")));
    let rows = [("leases", 40), ("lockers", 80)];
    let mut expected = 40;
    assert_eq!(soft_delete(target()).cascade().preview(conn).await?, rows);
    assert_eq!(counted(conn).await?, expected);
    for locking in [false, true] {
        let delete = soft_delete(target()).cascade();
        let delete = if locking { delete.locking() } else { delete };
        assert_eq!(delete.execute(conn).await?, rows);
        expected += 40;
        assert_eq!(counted(conn).await?, expected, "locking: {locking}");
        let restore = restore(target()).cascade();
        let restore = if locking { restore.locking() } else { restore };
        assert_eq!(restore.execute(conn).await?, rows);
        expected += 40;
        assert_eq!(counted(conn).await?, expected, "locking: {locking}");
    }
    soft_delete(leases::table).cascade().execute(conn).await?;
    assert_eq!(purge(target()).cascade().execute(conn).await?, rows);
    assert_eq!(counted(conn).await?, expected + 40);
    Ok(())
}

async fn a_counter_that_stops(db: &Database) -> TestResult {
    let conn = &mut db.connect().await?;
    let turn = counter(conn).await?;
    let target = || leases::table.filter(sql::<Bool>(&format!("({turn} <= 7)")));
    let report = soft_delete(target()).cascade().execute(conn).await?;
    assert_eq!(report, [("leases", 7), ("lockers", 14)]);
    let leases: Vec<i32> = leases::table
        .deleted()
        .order(leases::id)
        .select(leases::id)
        .load(conn)
        .await?;
    let below = lockers::table
        .deleted()
        .order(lockers::lease_id)
        .select(lockers::lease_id)
        .distinct();
    assert_eq!(ids!(below, conn), leases);
    Ok(())
}

//! The times that soft deletes write.

use chrono::{TimeDelta, Timelike, Utc};

use super::prelude::*;

cases![
    are_in_utc_and_have_microseconds,
    increase_strictly,
    one_for_all_rows_of_a_statement,
    are_chosen_when_the_statement_is_made,
    a_time_finer_than_the_column,
    a_time_in_the_future_deletes_now,
];

async fn stamp(conn: &mut Connection, id: i32) -> TestResult<NaiveDateTime> {
    let query = posts::table.find(id).select(posts::deleted_at);
    let stamp: Option<NaiveDateTime> = query.first(conn).await?;
    Ok(stamp.ok_or("not deleted")?)
}

async fn are_in_utc_and_have_microseconds(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let mut parts = Vec::new();
    for _ in 0..3 {
        let before = Utc::now().naive_utc();
        let statement = soft_delete(posts::table.find(1)).shallow();
        assert_eq!(statement.execute(conn).await?, 1);
        let stamp = stamp(conn, 1).await?;
        // The stamps of a process may run ahead of its clock by a little.
        assert!(stamp >= before - TimeDelta::microseconds(1), "{stamp}");
        assert!(stamp <= Utc::now().naive_utc() + TimeDelta::seconds(1), "{stamp}");
        assert_eq!(stamp.nanosecond() % 1000, 0);
        parts.push(stamp.nanosecond() / 1000 % 1000);
        restore(posts::table.find(1))
            .shallow()
            .execute(conn)
            .await?;
    }
    assert!(parts.iter().any(|micros| *micros != 0), "{parts:?}");
    Ok(())
}

async fn increase_strictly(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let mut last = back_then();
    for round in 0..1000 {
        let statement = soft_delete(attachments::table.find(1));
        assert_eq!(statement.execute(conn).await?, 1);
        let query = attachments::table.find(1).select(attachments::deleted_at);
        let stamp: Option<NaiveDateTime> = query.first(conn).await?;
        let stamp = stamp.ok_or("not deleted")?;
        assert!(stamp > last, "round {round}: {stamp} after {last}");
        last = stamp;
        restore(attachments::table.find(1)).shallow().execute(conn).await?;
    }
    Ok(())
}

async fn one_for_all_rows_of_a_statement(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    soft_delete(posts::table).shallow().execute(conn).await?;
    let first = stamp(conn, 1).await?;
    for id in [3, 4] {
        assert_eq!(stamp(conn, id).await?, first);
    }
    Ok(())
}

async fn are_chosen_when_the_statement_is_made(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let first = soft_delete(posts::table.find(1)).shallow();
    let second = soft_delete(posts::table.find(3)).shallow();
    second.execute(conn).await?;
    first.execute(conn).await?;
    assert!(stamp(conn, 1).await? < stamp(conn, 3).await?);
    Ok(())
}

async fn a_time_finer_than_the_column(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let fine = day(9) + TimeDelta::nanoseconds(123_456_789);
    let statement = soft_delete(posts::table.find(1)).shallow().at(fine);
    assert_eq!(statement.execute(conn).await?, 1);
    let statement = soft_delete(posts::table.find(1)).shallow().at(fine);
    assert_eq!(statement.execute(conn).await?, 0);
    let kept = stamp(conn, 1).await?;
    assert!((kept - fine).abs() < TimeDelta::microseconds(1), "{kept}");
    assert!(kept > day(9) + TimeDelta::microseconds(123_455));
    let query = posts::table.active().find(1).select(posts::id);
    assert!(ids!(query, conn).is_empty());
    Ok(())
}

async fn a_time_in_the_future_deletes_now(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let future = Utc::now().naive_utc() + TimeDelta::days(400);
    let statement = soft_delete(attachments::table.find(1)).at(future);
    assert_eq!(statement.execute(conn).await?, 1);
    let query = attachments::table.active().select(attachments::id);
    assert_eq!(ids!(query, conn), [3]);
    // It is not old, however.
    let statement = purge(attachments::table.find(1)).older_than(TimeDelta::zero());
    assert_eq!(statement.execute(conn).await?, 0);
    Ok(())
}

//! What a purge removes.

use chrono::TimeDelta;

use super::prelude::*;

cases![
    only_deleted_rows_go,
    every_target,
    any_marker_counts_as_deleted,
    only_one_marker,
    older_than_an_age,
    older_than_counts_in_utc,
    a_negative_age_is_refused,
    an_age_beyond_the_calendar_is_refused,
    rows_that_others_refer_to_stay,
];

async fn attachments(conn: &mut Connection) -> TestResult<Vec<i32>> {
    let query = attachments::table.order(attachments::id);
    Ok(ids!(query.select(attachments::id), conn))
}

async fn only_deleted_rows_go(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    assert_eq!(purge(attachments::table).execute(conn).await?, 1);
    assert_eq!(attachments(conn).await?, [1, 3]);
    assert_eq!(purge(attachments::table).execute(conn).await?, 0);
    assert_eq!(purge(attachments::table.find(1)).execute(conn).await?, 0);
    assert_eq!(attachments(conn).await?, [1, 3]);
    Ok(())
}

async fn every_target(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    soft_delete(attachments::table).execute(conn).await?;
    let day = TimeDelta::days(1);
    deleted_ago(conn, &[4, 5, 6, 7, 8].map(|id| (id, day))).await?;
    let active = Attachment {
        id: 9,
        owner_id: None,
        file_name: "d.png".to_owned(),
        deleted_at: None,
    };
    diesel::insert_into(attachments::table)
        .values(&active)
        .execute(conn)
        .await?;

    let model: Attachment = attachments::table.find(1).first(conn).await?;
    assert_eq!(purge(&model).execute(conn).await?, 1);
    let target = attachments::table.filter(attachments::owner_id.eq(1));
    assert_eq!(purge(target).execute(conn).await?, 1);
    let target = attachments::table.deleted().find(3);
    assert_eq!(purge(target).execute(conn).await?, 1);
    let statement = purge(attachments::table).filter(attachments::id.eq(4));
    assert_eq!(statement.execute(conn).await?, 1);
    let statement = purge(attachments::table).into_boxed::<Db>();
    let statement = statement.filter(attachments::id.eq(5).or(attachments::id.eq(9)));
    assert_eq!(statement.execute(conn).await?, 1);
    let target = attachments::table
        .filter(attachments::id.eq(6))
        .or_filter(attachments::id.eq(9));
    assert_eq!(purge(target).execute(conn).await?, 1);
    let target = attachments::table.active();
    assert_eq!(purge(target).execute(conn).await?, 0);
    assert_eq!(attachments(conn).await?, [7, 8, 9]);
    Ok(())
}

async fn any_marker_counts_as_deleted(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let statement = purge(communities::table).filter(communities::id.ne(2));
    assert_eq!(statement.execute(conn).await?, 2);
    let query = communities::table.order(communities::id);
    assert_eq!(ids!(query.select(communities::id), conn), [1, 2]);
    Ok(())
}

async fn only_one_marker(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let statement = purge(communities::table).marking(communities::removed);
    assert_eq!(statement.execute(conn).await?, 2);
    let query = communities::table.order(communities::id);
    assert_eq!(ids!(query.select(communities::id), conn), [1, 2]);
    Ok(())
}

/// Attachments that were deleted this long ago.
async fn deleted_ago(conn: &mut Connection, ages: &[(i32, TimeDelta)]) -> TestResult {
    for &(id, age) in ages {
        let row = Attachment {
            id,
            owner_id: None,
            file_name: "e.png".to_owned(),
            deleted_at: Some(chrono::Utc::now().naive_utc() - age),
        };
        diesel::insert_into(attachments::table)
            .values(&row)
            .execute(conn)
            .await?;
    }
    Ok(())
}

async fn older_than_an_age(conn: &mut Connection) -> TestResult {
    let (day, month) = (TimeDelta::days(1), TimeDelta::days(30));
    deleted_ago(conn, &[(1, month + day), (2, month - day), (3, day)]).await?;
    let statement = purge(attachments::table).older_than(month);
    assert_eq!(statement.execute(conn).await?, 1);
    assert_eq!(attachments(conn).await?, [2, 3]);
    let statement = purge(attachments::table.find(3)).older_than(TimeDelta::zero());
    assert_eq!(statement.execute(conn).await?, 1);
    assert_eq!(attachments(conn).await?, [2]);
    Ok(())
}

async fn older_than_counts_in_utc(conn: &mut Connection) -> TestResult {
    let minute = TimeDelta::minutes(1);
    deleted_ago(conn, &[(1, minute * 4), (2, minute * 2)]).await?;
    let statement = purge(attachments::table).older_than(minute * 3);
    assert_eq!(statement.execute(conn).await?, 1);
    assert_eq!(attachments(conn).await?, [2]);
    Ok(())
}

async fn a_negative_age_is_refused(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let age = TimeDelta::days(-30);
    let statement = purge(attachments::table).older_than(age);
    let refused = statement_error(statement.execute(conn).await)?;
    assert_eq!(refused, StatementError::NegativeAge { age });
    assert_eq!(attachments(conn).await?, [1, 2, 3]);
    Ok(())
}

async fn an_age_beyond_the_calendar_is_refused(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let age = TimeDelta::MAX;
    let statement = purge(attachments::table).older_than(age);
    let refused = statement_error(statement.execute(conn).await)?;
    assert_eq!(refused, StatementError::AgeOutOfRange { age });
    assert_eq!(attachments(conn).await?, [1, 2, 3]);
    Ok(())
}

async fn rows_that_others_refer_to_stay(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let failed = conn
        .transaction(async |conn| purge(posts::table).shallow().execute(conn).await)
        .await;
    assert_violation(failed, DatabaseErrorKind::ForeignKeyViolation)?;
    let posts: i64 = posts::table.count().get_result(conn).await?;
    assert_eq!(posts, 4);
    Ok(())
}

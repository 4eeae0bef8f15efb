//! What a restore changes.

use super::prelude::*;

cases![
    only_deleted_rows_come_back,
    clears_what_the_declaration_lists,
    keeps_the_metadata_of_active_rows,
    a_model_and_a_scope,
    a_flag_and_a_named_marker,
    further_columns,
    a_cleared_column_in_set_is_refused,
    a_marker_in_set_is_refused,
    a_taken_name_is_a_unique_violation,
    a_name_is_free_as_long_as_its_row_is_deleted,
    everything_or_nothing,
];

async fn post(conn: &mut Connection, id: i32) -> TestResult<Post> {
    Ok(posts::table.find(id).first(conn).await?)
}

async fn only_deleted_rows_come_back(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    assert_eq!(restore(posts::table).shallow().execute(conn).await?, 1);
    assert_eq!(restore(posts::table).shallow().execute(conn).await?, 0);
    let deleted: i64 = posts::table.deleted().count().get_result(conn).await?;
    assert_eq!(deleted, 0);
    Ok(())
}

async fn clears_what_the_declaration_lists(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let before = post(conn, 2).await?;
    assert!(before.delete_reason.is_some() && before.deleted_by.is_some());
    let statement = restore(posts::table.find(2)).shallow();
    assert_eq!(statement.execute(conn).await?, 1);
    let expected = Post {
        deleted_at: None,
        delete_reason: None,
        deleted_by: None,
        ..before
    };
    assert_eq!(post(conn, 2).await?, expected);
    Ok(())
}

async fn keeps_the_metadata_of_active_rows(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    diesel::update(posts::table.find(1))
        .set(posts::delete_reason.eq("pending"))
        .execute(conn)
        .await?;
    assert_eq!(restore(posts::table).shallow().execute(conn).await?, 1);
    let reason = post(conn, 1).await?.delete_reason;
    assert_eq!(reason.as_deref(), Some("pending"));
    Ok(())
}

async fn a_model_and_a_scope(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let model = post(conn, 2).await?;
    assert_eq!(restore(&model).shallow().execute(conn).await?, 1);
    soft_delete(posts::table).shallow().execute(conn).await?;
    let target = posts::table.deleted().filter(posts::author_id.eq(1));
    assert_eq!(restore(target).shallow().execute(conn).await?, 2);
    let target = posts::table.active();
    assert_eq!(restore(target).shallow().execute(conn).await?, 0);
    let statement = restore(posts::table).shallow().into_boxed::<Db>();
    let statement = statement.filter(posts::id.eq(3));
    assert_eq!(statement.execute(conn).await?, 1);
    let query = posts::table.deleted().select(posts::id);
    assert_eq!(ids!(query, conn), [4]);
    Ok(())
}

async fn a_flag_and_a_named_marker(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    assert_eq!(restore(invoices::table.find(2)).shallow().execute(conn).await?, 1);
    assert_eq!(restore(invoices::table.find(2)).shallow().execute(conn).await?, 0);

    let statement = restore(communities::table).shallow().marking(communities::removed);
    assert_eq!(statement.execute(conn).await?, 2);
    let query = communities::table.deleted().order(communities::id);
    assert_eq!(ids!(query.select(communities::id), conn), [2, 4]);
    Ok(())
}

async fn further_columns(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let statement = restore(posts::table.find(2))
        .shallow()
        .set((posts::title.eq("bees again"), posts::published.eq(false)));
    assert_eq!(statement.execute(conn).await?, 1);
    let post = post(conn, 2).await?;
    assert_eq!(post.title, "bees again");
    assert_eq!((post.published, post.delete_reason), (false, None));
    Ok(())
}

async fn a_cleared_column_in_set_is_refused(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let before = post(conn, 2).await?;
    let statement = restore(posts::table.find(2))
        .shallow()
        .set((posts::title.eq("x"), posts::deleted_by.eq(1)));
    let refused = statement_error(statement.execute(conn).await)?;
    let column = "deleted_by";
    assert_eq!(refused, StatementError::ColumnSetTwice { column });
    assert_eq!(post(conn, 2).await?, before);
    Ok(())
}

async fn a_marker_in_set_is_refused(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let statement = restore(communities::table.find(4)).shallow().set(communities::removed.eq(false));
    let refused = statement_error(statement.execute(conn).await)?;
    let column = "removed";
    assert_eq!(refused, StatementError::MarkerInSet { column });
    let community: Community = communities::table.find(4).first(conn).await?;
    assert!(community.deleted && community.removed);
    Ok(())
}

/// A live user, and a deleted one of the same name.
async fn two_anns(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    soft_delete(users::table.find(1))
        .shallow()
        .at(day(5))
        .execute(conn)
        .await?;
    let ann = User {
        id: 11,
        name: "ann".to_owned(),
        deleted_at: None,
    };
    diesel::insert_into(users::table)
        .values(&ann)
        .execute(conn)
        .await?;
    Ok(())
}

async fn a_taken_name_is_a_unique_violation(conn: &mut Connection) -> TestResult {
    two_anns(conn).await?;
    let before: Vec<User> = users::table.order(users::id).load(conn).await?;
    let failed = conn
        .transaction(async |conn| restore(users::table.find(1)).shallow().execute(conn).await)
        .await;
    assert_violation(failed, DatabaseErrorKind::UniqueViolation)?;
    let after: Vec<User> = users::table.order(users::id).load(conn).await?;
    assert_eq!(before, after);

    // Once the name is free again, the restore goes through.
    soft_delete(users::table.find(11))
        .shallow()
        .execute(conn)
        .await?;
    let statement = restore(users::table.find(1)).shallow();
    assert_eq!(statement.execute(conn).await?, 1);
    Ok(())
}

async fn a_name_is_free_as_long_as_its_row_is_deleted(conn: &mut Connection) -> TestResult {
    two_anns(conn).await?;
    let second = conn
        .transaction(async |conn| {
            let bob = (users::id.eq(12), users::name.eq("bob"));
            let insert = diesel::insert_into(users::table).values(bob);
            insert.execute(conn).await
        })
        .await;
    assert_violation(second, DatabaseErrorKind::UniqueViolation)?;
    let query = users::table.active().filter(users::name.eq("ann"));
    assert_eq!(ids!(query.select(users::id), conn), [11]);
    // Any number of deleted rows share a name.
    soft_delete(users::table.find(11))
        .shallow()
        .execute(conn)
        .await?;
    let query = users::table.deleted().filter(users::name.eq("ann"));
    assert_eq!(ids!(query.select(users::id).order(users::id), conn), [1, 11]);
    Ok(())
}

async fn everything_or_nothing(conn: &mut Connection) -> TestResult {
    two_anns(conn).await?;
    // cyd could come back, the first ann cannot.
    let failed = conn
        .transaction(async |conn| restore(users::table).shallow().execute(conn).await)
        .await;
    assert_violation(failed, DatabaseErrorKind::UniqueViolation)?;
    let query = users::table.deleted().order(users::id);
    assert_eq!(ids!(query.select(users::id), conn), [1, 3]);
    Ok(())
}

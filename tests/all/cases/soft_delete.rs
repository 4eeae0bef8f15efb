//! What a soft delete changes.

use super::prelude::*;

cases![
    a_row_by_its_key,
    a_model,
    a_whole_table,
    the_rows_of_a_filter,
    the_rows_of_a_scope,
    a_boxed_statement,
    further_conditions,
    a_flag,
    the_first_marker_by_default,
    a_named_marker,
    markers_are_independent,
    a_given_time,
    the_clock_of_the_database,
    who_and_why_in_the_same_statement,
    a_changeset_leaves_out_none,
    a_changeset_of_nothing,
    a_changeset_that_reads_columns,
    a_marker_in_set_is_refused,
    a_second_delete_changes_nothing,
    nothing_to_delete,
    an_error_leaves_nothing_half_done,
];

/// The ids of the deleted posts, beside post 2, which always is.
async fn deleted(conn: &mut Connection) -> TestResult<Vec<i32>> {
    let query = posts::table.deleted().filter(posts::id.ne(2));
    Ok(ids!(query.select(posts::id).order(posts::id), conn))
}

async fn post(conn: &mut Connection, id: i32) -> TestResult<Post> {
    Ok(posts::table.find(id).first(conn).await?)
}

async fn community(conn: &mut Connection, id: i32) -> TestResult<(bool, bool)> {
    let query = communities::table.find(id);
    let query = query.select((communities::deleted, communities::removed));
    Ok(query.first(conn).await?)
}

async fn a_row_by_its_key(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let statement = soft_delete(posts::table.find(1)).shallow();
    assert_eq!(statement.execute(conn).await?, 1);
    assert_eq!(deleted(conn).await?, [1]);
    Ok(())
}

async fn a_model(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let model = post(conn, 3).await?;
    assert_eq!(soft_delete(&model).shallow().execute(conn).await?, 1);
    assert_eq!(deleted(conn).await?, [3]);
    let community: Community = communities::table.find(1).first(conn).await?;
    assert_eq!(soft_delete(&community).execute(conn).await?, 1);
    assert_eq!(soft_delete(&community).execute(conn).await?, 0);
    Ok(())
}

async fn a_whole_table(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let statement = soft_delete(posts::table).shallow();
    assert_eq!(statement.execute(conn).await?, 3);
    assert_eq!(deleted(conn).await?, [1, 3, 4]);
    Ok(())
}

async fn the_rows_of_a_filter(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let target = posts::table.filter(posts::author_id.eq(1));
    // Post 2 is deleted already.
    assert_eq!(soft_delete(target).shallow().execute(conn).await?, 1);
    let target = posts::table
        .filter(posts::title.eq("bees"))
        .or_filter(posts::title.eq("cats"));
    assert_eq!(soft_delete(target).shallow().execute(conn).await?, 1);
    assert_eq!(deleted(conn).await?, [1, 3]);
    assert_eq!(post(conn, 2).await?.deleted_at, Some(back_then()));
    Ok(())
}

async fn the_rows_of_a_scope(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let target = posts::table.active().filter(posts::published.eq(true));
    assert_eq!(soft_delete(target).shallow().execute(conn).await?, 2);
    assert_eq!(deleted(conn).await?, [1, 4]);
    let target = posts::table.deleted();
    assert_eq!(soft_delete(target).shallow().execute(conn).await?, 0);
    let target = posts::table.active();
    assert_eq!(soft_delete(target).shallow().execute(conn).await?, 1);
    Ok(())
}

async fn a_boxed_statement(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let mut statement = soft_delete(posts::table).shallow().into_boxed::<Db>();
    for condition in [true, false] {
        if condition {
            statement = statement.filter(posts::id.eq(1).or(posts::id.eq(4)));
        } else {
            statement = statement.filter(posts::author_id.eq(3));
        }
    }
    assert_eq!(statement.execute(conn).await?, 1);
    assert_eq!(deleted(conn).await?, [4]);

    let target = posts::table
        .filter(posts::author_id.eq(1))
        .or_filter(posts::author_id.eq(2));
    let statement = soft_delete(target).shallow().into_boxed::<Db>();
    assert_eq!(statement.execute(conn).await?, 2);
    assert_eq!(deleted(conn).await?, [1, 3, 4]);
    let statement = soft_delete(communities::table.active()).into_boxed::<Db>();
    assert_eq!(statement.execute(conn).await?, 1);
    Ok(())
}

async fn further_conditions(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let statement = soft_delete(posts::table)
        .shallow()
        .filter(posts::published.eq(true).or(posts::id.eq(2)))
        .filter(posts::author_id.eq_any([2, 3]));
    assert_eq!(statement.execute(conn).await?, 1);
    assert_eq!(deleted(conn).await?, [4]);
    Ok(())
}

async fn a_flag(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    assert_eq!(soft_delete(invoices::table).execute(conn).await?, 2);
    assert_eq!(soft_delete(invoices::table).execute(conn).await?, 0);
    let active: i64 = invoices::table.active().count().get_result(conn).await?;
    assert_eq!(active, 0);
    Ok(())
}

async fn the_first_marker_by_default(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let statement = soft_delete(communities::table.find(1));
    assert_eq!(statement.execute(conn).await?, 1);
    assert_eq!(community(conn, 1).await?, (true, false));
    Ok(())
}

async fn a_named_marker(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let statement = soft_delete(communities::table.find(1)).marking(communities::removed);
    assert_eq!(statement.execute(conn).await?, 1);
    assert_eq!(community(conn, 1).await?, (false, true));
    let statement = soft_delete(communities::table)
        .marking(communities::removed)
        .set(communities::name.eq("taken down"));
    assert_eq!(statement.execute(conn).await?, 1);
    assert_eq!(community(conn, 2).await?, (true, true));
    Ok(())
}

async fn markers_are_independent(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    // 3 is removed, which does not keep its owner from deleting it.
    let statement = soft_delete(communities::table.find(3));
    assert_eq!(statement.execute(conn).await?, 1);
    assert_eq!(community(conn, 3).await?, (true, true));
    let statement = restore(communities::table.find(3)).shallow();
    assert_eq!(statement.execute(conn).await?, 1);
    assert_eq!(community(conn, 3).await?, (false, true));
    Ok(())
}

async fn a_given_time(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let statement = soft_delete(posts::table.find(1)).shallow().at(day(7));
    assert_eq!(statement.execute(conn).await?, 1);
    assert_eq!(post(conn, 1).await?.deleted_at, Some(day(7)));
    Ok(())
}

async fn the_clock_of_the_database(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let before = chrono::Utc::now().naive_utc();
    let statement = soft_delete(users::table.find(1))
        .shallow()
        .at(diesel::dsl::now);
    assert_eq!(statement.execute(conn).await?, 1);
    let user: User = users::table.find(1).first(conn).await?;
    // Servers may be in another time zone, and count whole seconds.
    let apart = user.deleted_at.ok_or("not deleted")? - before;
    assert!(apart.num_hours().abs() <= 14, "{apart}");
    Ok(())
}

async fn who_and_why_in_the_same_statement(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let statement = soft_delete(posts::table.filter(posts::published.eq(true)))
        .shallow()
        .at(day(3))
        .set((posts::delete_reason.eq("spam"), posts::deleted_by.eq(2)));
    assert_eq!(statement.execute(conn).await?, 2);
    for id in [1, 4] {
        let post = post(conn, id).await?;
        assert_eq!(post.deleted_at, Some(day(3)));
        assert_eq!(post.delete_reason.as_deref(), Some("spam"));
        assert_eq!(post.deleted_by, Some(2));
    }
    let statement = soft_delete(posts::table.find(3))
        .shallow()
        .set(posts::delete_reason.eq("old"));
    assert_eq!(statement.execute(conn).await?, 1);
    assert_eq!(post(conn, 3).await?.delete_reason.as_deref(), Some("old"));
    Ok(())
}

#[derive(AsChangeset)]
#[diesel(table_name = posts)]
struct Why<'a> {
    delete_reason: Option<&'a str>,
    deleted_by: Option<i32>,
}

async fn a_changeset_leaves_out_none(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    diesel::update(posts::table)
        .set(posts::deleted_by.eq(1))
        .execute(conn)
        .await?;
    let why = Why {
        delete_reason: Some("rude"),
        deleted_by: None,
    };
    let statement = soft_delete(posts::table.find(1)).shallow().set(&why);
    assert_eq!(statement.execute(conn).await?, 1);
    let first = post(conn, 1).await?;
    assert_eq!(first.delete_reason.as_deref(), Some("rude"));
    assert_eq!(first.deleted_by, Some(1));

    let why = Why {
        delete_reason: None,
        deleted_by: Some(2),
    };
    let statement = soft_delete(posts::table.find(3)).shallow().set(why);
    assert_eq!(statement.execute(conn).await?, 1);
    let third = post(conn, 3).await?;
    assert_eq!((third.delete_reason, third.deleted_by), (None, Some(2)));
    Ok(())
}

async fn a_changeset_of_nothing(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let nothing = Why {
        delete_reason: None,
        deleted_by: None,
    };
    let statement = soft_delete(posts::table.find(1)).shallow().set(nothing);
    assert_eq!(statement.execute(conn).await?, 1);
    assert_eq!(deleted(conn).await?, [1]);
    Ok(())
}

async fn a_changeset_that_reads_columns(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let statement = soft_delete(posts::table.find(1)).shallow().set((
        posts::delete_reason.eq(posts::title.nullable()),
        posts::deleted_by.eq(posts::author_id.nullable()),
    ));
    assert_eq!(statement.execute(conn).await?, 1);
    let post = post(conn, 1).await?;
    assert_eq!(post.delete_reason.as_deref(), Some("ants"));
    assert_eq!(post.deleted_by, Some(1));
    Ok(())
}

async fn a_marker_in_set_is_refused(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let statement = soft_delete(posts::table.find(1))
        .shallow()
        .set((posts::delete_reason.eq("x"), posts::deleted_at.eq(day(2))));
    let refused = statement_error(statement.execute(conn).await)?;
    let column = "deleted_at";
    assert_eq!(refused, StatementError::MarkerInSet { column });

    // Also a marker that this statement does not write.
    let statement = soft_delete(communities::table.find(1)).set(communities::removed.eq(true));
    let refused = statement_error(statement.execute(conn).await)?;
    let column = "removed";
    assert_eq!(refused, StatementError::MarkerInSet { column });

    // Nothing was sent: the transaction around is as it was.
    assert_eq!(post(conn, 1).await?.delete_reason, None);
    assert_eq!(deleted(conn).await?, [0; 0]);
    assert_eq!(community(conn, 1).await?, (false, false));
    Ok(())
}

async fn a_second_delete_changes_nothing(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let first = soft_delete(posts::table.find(1))
        .shallow()
        .at(day(3))
        .set((posts::delete_reason.eq("spam"), posts::deleted_by.eq(2)));
    assert_eq!(first.execute(conn).await?, 1);
    let before = post(conn, 1).await?;
    let second = soft_delete(posts::table.find(1))
        .shallow()
        .at(day(4))
        .set((posts::delete_reason.eq("rude"), posts::deleted_by.eq(1)));
    assert_eq!(second.execute(conn).await?, 0);
    assert_eq!(post(conn, 1).await?, before);
    Ok(())
}

async fn nothing_to_delete(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let statement = soft_delete(posts::table.find(99)).shallow();
    assert_eq!(statement.execute(conn).await?, 0);
    let nobody: [i32; 0] = [];
    let target = posts::table.filter(posts::id.eq_any(nobody));
    assert_eq!(soft_delete(target).shallow().execute(conn).await?, 0);
    assert_eq!(deleted(conn).await?, [0; 0]);
    Ok(())
}

async fn an_error_leaves_nothing_half_done(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    // There is no user 99.
    let failed = conn
        .transaction(async |conn| {
            soft_delete(posts::table)
                .shallow()
                .set(posts::deleted_by.eq(99))
                .execute(conn)
                .await
        })
        .await;
    assert_violation(failed, DatabaseErrorKind::ForeignKeyViolation)?;
    assert_eq!(deleted(conn).await?, [0; 0]);
    Ok(())
}

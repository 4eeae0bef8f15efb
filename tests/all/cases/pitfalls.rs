//! What users of other soft-delete systems run into, and that it does not
//! happen here.

use diesel::dsl::{count_star, sum};
use diesel_scopes::Scope;

use super::prelude::*;

cases![
    a_deleted_row_frees_its_unique_value,
    a_null_in_the_unique_index_does_not_let_active_duplicates_in,
    a_join_filters_the_joined_table_too,
    live_parents_stay_in_an_outer_join,
    or_does_not_escape_the_scope,
    a_deleted_user_cannot_log_in_through_or,
    an_upsert_does_not_revive_a_deleted_row,
    purging_a_whole_table_leaves_the_active_rows,
    a_second_delete_keeps_the_first_time,
    seeing_deleted_rows_keeps_the_tenant_filter,
    counts_and_sums_leave_deleted_rows_out,
    a_restore_that_collides_changes_nothing,
    rows_between_tables_are_filtered,
    a_fraction_of_a_second_hides_nothing,
    who_and_why_take_one_statement,
    nothing_is_hidden_unless_asked_for,
];

fn user(id: i32, name: &str) -> User {
    User {
        id,
        name: name.to_owned(),
        deleted_at: None,
    }
}

async fn insert(conn: &mut Connection, user: &User) -> QueryResult<usize> {
    conn.transaction(async |conn| {
        let insert = diesel::insert_into(users::table).values(user);
        insert.execute(conn).await
    })
    .await
}

async fn a_deleted_row_frees_its_unique_value(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let again = insert(conn, &user(11, "ann")).await;
    assert_violation(again, DatabaseErrorKind::UniqueViolation)?;
    // Deleted, registered anew, and that twice.
    for id in [11, 12] {
        let statement = soft_delete(users::table.filter(users::name.eq("ann")));
        assert_eq!(statement.shallow().execute(conn).await?, 1);
        assert_eq!(insert(conn, &user(id, "ann")).await?, 1);
    }
    let anns = users::table.filter(users::name.eq("ann"));
    let count: i64 = anns.count().get_result(conn).await?;
    assert_eq!(count, 3);
    Ok(())
}

async fn a_null_in_the_unique_index_does_not_let_active_duplicates_in(
    conn: &mut Connection,
) -> TestResult {
    blog(conn).await?;
    for name in ["ann", "bob"] {
        let again = insert(conn, &user(11, name)).await;
        assert_violation(again, DatabaseErrorKind::UniqueViolation)?;
    }
    let renamed = conn
        .transaction(async |conn| {
            diesel::update(users::table.find(1))
                .set(users::name.eq("bob"))
                .execute(conn)
                .await
        })
        .await;
    assert_violation(renamed, DatabaseErrorKind::UniqueViolation)
}

async fn a_join_filters_the_joined_table_too(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let titles: Vec<String> = users::table
        .active()
        .inner_join(posts::table.active())
        .filter(users::name.eq("ann"))
        .select(posts::title)
        .load(conn)
        .await?;
    assert_eq!(titles, ["ants"]);
    // Eager loading: one query for the children of all parents.
    let users: Vec<User> = users::table.active().order(users::id).load(conn).await?;
    let posts: Vec<Post> = Post::belonging_to(&users)
        .filter(posts::table.is_active())
        .load(conn)
        .await?;
    assert!(posts.iter().all(|post| post.deleted_at.is_none()));
    let counts: Vec<_> = posts.grouped_by(&users).iter().map(Vec::len).collect();
    assert_eq!(counts, [1, 1]);
    Ok(())
}

async fn live_parents_stay_in_an_outer_join(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    soft_delete(posts::table).shallow().execute(conn).await?;
    let rows: Vec<(String, Option<i32>)> = users::table
        .active()
        .left_join(posts::table.active())
        .order(users::id)
        .select((users::name, posts::id.nullable()))
        .load(conn)
        .await?;
    assert_eq!(rows, [("ann".to_owned(), None), ("bob".to_owned(), None)]);
    Ok(())
}

async fn or_does_not_escape_the_scope(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let query = posts::table
        .filter(posts::title.eq("ants"))
        .or_filter(posts::title.eq("bees"))
        .filter(posts::table.is_active());
    assert_eq!(ids!(query.select(posts::id), conn), [1]);
    // The same for a target: bees is deleted, and cats is not asked for.
    let target = posts::table
        .filter(posts::title.eq("ants"))
        .or_filter(posts::title.eq("bees"));
    assert_eq!(restore(target).shallow().execute(conn).await?, 1);
    assert_eq!(soft_delete(target).shallow().execute(conn).await?, 2);
    let query = posts::table.active().order(posts::id);
    assert_eq!(ids!(query.select(posts::id), conn), [3, 4]);
    Ok(())
}

async fn a_deleted_user_cannot_log_in_through_or(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let login = users::name.eq("cyd").or(users::id.eq(3));
    let query = users::table.active().filter(login);
    let found = query.first::<User>(conn).await.optional()?;
    assert_eq!(found, None);
    let found = users::table.deleted().filter(login).first::<User>(conn);
    assert_eq!(found.await?.id, 3);
    Ok(())
}

async fn an_upsert_does_not_revive_a_deleted_row(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    // cyd is deleted: a new row. bob is active: the same row.
    super::super::backend::upsert(conn, &user(11, "cyd")).await?;
    super::super::backend::upsert(conn, &user(12, "bob")).await?;
    let rows: Vec<(i32, String, bool)> = users::table
        .order(users::id)
        .select((users::id, users::name, users::table.is_active()))
        .load(conn)
        .await?;
    let rows: Vec<_> = rows.iter().map(|(i, n, a)| (*i, n.as_str(), *a)).collect();
    let (ann, bob) = ((1, "ann", true), (2, "bob", true));
    assert_eq!(rows, [ann, bob, (3, "cyd", false), (11, "cyd", true)]);
    Ok(())
}

async fn purging_a_whole_table_leaves_the_active_rows(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    assert_eq!(purge(attachments::table).execute(conn).await?, 1);
    let everything = attachments::table.filter(attachments::id.gt(0));
    assert_eq!(purge(everything).execute(conn).await?, 0);
    let active = attachments::table.active();
    assert_eq!(purge(active).execute(conn).await?, 0);
    let left: i64 = attachments::table.count().get_result(conn).await?;
    assert_eq!(left, 2);
    Ok(())
}

async fn a_second_delete_keeps_the_first_time(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let before: Post = posts::table.find(2).first(conn).await?;
    let statement = soft_delete(posts::table)
        .shallow()
        .set((posts::delete_reason.eq("all"), posts::deleted_by.eq(1)));
    assert_eq!(statement.execute(conn).await?, 3);
    let after: Post = posts::table.find(2).first(conn).await?;
    assert_eq!(before, after);
    Ok(())
}

async fn seeing_deleted_rows_keeps_the_tenant_filter(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let tenant = posts::author_id.eq(1);
    for (scope, expected) in [
        (Scope::Active, &[1][..]),
        (Scope::Deleted, &[2]),
        (Scope::All, &[1, 2]),
    ] {
        let query = posts::table.in_scope(scope).filter(tenant);
        let ids = ids!(query.select(posts::id).order(posts::id), conn);
        assert_eq!(ids, expected, "{scope}");
    }
    let query = posts::table.all_rows().filter(tenant).order(posts::id);
    assert_eq!(ids!(query.select(posts::id), conn), [1, 2]);
    Ok(())
}

async fn counts_and_sums_leave_deleted_rows_out(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let count: i64 = posts::table.active().count().get_result(conn).await?;
    assert_eq!(count, 3);
    let (count, amount): (i64, Option<i64>) = invoices::table
        .active()
        .select((count_star(), sum(invoices::amount)))
        .get_result(conn)
        .await?;
    assert_eq!((count, amount), (2, Some(500)));
    let per_customer: Vec<(i32, Option<i64>)> = invoices::table
        .active()
        .group_by(invoices::customer_id)
        .select((invoices::customer_id, sum(invoices::amount)))
        .order(invoices::customer_id)
        .load(conn)
        .await?;
    assert_eq!(per_customer, [(1, Some(100)), (2, Some(400))]);
    Ok(())
}

async fn a_restore_that_collides_changes_nothing(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    insert(conn, &user(11, "cyd")).await?;
    let before: Vec<User> = users::table.order(users::id).load(conn).await?;
    let failed = conn
        .transaction(async |conn| restore(users::table.find(3)).shallow().execute(conn).await)
        .await;
    assert_violation(failed, DatabaseErrorKind::UniqueViolation)?;
    let after: Vec<User> = users::table.order(users::id).load(conn).await?;
    assert_eq!(before, after);
    Ok(())
}

async fn rows_between_tables_are_filtered(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    // Who commented on which post, over the comments between the two.
    let pairs: Vec<(i32, i32)> = users::table
        .active()
        .inner_join(comments::table.active().inner_join(posts::table.active()))
        .order((users::id, posts::id))
        .select((users::id, posts::id))
        .load(conn)
        .await?;
    assert_eq!(pairs, [(1, 1), (2, 1)]);
    Ok(())
}

async fn a_fraction_of_a_second_hides_nothing(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let almost_a_second = chrono::TimeDelta::microseconds(999_999);
    for later in [chrono::TimeDelta::zero(), almost_a_second] {
        let now = chrono::Utc::now().naive_utc() + later;
        let statement = soft_delete(attachments::table.find(1)).at(now);
        assert_eq!(statement.execute(conn).await?, 1);
        let query = attachments::table.active().select(attachments::id);
        assert_eq!(ids!(query, conn), [3]);
        restore(attachments::table.find(1)).shallow().execute(conn).await?;
    }
    Ok(())
}

async fn who_and_why_take_one_statement(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let sent = record(conn);
    let statement = soft_delete(posts::table.find(1))
        .shallow()
        .set((posts::delete_reason.eq("spam"), posts::deleted_by.eq(2)));
    assert_eq!(statement.execute(conn).await?, 1);
    let sent: Vec<String> = sent.try_iter().collect();
    assert_eq!(sent.len(), 1, "{sent:?}");
    assert!(sent[0].starts_with("UPDATE"), "{sent:?}");
    Ok(())
}

async fn nothing_is_hidden_unless_asked_for(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let posts: Vec<Post> = posts::table.load(conn).await?;
    assert_eq!(posts.len(), 4);
    let removed = diesel::delete(communities::table.find(1));
    assert_eq!(removed.execute(conn).await?, 1);
    let query = communities::table.order(communities::id);
    assert_eq!(ids!(query.select(communities::id), conn), [2, 3, 4]);
    Ok(())
}

//! Scopes on either side of a join.

use diesel_scopes::Scope;

use super::prelude::*;

cases![
    inner_join_through_the_foreign_key,
    inner_join_from_the_child,
    left_join_keeps_live_parents,
    left_join_on_an_explicit_condition,
    inner_join_on_an_explicit_condition,
    all_rows_and_in_scope_as_join_targets,
    two_markers_as_a_join_target,
    three_tables_nested,
    three_tables_in_a_row,
    nested_scopes_keep_every_predicate,
    a_scoped_join_can_be_filtered_and_grouped,
    self_join_over_an_alias,
    self_join_over_two_aliases,
    an_alias_joins_a_table,
    from_a_table_that_is_not_soft_deletable,
    a_scope_joins_a_plain_table,
    joins_as_subselects,
];

type Pairs = Vec<(i32, Option<i32>)>;

async fn inner_join_through_the_foreign_key(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let rows: Vec<(User, Post)> = users::table
        .active()
        .inner_join(posts::table.active())
        .order(posts::id)
        .load(conn)
        .await?;
    let rows: Vec<_> = rows.iter().map(|(u, p)| (u.id, p.id)).collect();
    assert_eq!(rows, [(1, 1), (2, 3)]);
    let query = users::table
        .inner_join(posts::table.deleted())
        .select(posts::id);
    assert_eq!(ids!(query, conn), [2]);
    Ok(())
}

async fn inner_join_from_the_child(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let query = posts::table
        .inner_join(users::table.active())
        .order(posts::id)
        .select(posts::id);
    assert_eq!(ids!(query, conn), [1, 2, 3]);
    let query = posts::table
        .active()
        .inner_join(users::table.deleted())
        .select(posts::id);
    assert_eq!(ids!(query, conn), [4]);
    Ok(())
}

async fn left_join_keeps_live_parents(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    soft_delete(posts::table.find(3))
        .shallow()
        .execute(conn)
        .await?;
    let rows: Vec<(User, Option<Post>)> = users::table
        .active()
        .left_join(posts::table.active())
        .order(users::id)
        .load(conn)
        .await?;
    let rows: Pairs = rows
        .iter()
        .map(|(u, p)| (u.id, p.as_ref().map(|p| p.id)))
        .collect();
    assert_eq!(rows, [(1, Some(1)), (2, None)]);

    // In WHERE the same predicate makes the parent vanish.
    let rows: Pairs = users::table
        .active()
        .left_join(posts::table)
        .filter(posts::table.is_active())
        .filter(posts::id.is_not_null())
        .select((users::id, posts::id.nullable()))
        .load(conn)
        .await?;
    assert_eq!(rows, [(1, Some(1))]);
    Ok(())
}

async fn left_join_on_an_explicit_condition(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    // The second foreign key to users, which `joinable!` does not know.
    let rows: Pairs = users::table
        .active()
        .left_join(posts::table.deleted().on(posts::deleted_by.eq(users::id.nullable())))
        .order(users::id)
        .select((users::id, posts::id.nullable()))
        .load(conn)
        .await?;
    assert_eq!(rows, [(1, None), (2, Some(2))]);
    // An `or` in the condition cannot get around the scope.
    let rows: Pairs = users::table
        .active()
        .left_join(
            posts::table
                .active()
                .on(posts::author_id.eq(users::id).or(posts::id.eq(2))),
        )
        .order((users::id, posts::id))
        .select((users::id, posts::id.nullable()))
        .load(conn)
        .await?;
    assert_eq!(rows, [(1, Some(1)), (2, Some(3))]);
    Ok(())
}

async fn inner_join_on_an_explicit_condition(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let query = users::table
        .inner_join(posts::table.active().on(posts::id.eq(users::id)))
        .order(posts::id)
        .select(posts::id);
    assert_eq!(ids!(query, conn), [1, 3]);
    let query = communities::table
        .active()
        .inner_join(users::table.active().on(users::id.eq(communities::id)))
        .select(communities::id);
    assert_eq!(ids!(query, conn), [1]);
    Ok(())
}

async fn all_rows_and_in_scope_as_join_targets(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let query = users::table
        .inner_join(posts::table.all_rows())
        .order(posts::id)
        .select(posts::id);
    assert_eq!(ids!(query, conn), [1, 2, 3, 4]);
    let query = users::table
        .inner_join(posts::table.all_rows().on(posts::id.eq(users::id)))
        .order(posts::id)
        .select(posts::id);
    assert_eq!(ids!(query, conn), [1, 2, 3]);
    for (scope, expected) in [
        (Scope::Active, &[(1, Some(1)), (2, Some(3))][..]),
        (Scope::Deleted, &[(1, Some(2)), (2, None)]),
        (Scope::All, &[(1, Some(1)), (1, Some(2)), (2, Some(3))]),
    ] {
        let rows: Pairs = users::table
            .active()
            .left_join(posts::table.in_scope(scope))
            .order((users::id, posts::id))
            .select((users::id, posts::id.nullable()))
            .load(conn)
            .await?;
        assert_eq!(rows, expected, "{scope}");
    }
    Ok(())
}

async fn two_markers_as_a_join_target(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let rows: Pairs = users::table
        .left_join(
            communities::table
                .deleted()
                .on(communities::id.eq(users::id)),
        )
        .order(users::id)
        .select((users::id, communities::id.nullable()))
        .load(conn)
        .await?;
    assert_eq!(rows, [(1, None), (2, Some(2)), (3, Some(3))]);
    Ok(())
}

async fn three_tables_nested(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let rows: Vec<(i32, Option<i32>, Option<i32>)> = users::table
        .active()
        .left_join(posts::table.left_join(comments::table.active()))
        .order((users::id, posts::id, comments::id))
        .select((users::id, posts::id.nullable(), comments::id.nullable()))
        .load(conn)
        .await?;
    assert_eq!(
        rows,
        [
            (1, Some(1), Some(1)),
            (1, Some(1), Some(4)),
            (1, Some(2), Some(3)),
            (2, Some(3), None),
        ]
    );
    Ok(())
}

async fn three_tables_in_a_row(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let query = comments::table
        .active()
        .inner_join(posts::table.active())
        .inner_join(users::table.active())
        .order(comments::id)
        .select(comments::id);
    assert_eq!(ids!(query, conn), [1, 4]);
    Ok(())
}

async fn nested_scopes_keep_every_predicate(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    soft_delete(comments::table.find(4))
        .shallow()
        .execute(conn)
        .await?;
    let rows: Vec<(i32, Option<i32>)> = users::table
        .active()
        .inner_join(posts::table.active().left_join(comments::table.active()))
        .order((users::id, comments::id))
        .select((users::id, comments::id.nullable()))
        .load(conn)
        .await?;
    assert_eq!(rows, [(1, Some(1)), (2, None)]);
    let rows: Vec<(i32, i32)> = users::table
        .inner_join(posts::table.deleted().inner_join(comments::table.active()))
        .select((users::id, comments::id))
        .load(conn)
        .await?;
    assert_eq!(rows, [(1, 3)]);
    Ok(())
}

async fn a_scoped_join_can_be_filtered_and_grouped(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let counts: Vec<(i32, i64)> = users::table
        .active()
        .left_join(posts::table.active())
        .filter(users::id.gt(0))
        .group_by(users::id)
        .select((users::id, diesel::dsl::count(posts::id.nullable())))
        .order(users::id)
        .load(conn)
        .await?;
    assert_eq!(counts, [(1, 1), (2, 1)]);
    let count: i64 = users::table
        .active()
        .inner_join(posts::table.active())
        .count()
        .get_result(conn)
        .await?;
    assert_eq!(count, 2);
    Ok(())
}

async fn self_join_over_an_alias(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let parents = diesel::alias!(comments as parents);
    let on = comments::parent_id.eq(parents.field(comments::id).nullable());
    let rows: Pairs = comments::table
        .active()
        .left_join(parents.active().on(on))
        .order(comments::id)
        .select((comments::id, parents.field(comments::id).nullable()))
        .load(conn)
        .await?;
    assert_eq!(rows, [(1, None), (3, None), (4, Some(1))]);

    soft_delete(comments::table.find(1))
        .shallow()
        .execute(conn)
        .await?;
    let rows: Pairs = comments::table
        .active()
        .left_join(parents.active().on(on))
        .order(comments::id)
        .select((comments::id, parents.field(comments::id).nullable()))
        .load(conn)
        .await?;
    assert_eq!(rows, [(3, None), (4, None)]);
    Ok(())
}

async fn self_join_over_two_aliases(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let (a, b) = diesel::alias!(posts as a, posts as b);
    let (a_id, b_id) = (a.field(posts::id), b.field(posts::id));
    let on = a.field(posts::author_id).eq(b.field(posts::author_id));
    let rows: Vec<(i32, i32)> = a
        .active()
        .inner_join(b.deleted().on(on))
        .select((a_id, b_id))
        .load(conn)
        .await?;
    assert_eq!(rows, [(1, 2)]);
    let rows: Vec<(i32, i32)> = a
        .inner_join(b.all_rows().on(on))
        .filter((a, b).is_active())
        .order(a_id)
        .select((a_id, b_id))
        .load(conn)
        .await?;
    assert_eq!(rows, [(1, 1), (3, 3), (4, 4)]);
    Ok(())
}

async fn an_alias_joins_a_table(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let u = diesel::alias!(users as u);
    let author = u.field(users::id);
    // Through `joinable!`, in both directions.
    let query = posts::table
        .active()
        .inner_join(u.active())
        .order(posts::id)
        .select(posts::id);
    assert_eq!(ids!(query, conn), [1, 3]);
    let query = u
        .active()
        .inner_join(posts::table.deleted())
        .select(posts::id);
    assert_eq!(ids!(query, conn), [2]);
    let rows: Pairs = u
        .active()
        .left_join(posts::table.deleted())
        .order(author)
        .select((author, posts::id.nullable()))
        .load(conn)
        .await?;
    assert_eq!(rows, [(1, Some(2)), (2, None)]);
    Ok(())
}

diesel::table! {
    events (id) { id -> Integer }
}

diesel::allow_tables_to_appear_in_same_query!(events, posts);

async fn events(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    Ok(conn
        .batch_execute("INSERT INTO events (id) VALUES (1), (2), (9)")
        .await?)
}

async fn from_a_table_that_is_not_soft_deletable(conn: &mut Connection) -> TestResult {
    events(conn).await?;
    let rows: Pairs = events::table
        .left_join(posts::table.active().on(posts::id.eq(events::id)))
        .order(events::id)
        .select((events::id, posts::id.nullable()))
        .load(conn)
        .await?;
    assert_eq!(rows, [(1, Some(1)), (2, None), (9, None)]);
    let p = diesel::alias!(posts as p);
    let query = events::table
        .inner_join(p.deleted().on(p.field(posts::id).eq(events::id)))
        .select(events::id);
    assert_eq!(ids!(query, conn), [2]);
    Ok(())
}

async fn a_scope_joins_a_plain_table(conn: &mut Connection) -> TestResult {
    events(conn).await?;
    let query = posts::table
        .active()
        .inner_join(events::table.on(events::id.eq(posts::id)))
        .select(posts::id);
    assert_eq!(ids!(query, conn), [1]);
    Ok(())
}

async fn joins_as_subselects(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let commented = posts::table
        .active()
        .inner_join(comments::table.active())
        .select(posts::author_id);
    let query = users::table.active().filter(users::id.eq_any(commented));
    assert_eq!(ids!(query.select(users::id), conn), [1]);
    Ok(())
}

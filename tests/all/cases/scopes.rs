//! Which rows a scope lets through.

use diesel_scopes::{Scope, marked, unmarked};

use super::prelude::*;

cases![
    active_hides_deleted_rows,
    deleted_shows_nothing_else,
    all_rows_hides_nothing,
    in_scope_follows_its_value,
    a_flag_marks_like_a_time,
    a_row_with_any_marker_is_deleted,
    one_marker_of_several,
    an_alias_has_the_same_scopes,
    an_alias_has_markers,
    scopes_are_values,
];

async fn active_hides_deleted_rows(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let posts: Vec<Post> = posts::table.active().load(conn).await?;
    assert_eq!(posts.len(), 3);
    assert!(posts.iter().all(|post| post.deleted_at.is_none()));
    Ok(())
}

async fn deleted_shows_nothing_else(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let posts: Vec<Post> = posts::table.deleted().load(conn).await?;
    assert_eq!(posts.len(), 1);
    assert_eq!((posts[0].id, posts[0].deleted_at), (2, Some(back_then())));
    Ok(())
}

async fn all_rows_hides_nothing(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let posts: Vec<Post> = posts::table.all_rows().load(conn).await?;
    assert_eq!(posts.len(), 4);
    Ok(())
}

async fn in_scope_follows_its_value(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    for (scope, expected) in [
        (Scope::Active, &[1, 3, 4][..]),
        (Scope::Deleted, &[2]),
        (Scope::All, &[1, 2, 3, 4]),
    ] {
        let query = posts::table.in_scope(scope).order(posts::id);
        assert_eq!(ids!(query.select(posts::id), conn), expected, "{scope}");

        let p = diesel::alias!(posts as p);
        let query = p.in_scope(scope).order(p.field(posts::id));
        let ids = ids!(query.select(p.field(posts::id)), conn);
        assert_eq!(ids, expected, "{scope} of an alias");
    }
    for (scope, expected) in [
        (Scope::Active, &[1][..]),
        (Scope::Deleted, &[2, 3, 4]),
        (Scope::All, &[1, 2, 3, 4]),
    ] {
        let query = communities::table
            .in_scope(scope)
            .filter(communities::id.gt(0))
            .order(communities::id);
        let ids = ids!(query.select(communities::id), conn);
        assert_eq!(ids, expected, "{scope} of two markers");
    }
    Ok(())
}

async fn a_flag_marks_like_a_time(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let query = invoices::table.active().order(invoices::id);
    assert_eq!(ids!(query.select(invoices::id), conn), [1, 3]);
    let query = invoices::table.deleted().select(invoices::id);
    assert_eq!(ids!(query, conn), [2]);
    Ok(())
}

async fn a_row_with_any_marker_is_deleted(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let query = communities::table.active().select(communities::id);
    assert_eq!(ids!(query, conn), [1]);
    let query = communities::table.deleted().order(communities::id);
    assert_eq!(ids!(query.select(communities::id), conn), [2, 3, 4]);
    // Both predicates have to stay whole beside another condition.
    let query = communities::table
        .deleted()
        .filter(communities::name.eq("closed"));
    assert_eq!(ids!(query.select(communities::id), conn), [2]);
    Ok(())
}

async fn one_marker_of_several(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let query = communities::table.order(communities::id);
    let query = query.select(communities::id);
    let removed = query.filter(marked(communities::removed));
    assert_eq!(ids!(removed, conn), [3, 4]);
    let kept = query.filter(unmarked(communities::removed));
    assert_eq!(ids!(kept, conn), [1, 2]);
    let by_its_members = query.filter(
        marked(communities::deleted)
            .and(unmarked(communities::removed))
            .or(communities::name.eq("open")),
    );
    assert_eq!(ids!(by_its_members, conn), [1, 2]);
    Ok(())
}

async fn an_alias_has_the_same_scopes(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let (p, c) = diesel::alias!(posts as p, communities as c);
    let id = p.field(posts::id);
    assert_eq!(ids!(p.active().select(id).order(id), conn), [1, 3, 4]);
    assert_eq!(ids!(p.deleted().select(id), conn), [2]);
    assert_eq!(
        ids!(p.all_rows().select(id).order(id), conn),
        [1, 2, 3, 4]
    );
    assert_eq!(ids!(p.active().find(1).select(id), conn), [1]);
    assert!(ids!(p.active().find(2).select(id), conn).is_empty());
    assert_eq!(ids!(p.filter(p.is_deleted()).select(id), conn), [2]);

    let id = c.field(communities::id);
    assert_eq!(ids!(c.active().select(id), conn), [1]);
    assert_eq!(ids!(c.deleted().select(id).order(id), conn), [2, 3, 4]);
    Ok(())
}

async fn an_alias_has_markers(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let c = diesel::alias!(communities as c);
    let (id, removed) = (c.field(communities::id), c.field(communities::removed));
    let query = c.filter(marked(removed)).select(id).order(id);
    assert_eq!(ids!(query, conn), [3, 4]);
    let query = c.filter(unmarked(removed)).select(id).order(id);
    assert_eq!(ids!(query, conn), [1, 2]);
    Ok(())
}

async fn scopes_are_values(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    // Copied, not moved: each is used twice.
    let active = posts::table.active();
    let is_active = posts::table.is_active();
    let count: i64 = active.count().get_result(conn).await?;
    assert_eq!(count, 3);
    let count: i64 = posts::table
        .filter(is_active)
        .count()
        .get_result(conn)
        .await?;
    assert_eq!(count, 3);
    let query = active.filter(is_active).filter(posts::id.gt(1));
    assert_eq!(ids!(query.select(posts::id).order(posts::id), conn), [3, 4]);
    Ok(())
}

//! Diesel's query methods, directly behind a scope and further on.

use diesel::dsl::{auto_type, count, count_star, exists, sum};
use diesel::query_builder::AsQuery;
use diesel_scopes::{Scope, dsl};
use futures_util::TryStreamExt;

use super::prelude::*;

cases![
    load_and_its_kin,
    find,
    filter,
    select_and_order,
    limit_and_offset,
    distinct,
    count_and_aggregates,
    group_by_and_having,
    union,
    boxed,
    boxed_at_run_time,
    joined_after_boxing,
    subselects,
    exists_looks_through_the_scope,
    single_values,
    nullable_subselects,
    belonging_to_a_parent,
    query_of_a_model,
    a_query_as_a_function,
    functions_of_the_crate_in_functions,
    a_model_that_has_its_scope,
];

async fn load_and_its_kin(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let posts = posts::table.deleted().load::<Post>(conn).await?;
    assert_eq!(posts.len(), 1);
    let post = posts::table.deleted().first::<Post>(conn).await?;
    assert_eq!(post.id, 2);
    let post = posts::table.deleted().get_result::<Post>(conn).await?;
    assert_eq!(post.id, 2);
    let posts = posts::table.active().get_results::<Post>(conn).await?;
    assert_eq!(posts.len(), 3);
    let stream = posts::table.active().load_stream::<Post>(conn).await?;
    assert_eq!(stream.try_collect::<Vec<_>>().await?.len(), 3);
    Ok(())
}

async fn find(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let post: Post = posts::table.active().find(1).first(conn).await?;
    assert_eq!(post.title, "ants");
    let hidden = posts::table.active().find(2).first::<Post>(conn).await;
    assert_eq!(hidden.optional()?, None);
    let post: Post = posts::table.all_rows().find(2).first(conn).await?;
    assert_eq!(post.title, "bees");
    let query = posts::table.in_scope(Scope::Deleted).find(2);
    assert_eq!(query.first::<Post>(conn).await?.id, 2);
    Ok(())
}

async fn filter(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let query = posts::table.active().filter(posts::published.eq(true));
    assert_eq!(ids!(query.select(posts::id).order(posts::id), conn), [1, 4]);
    // `or` within one filter cannot get around the scope.
    let query = posts::table
        .active()
        .filter(posts::title.eq("bees").or(posts::title.eq("cats")));
    assert_eq!(ids!(query.select(posts::id), conn), [3]);
    Ok(())
}

async fn select_and_order(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let titles: Vec<String> = posts::table
        .active()
        .select(posts::title)
        .order(posts::title.desc())
        .load(conn)
        .await?;
    assert_eq!(titles, ["dogs", "cats", "ants"]);
    let posts: Vec<Post> = posts::table
        .active()
        .order_by(posts::published)
        .then_order_by(posts::id.desc())
        .select(Post::as_select())
        .load(conn)
        .await?;
    assert_eq!(posts.iter().map(|p| p.id).collect::<Vec<_>>(), [3, 4, 1]);
    let query = posts::table.active().then_order_by(posts::id.desc());
    assert_eq!(ids!(query.select(posts::id), conn), [4, 3, 1]);
    Ok(())
}

async fn limit_and_offset(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let query = posts::table.active().limit(2).order(posts::id);
    assert_eq!(ids!(query.select(posts::id), conn), [1, 3]);
    let query = posts::table.active().offset(1).limit(1).order(posts::id);
    assert_eq!(ids!(query.select(posts::id), conn), [3]);
    Ok(())
}

async fn distinct(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let mut reasons: Vec<bool> = posts::table
        .active()
        .distinct()
        .select(posts::published)
        .load(conn)
        .await?;
    reasons.sort();
    assert_eq!(reasons, [false, true]);
    Ok(())
}

async fn count_and_aggregates(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let active: i64 = invoices::table.active().count().get_result(conn).await?;
    let deleted: i64 = invoices::table.deleted().count().get_result(conn).await?;
    assert_eq!((active, deleted), (2, 1));
    let owed: Option<i64> = invoices::table
        .active()
        .select(sum(invoices::amount))
        .get_result(conn)
        .await?;
    assert_eq!(owed, Some(500));
    let last: Option<i32> = posts::table
        .deleted()
        .select(dsl::max(posts::id))
        .get_result(conn)
        .await?;
    assert_eq!(last, Some(2));
    Ok(())
}

async fn group_by_and_having(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let posts: Vec<(i32, i64)> = posts::table
        .active()
        .group_by(posts::author_id)
        .select((posts::author_id, count_star()))
        .order(posts::author_id)
        .load(conn)
        .await?;
    assert_eq!(posts, [(1, 1), (2, 1), (3, 1)]);

    let busy: Vec<i32> = comments::table
        .active()
        .group_by(comments::author_id)
        .having(count(comments::id).gt(1))
        .select(comments::author_id)
        .load(conn)
        .await?;
    assert_eq!(busy, [2]);
    Ok(())
}

async fn union(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let mut users: Vec<User> = users::table
        .active()
        .union(users::table.deleted())
        .load(conn)
        .await?;
    users.sort_by_key(|user| user.id);
    assert_eq!(users.iter().map(|u| u.id).collect::<Vec<_>>(), [1, 2, 3]);
    let users: Vec<User> = users::table
        .deleted()
        .union_all(users::table.deleted())
        .load(conn)
        .await?;
    assert_eq!(users.len(), 2);
    Ok(())
}

async fn boxed(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let query = posts::table.active().into_boxed::<Db>();
    let query = query.filter(posts::author_id.eq(1)).order(posts::id);
    assert_eq!(ids!(query.select(posts::id), conn), [1]);

    let p = diesel::alias!(posts as p);
    let query = p.deleted().into_boxed::<Db>();
    assert_eq!(ids!(query.select(p.field(posts::id)), conn), [2]);
    Ok(())
}

async fn boxed_at_run_time(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    for (published, scope, expected) in [
        (Some(true), Scope::Active, &[1, 4][..]),
        (None, Scope::All, &[1, 2, 3, 4]),
        (Some(false), Scope::Deleted, &[]),
    ] {
        let mut query = posts::table.in_scope(scope).into_boxed::<Db>();
        if let Some(published) = published {
            query = query.filter(posts::published.eq(published));
        }
        let ids = ids!(query.select(posts::id).order(posts::id), conn);
        assert_eq!(ids, expected);
    }
    let mut query = posts::table.into_boxed::<Db>();
    query = query.filter(posts::table.is_active());
    assert_eq!(
        ids!(query.select(posts::id).order(posts::id), conn),
        [1, 3, 4]
    );
    Ok(())
}

async fn joined_after_boxing(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let query = users::table.active().into_boxed::<Db>();
    let rows: Vec<(String, Option<String>)> = query
        .left_join(posts::table.active())
        .filter(users::id.gt(0))
        .select((users::name, posts::title.nullable()))
        .order(users::id)
        .load(conn)
        .await?;
    assert_eq!(
        rows,
        [
            ("ann".to_owned(), Some("ants".to_owned())),
            ("bob".to_owned(), Some("cats".to_owned())),
        ]
    );
    Ok(())
}

async fn subselects(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let authors = users::table.active().select(users::id);
    let query = posts::table
        .active()
        .filter(posts::author_id.eq_any(authors));
    assert_eq!(ids!(query.select(posts::id).order(posts::id), conn), [1, 3]);

    let p = diesel::alias!(posts as p);
    let with_trash = p.deleted().select(p.field(posts::author_id));
    let query = users::table
        .active()
        .filter(users::id.ne_all(with_trash))
        .select(users::id);
    assert_eq!(ids!(query, conn), [2]);
    Ok(())
}

async fn exists_looks_through_the_scope(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let writes = posts::table
        .active()
        .filter(posts::author_id.eq(users::id))
        .filter(posts::published.eq(true));
    let query = users::table.active().filter(exists(writes));
    assert_eq!(ids!(query.select(users::id), conn), [1]);

    let query = attachments::table.active().find(2);
    let any: bool = diesel::select(exists(query)).get_result(conn).await?;
    assert!(!any);
    // Diesel takes queries here: a scope alone has to be made one, like a table.
    let query = posts::table.deleted().as_query();
    let any: bool = diesel::select(exists(query)).get_result(conn).await?;
    assert!(any);
    Ok(())
}

async fn single_values(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let title = posts::table
        .active()
        .filter(posts::author_id.eq(users::id))
        .select(posts::title)
        .order(posts::id.desc())
        .limit(1)
        .single_value();
    let rows: Vec<(i32, Option<String>)> = users::table
        .order(users::id)
        .select((users::id, title))
        .load(conn)
        .await?;
    let titles: Vec<_> = rows.iter().map(|(_, title)| title.as_deref()).collect();
    assert_eq!(titles, [Some("ants"), Some("cats"), Some("dogs")]);
    Ok(())
}

async fn nullable_subselects(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let live = users::table.active().select(users::id).nullable();
    let query = attachments::table
        .active()
        .filter(attachments::owner_id.eq_any(live));
    assert_eq!(ids!(query.select(attachments::id), conn), [1]);
    Ok(())
}

async fn belonging_to_a_parent(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let users: Vec<User> = users::table.order(users::id).load(conn).await?;
    let posts: Vec<Post> = Post::belonging_to(&users)
        .filter(posts::table.is_active())
        .select(Post::as_select())
        .load(conn)
        .await?;
    let by_author: Vec<usize> = posts
        .grouped_by(&users)
        .iter()
        .map(|posts| posts.len())
        .collect();
    assert_eq!(by_author, [1, 1, 1]);

    let query = Post::belonging_to(&users[0]).filter(posts::table.is_deleted());
    assert_eq!(ids!(query.select(posts::id), conn), [2]);
    Ok(())
}

#[derive(HasQuery)]
#[diesel(table_name = posts)]
#[diesel(base_query = posts::table.active().as_query())]
#[diesel(base_query_type = <dsl::Active<posts::table> as AsQuery>::Query)]
struct ActivePost {
    id: i32,
    title: String,
}

#[derive(HasQuery)]
#[diesel(table_name = posts)]
#[diesel(base_query = posts::table.filter(posts::table.is_deleted()))]
#[diesel(base_query_type = dsl::Filter<posts::table, dsl::IsDeleted<posts::table>>)]
struct DeletedPost {
    id: i32,
}

async fn query_of_a_model(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let posts: Vec<ActivePost> = ActivePost::query().order(posts::id).load(conn).await?;
    let posts: Vec<_> = posts.iter().map(|p| (p.id, p.title.as_str())).collect();
    assert_eq!(posts, [(1, "ants"), (3, "cats"), (4, "dogs")]);
    let posts: Vec<DeletedPost> = DeletedPost::query().load(conn).await?;
    assert_eq!(posts.iter().map(|p| p.id).collect::<Vec<_>>(), [2]);
    Ok(())
}

#[auto_type(no_type_alias, dsl_path = "diesel_scopes::dsl")]
fn published_by(author: i32) -> _ {
    posts::table
        .active()
        .filter(posts::published.eq(true))
        .filter(posts::author_id.eq(author))
}

#[auto_type(no_type_alias, dsl_path = "diesel_scopes::dsl")]
fn shown() -> _ {
    posts::table
        .is_active()
        .and(posts::published.eq(true))
        .or(posts::title.eq("bees"))
}

/// The functions have types that Diesel's own path leads to.
#[auto_type(no_type_alias)]
fn deleted_by(author: i32) -> _ {
    diesel_scopes::deleted(posts::table).filter(posts::author_id.eq(author))
}

#[auto_type(no_type_alias)]
fn in_this(scope: Scope) -> _ {
    diesel_scopes::in_scope(posts::table, scope).order(posts::id)
}

mod imported {
    use diesel::dsl::auto_type;
    use diesel::prelude::*;
    use diesel_scopes::{Scope, is_in, is_not_deleted, unmarked};

    use crate::schema::{communities, posts};

    #[auto_type(no_type_alias)]
    pub(super) fn unremoved() -> _ {
        unmarked(communities::removed).and(communities::removed.eq(false))
    }

    #[auto_type(no_type_alias)]
    pub(super) fn not_gone(scope: Scope) -> _ {
        is_not_deleted(posts::table).or(is_in(posts::table, scope))
    }
}

#[auto_type(no_type_alias, dsl_path = "diesel_scopes::dsl")]
fn by_method(scope: Scope) -> _ {
    posts::table.in_scope(scope).filter(posts::table.is_not_deleted())
}

async fn functions_of_the_crate_in_functions(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    assert_eq!(ids!(deleted_by(1).select(posts::id), conn), [2]);
    assert_eq!(ids!(in_this(Scope::All).select(posts::id), conn), [1, 2, 3, 4]);
    assert_eq!(ids!(in_this(Scope::Active).select(posts::id), conn), [1, 3, 4]);
    let query = posts::table.filter(imported::not_gone(Scope::Active)).order(posts::id);
    assert_eq!(ids!(query.select(posts::id), conn), [1, 3, 4]);
    assert_eq!(ids!(by_method(Scope::All).order(posts::id).select(posts::id), conn), [1, 3, 4]);
    let query = communities::table.filter(imported::unremoved()).order(communities::id);
    let by_hand = communities::table.filter(communities::removed.eq(false)).order(communities::id);
    let expected = ids!(by_hand.select(communities::id), conn);
    assert_eq!(ids!(query.select(communities::id), conn), expected);
    Ok(())
}

/// Diesel's derives, with functions of the crate and nothing more.
#[derive(diesel::HasQuery)]
#[diesel(table_name = posts)]
#[diesel(base_query = diesel_scopes::dsl::active(posts::table).order(posts::id.desc()))]
struct Shown {
    id: i32,
    #[diesel(select_expression = diesel_scopes::is_deleted(posts::table))]
    is_deleted: bool,
}

async fn a_model_that_has_its_scope(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let shown: Vec<Shown> = Shown::query().load(conn).await?;
    let shown: Vec<_> = shown.iter().map(|it| (it.id, it.is_deleted)).collect();
    assert_eq!(shown, [(4, false), (3, false), (1, false)]);
    Ok(())
}

async fn a_query_as_a_function(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    assert_eq!(ids!(published_by(1).select(posts::id), conn), [1]);
    let query = posts::table.filter(shown()).order(posts::id);
    assert_eq!(ids!(query.select(posts::id), conn), [1, 2, 4]);
    Ok(())
}

//! A large blog, for plans: users with as many posts and comments as one likes,
//! among many others.

use diesel_async::SimpleAsyncConnection;

use crate::harness::TestResult;

/// The number of comments. There are a tenth as many posts, and a hundredth as
/// many users.
pub(crate) const COMMENTS: u32 = 1_000_000;

/// Fills the tables. The SQL is the same on every backend.
///
/// User 1 wrote as many posts as `own` says first, user 2 as it says next, and so
/// on. Each post has ten comments. On as many posts again, which are somebody
/// else's, the user wrote all comments.
pub(crate) async fn crowd(
    conn: &mut impl SimpleAsyncConnection,
    comments: u32,
    own: &[u32],
) -> TestResult {
    let (posts, users) = (comments / 10, comments / 100);
    let (mut author, mut commentator) = (String::new(), String::new());
    let (mut user, mut start) = (1, 0);
    for count in own {
        let (middle, end) = (start + count, start + 2 * count);
        author += &format!("WHEN n > {start} AND n <= {middle} THEN {user} ");
        commentator += &format!(
            "WHEN n % {posts} BETWEEN {middle} AND {} THEN {user} ",
            end - 1
        );
        (user, start) = (user + 1, end);
    }
    let somebody = format!("ELSE {user} + (n * 7) % ({users} + 1 - {user}) END");
    let numbers = "(SELECT 1 + a.d + 10 * b.d + 100 * c.d + 1000 * e.d + 10000 * f.d + 100000 * g.d \
         AS n FROM digits a, digits b, digits c, digits e, digits f, digits g) AS numbers";
    let statements = [
        "CREATE TABLE digits (d INTEGER NOT NULL)".to_owned(),
        "INSERT INTO digits VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)".to_owned(),
        format!(
            "INSERT INTO users (id, name) SELECT n, CONCAT('user ', n) FROM {numbers} \
             WHERE n <= {users}"
        ),
        format!(
            "INSERT INTO posts (id, author_id, title) \
             SELECT n, CASE {author} {somebody}, 'title' FROM {numbers} WHERE n <= {posts}"
        ),
        // Every third comment is an answer to one on the same post.
        format!(
            "INSERT INTO comments (id, post_id, author_id, parent_id, body) \
             SELECT n, 1 + n % {posts}, CASE {commentator} {somebody}, \
             CASE WHEN n > {posts} AND n % 3 = 0 THEN n - {posts} ELSE NULL END, 'body' \
             FROM {numbers} WHERE n <= {comments} ORDER BY n"
        ),
    ];
    for statement in statements {
        conn.batch_execute(&statement).await?;
    }
    Ok(())
}

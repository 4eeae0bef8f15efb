//! A new post, inserted only if its author is active: `INSERT … SELECT`.

use diesel::dsl::{AsExprOf, auto_type};
use diesel::prelude::*;
use diesel::sql_types::{Bool, Text};
use diesel_scopes::prelude::*;

use crate::models::NewPost;
use crate::schema::{posts, users};

pub const COLUMNS: (posts::author_id, posts::title, posts::published) =
    (posts::author_id, posts::title, posts::published);

/// The values of [`COLUMNS`]; no row if the author is deleted, or not there.
#[auto_type(no_type_alias, dsl_path = "diesel_scopes::dsl")]
pub fn row(post: NewPost) -> _ {
    let author_id: i32 = post.author_id;
    let title: AsExprOf<String, Text> = post.title.into_sql::<Text>();
    let published: AsExprOf<bool, Bool> = post.published.into_sql::<Bool>();
    users::table
        .active()
        .find(author_id)
        .select((users::id, title, published))
}

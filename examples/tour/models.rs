//! The rows that the tour reads and writes.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::schema::*;

#[derive(Debug, PartialEq, Queryable, Selectable, Insertable)]
#[diesel(table_name = users, treat_none_as_default_value = false)]
pub struct User {
    pub id: i32,
    pub name: String,
    pub deleted_at: Option<NaiveDateTime>,
}

#[derive(Debug, PartialEq, Queryable, Selectable, Identifiable)]
pub struct Post {
    pub id: i32,
    pub title: String,
    pub deleted_at: Option<NaiveDateTime>,
    pub delete_reason: Option<String>,
    pub deleted_by: Option<i32>,
}

#[derive(Insertable)]
#[diesel(table_name = posts, treat_none_as_default_value = false)]
pub struct NewPost {
    pub id: i32,
    pub author_id: i32,
    pub title: &'static str,
    pub published: bool,
    pub deleted_at: Option<NaiveDateTime>,
}

#[derive(Debug, PartialEq, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false)]
pub struct Comment {
    pub id: i32,
    pub post_id: i32,
    pub author_id: i32,
    pub parent_id: Option<i32>,
    pub body: String,
    pub deleted_at: Option<NaiveDateTime>,
}

#[derive(Debug, PartialEq, Queryable, Selectable, Insertable)]
#[diesel(table_name = communities, treat_none_as_default_value = false)]
pub struct Community {
    pub id: i32,
    pub name: String,
    pub deleted: bool,
    pub removed: bool,
}

/// A user and one of their posts, if there is one.
#[derive(Debug, PartialEq, Queryable)]
pub struct Authorship {
    pub name: String,
    pub title: Option<String>,
}

impl Authorship {
    pub fn new(name: &str, title: Option<&str>) -> Self {
        Authorship {
            name: name.to_owned(),
            title: title.map(str::to_owned),
        }
    }
}

/// A comment and the comment that it answers.
#[derive(Debug, PartialEq, Queryable)]
pub struct Reply {
    pub reply: String,
    pub answers: String,
}

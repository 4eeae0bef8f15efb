//! The rows of the tables.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::schema::*;

#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Identifiable, Insertable)]
pub(crate) struct User {
    pub(crate) id: i32,
    pub(crate) name: String,
    pub(crate) deleted_at: Option<NaiveDateTime>,
}

#[derive(
    Debug, Clone, PartialEq, Queryable, Selectable, Identifiable, Insertable, Associations,
)]
#[diesel(belongs_to(User, foreign_key = author_id))]
pub(crate) struct Post {
    pub(crate) id: i32,
    pub(crate) author_id: i32,
    pub(crate) title: String,
    pub(crate) published: bool,
    pub(crate) deleted_at: Option<NaiveDateTime>,
    pub(crate) delete_reason: Option<String>,
    pub(crate) deleted_by: Option<i32>,
}

#[derive(
    Debug, Clone, PartialEq, Queryable, Selectable, Identifiable, Insertable, Associations,
)]
#[diesel(belongs_to(Post))]
#[diesel(belongs_to(User, foreign_key = author_id))]
pub(crate) struct Comment {
    pub(crate) id: i32,
    pub(crate) post_id: i32,
    pub(crate) author_id: i32,
    pub(crate) parent_id: Option<i32>,
    pub(crate) body: String,
    pub(crate) deleted_at: Option<NaiveDateTime>,
}

#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Identifiable, Insertable)]
pub(crate) struct Invoice {
    pub(crate) id: i32,
    pub(crate) customer_id: i32,
    pub(crate) amount: i32,
    pub(crate) voided: bool,
}

#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Identifiable, Insertable)]
pub(crate) struct Attachment {
    pub(crate) id: i32,
    pub(crate) owner_id: Option<i32>,
    pub(crate) file_name: String,
    pub(crate) deleted_at: Option<NaiveDateTime>,
}

#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Identifiable, Insertable)]
#[diesel(table_name = communities)]
pub(crate) struct Community {
    pub(crate) id: i32,
    pub(crate) name: String,
    pub(crate) deleted: bool,
    pub(crate) removed: bool,
}

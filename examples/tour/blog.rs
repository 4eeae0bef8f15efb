//! What is in the blog before the tour begins.

use chrono::{TimeDelta, Utc};

use crate::models::{Comment, Community, NewPost, User};

pub const ADMIN: i32 = 1;

pub fn users() -> Vec<User> {
    ["admin", "quill", "maple", "bargains", "reader"]
        .into_iter()
        .zip(1..)
        .map(|(name, id)| User {
            id,
            name: name.to_owned(),
            deleted_at: None,
        })
        .collect()
}

/// The last one was deleted 90 days ago.
pub fn posts() -> Vec<NewPost> {
    let long_ago = Utc::now().naive_utc() - TimeDelta::days(90);
    [
        (1, 2, "Sourdough, third attempt", true, None),
        (2, 2, "A week without a phone", true, None),
        (3, 3, "Autumn hikes for beginners", true, None),
        (4, 3, "Draft: which boots to buy", false, None),
        (5, 4, "CHEAP WATCHES CLICK HERE", true, None),
        (6, 2, "This blog has moved", true, Some(long_ago)),
    ]
    .into_iter()
    .map(|(id, author_id, title, published, deleted_at)| NewPost {
        id,
        author_id,
        title,
        published,
        deleted_at,
    })
    .collect()
}

pub fn comments() -> Vec<Comment> {
    [
        (1, 1, 3, None, "How long did you let it rise?"),
        (2, 1, 2, Some(1), "Fourteen hours, in the fridge."),
        (3, 1, 4, None, "best watches >>> my profile"),
        (4, 2, 4, None, "best watches >>> my profile"),
        (5, 3, 4, None, "best watches >>> my profile"),
    ]
    .into_iter()
    .map(|(id, post_id, author_id, parent_id, body)| Comment {
        id,
        post_id,
        author_id,
        parent_id,
        body: body.to_owned(),
        deleted_at: None,
    })
    .collect()
}

pub fn communities() -> Vec<Community> {
    ["baking", "hiking", "watches"]
        .into_iter()
        .zip(1..)
        .map(|(name, id)| Community {
            id,
            name: name.to_owned(),
            deleted: false,
            removed: false,
        })
        .collect()
}

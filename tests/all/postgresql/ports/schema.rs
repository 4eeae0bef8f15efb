//! Two small schemas, as registries of packages and forums have them.

diesel::table! {
    users (id) {
        id -> Integer,
        name -> Text,
        deleted -> Bool,
    }
}

diesel::table! {
    packages (id) {
        id -> Integer,
        name -> Text,
    }
}

diesel::table! {
    owners (package_id, user_id) {
        package_id -> Integer,
        user_id -> Integer,
        invited_by -> Integer,
        deleted -> Bool,
    }
}

diesel::table! {
    versions (id) {
        id -> Integer,
        package_id -> Integer,
        num -> Text,
        yanked -> Bool,
        yank_message -> Nullable<Text>,
    }
}

diesel::table! {
    communities (id) {
        id -> Integer,
        name -> Text,
        deleted -> Bool,
        removed -> Bool,
    }
}

diesel::table! {
    posts (id) {
        id -> Integer,
        creator_id -> Integer,
        community_id -> Nullable<Integer>,
        body -> Text,
        deleted -> Bool,
        removed -> Bool,
    }
}

diesel::table! {
    comments (id) {
        id -> Integer,
        post_id -> Integer,
        creator_id -> Integer,
        body -> Text,
        deleted -> Bool,
        removed -> Bool,
    }
}

diesel::joinable!(owners -> packages (package_id));
diesel::joinable!(owners -> users (user_id));
diesel::joinable!(versions -> packages (package_id));
diesel::joinable!(posts -> users (creator_id));
diesel::joinable!(posts -> communities (community_id));
diesel::joinable!(comments -> posts (post_id));
diesel::joinable!(comments -> users (creator_id));

diesel::allow_tables_to_appear_in_same_query!(users, packages, owners, versions);
diesel::allow_tables_to_appear_in_same_query!(users, communities, posts, comments);

pub(crate) type Conn = diesel_async::AsyncPgConnection;
pub(crate) type Post = (i32, i32, Option<i32>, String, bool, bool);

/// Who looks at a forum: what a creator deleted is shown to themselves only, and what a
/// moderator removed to the creator and to moderators.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Viewer {
    Anybody,
    User(i32),
    Moderator(i32),
}

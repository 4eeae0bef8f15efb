//! The tables of the benches. Those of the cascades are in the crate's tests.

/// One table, declared twice, once for each kind of marker.
macro_rules! items {
    ($name:ident) => {
        diesel::table! {
            #[sql_name = "items"]
            $name (id) {
                id -> Integer,
                batch -> Integer,
                title -> Text,
                deleted -> Bool,
                deleted_at -> Nullable<Timestamp>,
            }
        }
    };
}

items!(stamped);
items!(flagged);

diesel::table! {
    messages (id) {
        id -> Integer,
        parent_id -> Nullable<Integer>,
        deleted_at -> Nullable<Timestamp>,
    }
}

diesel_scopes::soft_deletable! {
    stamped (deleted_at)
    flagged (deleted)
    messages (deleted_at) { cascade messages (parent_id) }
}

/// Users with posts and comments, and nothing else.
pub(crate) mod members {
    diesel::table! {
        users (id) {
            id -> Integer,
            deleted_at -> Nullable<Timestamp>,
        }
    }

    diesel::table! {
        posts (id) {
            id -> Integer,
            user_id -> Integer,
            deleted_at -> Nullable<Timestamp>,
        }
    }

    diesel::table! {
        comments (id) {
            id -> Integer,
            post_id -> Integer,
            body -> Text,
            deleted_at -> Nullable<Timestamp>,
        }
    }

    diesel_scopes::soft_deletable! {
        users (deleted_at) { cascade posts (user_id) }
        posts (deleted_at) { cascade comments (post_id) }
        comments (deleted_at)
    }
}

use diesel_scopes::soft_delete;

diesel::table! {
    memberships (user_id, community_id) {
        user_id -> Integer,
        community_id -> Integer,
        left_at -> Nullable<Timestamp>,
    }
}
diesel_scopes::soft_deletable! { memberships (left_at) }

fn main() {
    let _ = soft_delete(memberships::table).by_ids([1, 2]);
}

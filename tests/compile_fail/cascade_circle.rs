diesel::table! {
    users (id) { id -> Integer, team_id -> Integer, deleted_at -> Nullable<Timestamp> }
}
diesel::table! {
    teams (id) { id -> Integer, owner_id -> Integer, deleted_at -> Nullable<Timestamp> }
}

diesel_scopes::soft_deletable! {
    users (deleted_at) { cascade teams (owner_id) }
    teams (deleted_at) { cascade users (team_id) }
}

fn main() {}

diesel_scopes::table! {}

fn main() {}

diesel::table! {
    tags (id) { id -> Integer, name -> Nullable<Text> }
}

diesel_scopes::soft_deletable! { tags (clear (name)) }

fn main() {}

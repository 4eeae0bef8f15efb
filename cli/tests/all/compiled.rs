//! What `declare` writes, compiled beside the tables that `diesel print-schema` writes.

#![allow(dead_code)]

pub(crate) mod blog {
    include!("../../../tests/all/tables.rs");
    include!("expected/blog.rs");
}

pub(crate) mod shop {
    include!("tables/shop.rs");
    include!("expected/shop.rs");
}

pub(crate) mod shop_postgresql {
    include!("tables/shop_postgresql.rs");
    include!("expected/shop_postgresql.rs");
}

/// With the tables in a module of their own.
pub(crate) mod elsewhere {
    pub(crate) mod schema {
        include!("../../../tests/all/tables.rs");
    }
    mod declared {
        use super::schema;
        include!("expected/blog_in_schema.rs");
    }
}

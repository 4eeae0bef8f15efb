//! Retention: what a declaration keeps for a time only is removed for good then.

mod expire;

pub use self::expire::{Expire, Expiring, expire};

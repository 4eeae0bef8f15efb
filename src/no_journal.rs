//! What stands in place of the journal where its feature is not enabled: words.

use crate::cascade::Cascade;
use crate::execute::ByIds;
use crate::retention::Expire;
use crate::statement::{Shallow, Write};

/// What is recorded, which nothing is here.
#[diagnostic::on_unimplemented(
    message = "nothing is recorded: enable the feature `journal` of `diesel-scopes`",
    label = "this takes the feature `journal`",
    note = "`features = [\"journal\"]` of `diesel-scopes` in `Cargo.toml`, and `journal;` in front of the \
            tables in `soft_deletable!`, record all statements on them"
)]
pub trait RecordedByTheFeature {}

/// The methods that say something to the journal.
macro_rules! by_and_because {
    ($([$($parameters:tt)*] $statement:ty;)+) => {$(
        #[doc(hidden)]
        impl<$($parameters)*> $statement {
            pub fn by(self, _: impl Into<String>) -> Self
            where
                R: RecordedByTheFeature,
            {
                self
            }

            pub fn because(self, _: impl Into<String>) -> Self
            where
                R: RecordedByTheFeature,
            {
                self
            }
        }
    )+};
}

by_and_because! {
    [A, W, R, H] Write<A, W, R, H>;
    [A, W, R] Cascade<Write<A, W, R, Shallow>>;
    [A, W, R, H, Id] ByIds<Write<A, W, R, H>, Id>;
    [T: crate::declare::Declared, R] Expire<T, R>;
}

//! Statements: soft delete, restore and purge of the rows of one table.

mod action;
mod changes;
mod closed;
mod error;
/// Apart, since the functions and their types are called like the modules here.
pub(crate) mod functions;
mod mark_as;
mod purge;
mod raw;
mod restore;
mod restored;
mod returning;
mod soft_delete;
mod stamp;
mod target;
mod text;
mod touch;
pub(crate) mod types;
mod unread;
mod write;

pub(crate) use self::action::{Action, ActionFragment, touched};
pub(crate) use self::changes::ChangesFragment;
pub use self::changes::{Changes, NoChanges};
pub use self::error::StatementError;
pub use self::mark_as::{MarkAs, mark_as};
pub(crate) use self::purge::AgeFragment;
pub use self::purge::{AnyAge, OlderThan, Purging};
pub(crate) use self::raw::refuse_evaluation;
pub use self::restore::Restoring;
pub use self::restored::{Restored, RestoredDsl};
pub use self::returning::{Returning, SupportsReturning};
pub use self::soft_delete::SoftDeleting;
pub use self::stamp::{At, Now};
pub(crate) use self::stamp::{DefaultStamp, next};
pub(crate) use self::target::{Among, TargetClause};
pub use self::target::{BoxedWhere, Narrowed, Where};
pub(crate) use self::text::{read, text_of};
pub(crate) use self::unread::is_constant;
pub use self::write::Write;
pub(crate) use crate::declare::ChosenReach;
pub use crate::declare::NoReturning;
pub use crate::declare::True;
#[cfg(feature = "journal")]
pub use crate::declare::{Anybody, Nobody, Recorded};
pub(crate) use crate::declare::{Ending, Said, Told};
#[cfg(feature = "journal")]
pub(crate) use crate::declare::{Journaled, Whose};
pub use crate::declare::{Shallow, Unchosen};

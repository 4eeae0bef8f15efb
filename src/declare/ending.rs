//! How a statement ends: it is recorded in the journal, or it is not.

use diesel::query_builder::QueryId;

/// Nothing but the number of rows comes back.
#[derive(Debug, Clone, Copy, Default, QueryId)]
pub struct NoReturning;

/// What is said of an operation.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Said {
    pub(crate) actor: Option<String>,
    pub(crate) reason: Option<String>,
}

/// How a statement on a table ends unless it returns rows, as the declaration of the
/// table says: [`NoReturning`], or `Recorded`.
pub trait Ending: Default {
    /// Whether there is a journal.
    const RECORDED: bool = false;

    /// Whether who does it has to be said.
    const ASKS: bool = false;

    /// What goes to the journal, if there is one.
    fn said(&self) -> Option<&Said>;
}

impl Ending for NoReturning {
    fn said(&self) -> Option<&Said> {
        None
    }
}

/// Of a table that has no journal.
#[diagnostic::on_unimplemented(
    message = "a changeset cannot be recorded, and this table has a journal",
    label = "the declaration of this table begins with `journal`",
    note = "`soft_delete(…)` and `restore(…)` are recorded; further columns stand in their `.set(…)`"
)]
pub trait Unrecorded: Ending {}

impl Unrecorded for NoReturning {}

/// A statement of which all is said that the journal asks for.
#[diagnostic::on_unimplemented(
    message = "the journal of this table asks who does this",
    label = "`.by(…)` was not called",
    note = "the declaration begins with `journal (actor);`: name the actor, as in `.by(\"user:7\")`"
)]
pub trait Told: Ending {}

impl Told for NoReturning {}

#[cfg(feature = "journal")]
pub use self::journaled::{Anybody, Nobody, Recorded};
#[cfg(feature = "journal")]
pub(crate) use self::journaled::{Journaled, Whose};

#[cfg(feature = "journal")]
mod journaled {
    use std::marker::PhantomData;

    use super::{Ending, Said, Told};

    /// A statement on a table whose declaration begins with `journal;`. It is
    /// recorded: no row comes back.
    #[derive(Debug, Clone)]
    pub struct Recorded<Who> {
        pub(crate) said: Said,
        who: PhantomData<Who>,
    }

    /// The actor may be named, or has been.
    #[derive(Debug, Clone, Copy)]
    pub struct Anybody;

    /// The actor has still to be named, with `.by(…)`.
    #[derive(Debug, Clone, Copy)]
    pub struct Nobody;

    impl<Who> Default for Recorded<Who> {
        fn default() -> Self {
            Recorded::of(Said::default())
        }
    }

    impl<Who> Recorded<Who> {
        pub(crate) fn of(said: Said) -> Self {
            Recorded {
                said,
                who: PhantomData,
            }
        }
    }

    /// Who may, or has to, be named.
    pub trait Whose {
        const ASKS: bool;
    }

    impl Whose for Anybody {
        const ASKS: bool = false;
    }

    impl Whose for Nobody {
        const ASKS: bool = true;
    }

    impl<Who: Whose> Ending for Recorded<Who> {
        const RECORDED: bool = true;
        const ASKS: bool = Who::ASKS;

        fn said(&self) -> Option<&Said> {
            Some(&self.said)
        }
    }

    impl Told for Recorded<Anybody> {}

    /// A statement that is recorded.
    #[diagnostic::on_unimplemented(
        message = "there is no journal in which this could be recorded",
        label = "the declaration of the table has no journal",
        note = "`journal;` in front of the tables in `soft_deletable!` records all statements on them"
    )]
    pub trait Journaled {
        fn by(self, actor: String) -> Recorded<Anybody>;
        fn because(self, reason: String) -> Self;
    }

    impl<Who: Whose> Journaled for Recorded<Who> {
        fn by(self, actor: String) -> Recorded<Anybody> {
            Recorded::of(Said {
                actor: Some(actor),
                ..self.said
            })
        }

        fn because(self, reason: String) -> Self {
            Recorded::of(Said {
                reason: Some(reason),
                ..self.said
            })
        }
    }
}

//! A scope as a value.

use std::fmt;
use std::str::FromStr;

/// Which rows are wanted, where only the run time knows: behind a query
/// parameter `?scope=deleted`, say.
///
/// Parses from and prints as `active`, `deleted` and `all`; with the feature
/// `serde` it is serialized as the same words.
///
/// ```
/// use diesel_scopes::Scope;
///
/// assert_eq!("deleted".parse(), Ok(Scope::Deleted));
/// assert_eq!(Scope::All.to_string(), "all");
/// assert_eq!(
///     "trash".parse::<Scope>().unwrap_err().to_string(),
///     "unknown scope `trash`, expected one of `active`, `deleted`, `all`",
/// );
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "lowercase")
)]
pub enum Scope {
    /// The rows that are not deleted.
    #[default]
    Active,
    /// The rows that are deleted.
    Deleted,
    /// All rows, deleted or not.
    All,
}

impl Scope {
    /// Every scope, in the order in which a person would be offered them.
    pub const ALL: [Scope; 3] = [Scope::Active, Scope::Deleted, Scope::All];

    /// The word that stands for the scope.
    pub const fn as_str(self) -> &'static str {
        match self {
            Scope::Active => "active",
            Scope::Deleted => "deleted",
            Scope::All => "all",
        }
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// The error of parsing a [`Scope`] from a word that is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownScope {
    word: String,
}

impl fmt::Display for UnknownScope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "unknown scope `{}`, expected one of ", self.word)?;
        for (i, scope) in Scope::ALL.iter().enumerate() {
            let comma = if i == 0 { "" } else { ", " };
            write!(f, "{comma}`{scope}`")?;
        }
        Ok(())
    }
}

impl std::error::Error for UnknownScope {}

impl FromStr for Scope {
    type Err = UnknownScope;

    fn from_str(word: &str) -> Result<Self, UnknownScope> {
        Scope::ALL
            .into_iter()
            .find(|scope| scope.as_str() == word)
            .ok_or_else(|| UnknownScope {
                word: word.to_owned(),
            })
    }
}

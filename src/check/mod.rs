//! Looks whether a database says what a declaration says, behind the feature `check`.

pub mod catalogue;

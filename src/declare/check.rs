//! What a declaration says as a whole.

use super::columns::same;
#[cfg(feature = "journal")]
use super::ending::Ending;
use super::info::MarkerTexts;
#[cfg(feature = "journal")]
use super::table::Declared;
use super::table::SoftDeletable;
use super::words::Words;

/// Refuses a column that a statement would write twice.
pub const fn check_columns<T: SoftDeletable>(table: &str) {
    // What is wrong with the number is in the constant.
    let _ = T::KEEP;
    let count = count::<T>();
    let mut at = 0;
    while at < count {
        let mut before = 0;
        while before < at {
            if same(column::<T>(before), column::<T>(at)) {
                Words::new("the declaration of `")
                    .and(table)
                    .and("` names the column `")
                    .and(column::<T>(at))
                    .and("` twice: a column is a marker, or stands under `clear`, `flag` or `touch`, once")
                    .refuse()
            }
            before += 1;
        }
        at += 1;
    }
}

/// Refuses an edge over which rows would change that no journal is told of.
#[cfg(feature = "journal")]
pub const fn check_journal<T: Declared>(table: &str, is_recorded: bool, child: &str) {
    if is_recorded && !T::Journal::RECORDED {
        Words::new("`")
            .and(child)
            .and("` has a journal, and `")
            .and(table)
            .and("`, on which it depends, has none: what a cascade from there does could not be recorded; begin the declaration of `")
            .and(table)
            .and("` with `journal;` too")
            .refuse()
    }
}

const fn count<T: SoftDeletable>() -> usize {
    T::Markers::TEXTS.len() + T::ALSO.len() + T::CLEAR.len() + T::FLAGS.len() + T::TOUCH.len()
}

/// One of the columns that statements write.
const fn column<T: SoftDeletable>(mut at: usize) -> &'static str {
    if at < T::Markers::TEXTS.len() {
        return T::Markers::TEXTS[at].column;
    }
    at -= T::Markers::TEXTS.len();
    if at < T::ALSO.len() {
        return T::ALSO[at].column;
    }
    at -= T::ALSO.len();
    if at < T::CLEAR.len() {
        return T::CLEAR[at];
    }
    at -= T::CLEAR.len();
    if at < T::FLAGS.len() {
        return T::FLAGS[at];
    }
    at -= T::FLAGS.len();
    T::TOUCH[at].column
}

//! Whether the texts of a marker are closed in themselves.

use std::marker::PhantomData;

use super::marker::Marker;
use super::words::Words;

/// The texts of the marker `M`, looked at while its declaration is compiled.
pub struct Texts<M>(PhantomData<M>);

/// What is no marker has none; that it is none is reported elsewhere.
pub trait HasNoTexts {
    /// So there is nothing to look at.
    const ARE_CLOSED: () = ();
}

impl<M> HasNoTexts for Texts<M> {}

impl<M: Marker> Texts<M> {
    /// Compiles if they are.
    pub const ARE_CLOSED: () = {
        refuse_open("ACTIVE", M::ACTIVE);
        refuse_open("DELETED", M::DELETED);
        refuse_open("RESTORED", M::RESTORED);
    };
}

/// The same of what a flag writes.
pub(super) const fn closed_mark(text: &'static str) -> &'static str {
    refuse_open("MARKED", text);
    text
}

/// A text such as `IS NULL OR state <> 'D'` would let a statement reach rows that it
/// must not touch.
const fn refuse_open(name: &str, text: &str) {
    if !is_closed(text.as_bytes()) {
        Words::new("the text `")
            .and(name)
            .and("` of this marker is not closed in itself: ")
            .and(text)
            .and(
                " (an OR, a comment, a comma, a `;` or the like outside of parentheses would let a \
                 statement reach other rows; `IS NOT TRUE`, `IS DISTINCT FROM 'D'`, `<=> 'D'` and \
                 `IN ('D', 'X')` are closed)",
            )
            .refuse()
    }
}

const fn is_closed(text: &[u8]) -> bool {
    let mut depth = 0usize;
    let mut at = 0;
    while at < text.len() {
        let next = if at + 1 < text.len() { text[at + 1] } else { 0 };
        match text[at] {
            quote @ (b'\'' | b'"' | b'`') => match behind_quoted(text, at, quote) {
                Some(behind) => {
                    at = behind;
                    continue;
                }
                None => return false,
            },
            b'(' => depth += 1,
            b')' if depth == 0 => return false,
            b')' => depth -= 1,
            b',' if depth == 0 => return false,
            // A comment of MySQL, PostgreSQL's `$$text$$`, a bind, an escape.
            b';' | b'#' | b'$' | b'?' | b'\\' | 0 => return false,
            b'-' if next == b'-' => return false,
            b'/' if next == b'*' => return false,
            b'|' if next == b'|' && depth == 0 => return false,
            first if is_letter(first) => {
                let mut end = at;
                while end < text.len() && is_letter(text[end]) {
                    end += 1;
                }
                if depth == 0 && breaks_out(text, at, end) {
                    return false;
                }
                at = end;
                continue;
            }
            _ => {}
        }
        at += 1;
    }
    depth == 0
}

/// The place behind a quoted text that begins at `from`.
const fn behind_quoted(text: &[u8], from: usize, quote: u8) -> Option<usize> {
    let mut at = from + 1;
    while at < text.len() {
        // `'\'` ends on PostgreSQL and goes on in MySQL.
        if text[at] == b'\\' {
            return None;
        }
        if text[at] == quote {
            if at + 1 < text.len() && text[at + 1] == quote {
                at += 1;
            } else {
                return Some(at + 1);
            }
        }
        at += 1;
    }
    None
}

const fn is_letter(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}

/// Words that bind more loosely than `AND`, or that end the condition.
const BREAKS_OUT: [&str; 16] = [
    "OR",
    "XOR",
    "WHERE",
    "SET",
    "ORDER",
    "LIMIT",
    "OFFSET",
    "GROUP",
    "HAVING",
    "WINDOW",
    "UNION",
    "INTERSECT",
    "EXCEPT",
    "RETURNING",
    "FOR",
    "FETCH",
];

const fn breaks_out(text: &[u8], from: usize, end: usize) -> bool {
    let mut at = 0;
    while at < BREAKS_OUT.len() {
        let word = BREAKS_OUT[at].as_bytes();
        let mut same = 0;
        while same < word.len()
            && from + same < end
            && text[from + same].eq_ignore_ascii_case(&word[same])
        {
            same += 1;
        }
        if same == word.len() && from + same == end {
            return true;
        }
        at += 1;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::is_closed;

    #[test]
    fn closed_texts_pass() {
        for text in [
            "",
            "IS NULL",
            "= FALSE",
            "<> 0",
            "IS DISTINCT FROM 'D'",
            "<=> 'D' IS NOT TRUE",
            "IN ('this OR that', 'it''s')",
            "= ANY (SELECT 1 WHERE 1 = 1 OR 2 = 2)",
            "BETWEEN 1 AND 5",
            "> oracle",
            "= -1",
        ] {
            assert!(is_closed(text.as_bytes()), "{text}");
        }
    }

    #[test]
    fn open_texts_do_not() {
        for text in [
            "IS NULL OR state <> 'D'",
            "is null or 1",
            "IS NULL xor b",
            "= 1 || b",
            "= 1 -- b",
            "= 1 /* b */",
            "= 1 # b",
            "= 1; DELETE FROM t",
            ") OR (1",
            "IN (1",
            "= 'b",
            r"= '\' OR b = '",
            "= 1, state = 'D'",
            "= 1 ORDER BY b",
            "= 1 WHERE TRUE",
            "= $1",
            "= ?",
        ] {
            assert!(!is_closed(text.as_bytes()), "{text}");
        }
    }
}

//! What the tour prints: the line of Rust, its SQL, the rows.

use std::fmt::Debug;
use std::io::{ErrorKind, IsTerminal, Write};
use std::sync::LazyLock;

use chrono::NaiveDateTime;
use comfy_table::{Table, presets};

use crate::models::{Authorship, Comment, Community, Post, Reply, User};
use crate::{Result, recorder};

/// Prints an expression as it is written, runs it, and prints the SQL that was
/// sent for it.
macro_rules! run {
    ($expression:expr) => {{
        $crate::recorder::take();
        $crate::screen::code(stringify!($expression));
        let result = $expression;
        $crate::screen::sql();
        result
    }};
}

const WIDTH: usize = 92;

const BOLD: &str = "1";
const BLUE: &str = "34";
const DIM: &str = "2";

fn paint(text: &str, style: &str) -> String {
    static COLOURS: LazyLock<bool> = LazyLock::new(|| {
        let asked_not_to = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        std::io::stdout().is_terminal() && !asked_not_to
    });
    if *COLOURS {
        format!("\x1b[{style}m{text}\x1b[0m")
    } else {
        text.to_owned()
    }
}

fn line(text: &str) {
    match writeln!(std::io::stdout(), "{}", text.trim_end()) {
        // Whoever reads has seen enough: `tour | head`.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => std::process::exit(0),
        _ => {}
    }
}

fn indented(text: &str, style: &str) {
    for part in text.lines() {
        line(&format!("    {}", paint(part, style)));
    }
}

pub fn chapter(title: &str) {
    line("");
    line(&paint(&format!("== {title} =="), BOLD));
}

pub fn say(text: &str) {
    line("");
    let mut row = String::new();
    for word in text.split_whitespace() {
        if row.len() + word.len() >= WIDTH {
            line(&row);
            row.clear();
        }
        row.push_str(word);
        row.push(' ');
    }
    line(&row);
}

/// The line of Rust, as `run!` got it.
pub fn code(expression: &str) {
    line("");
    indented(&laid_out(expression), BOLD);
}

/// The SQL that was sent since the last call.
pub fn sql() {
    for statement in recorder::take() {
        let (text, binds) = statement
            .split_once(" -- binds: ")
            .unwrap_or((&statement, "[]"));
        line("");
        indented(&folded(text), BLUE);
        if binds != "[]" {
            indented(&format!("-- binds: {binds}"), DIM);
        }
    }
}

/// What a statement came to.
pub fn result(value: impl Debug) {
    line("");
    line(&format!("    => {value:?}"));
}

/// What a value says of itself.
pub fn said(value: &impl std::fmt::Display) {
    line("");
    line(&format!("    => {value}"));
}

/// Rows, as a table.
pub fn rows<R: Row>(rows: &[R]) {
    let mut table = Table::new();
    table.load_preset(presets::UTF8_BORDERS_ONLY);
    table.set_header(R::HEADINGS);
    for row in rows {
        table.add_row(row.cells());
    }
    line("");
    indented(&table.to_string(), "0");
}

/// Ends the tour unless a step did what it says.
pub fn check<T: Debug + PartialEq<U>, U: Debug>(what: &str, found: T, expected: U) -> Result<()> {
    if found == expected {
        return Ok(());
    }
    Err(format!("{what}: expected {expected:?}, found {found:?}").into())
}

/// Breaks a long chain of methods in front of each of its dots.
///
/// `stringify!` has lost the line breaks of the source, and put in some of its
/// own.
fn laid_out(expression: &str) -> String {
    let words: Vec<&str> = expression.split_whitespace().collect();
    let text = words.join(" ").replace("( ", "(").replace(" )", ")");
    broken_before(&text.replace(",)", ")"), &["."], "\n    ")
}

/// Breaks a long statement in front of its clauses, and its long parts in
/// parentheses too.
fn folded(sql: &str) -> String {
    let clauses = [
        " FROM ",
        " SET ",
        " WHERE ",
        " ORDER BY ",
        " RETURNING ",
        " UNION ",
        " UPDATE ",
        " DELETE FROM ",
        " SELECT ",
        " `cascade_",
        " \"cascade_",
    ];
    let mut parts = String::new();
    let mut rest = sql;
    while let Some((before, inside, after)) = parenthesised(rest) {
        parts.push_str(before);
        if inside.len() > WIDTH {
            parts.push_str(&format!(
                "(\n    {})",
                folded(inside).replace('\n', "\n    ")
            ));
        } else {
            parts.push_str(&format!("({inside})"));
        }
        rest = after;
    }
    parts.push_str(rest);
    if sql.starts_with("WITH ") || parts.contains('\n') {
        return broken_before(&parts, &clauses, "\n ").replace("DELETE\n  FROM", "DELETE FROM");
    }
    broken_before(&parts, &clauses[..5], "\n ")
}

/// What stands before the first parenthesis, in it, and behind it.
fn parenthesised(text: &str) -> Option<(&str, &str, &str)> {
    let open = text.find('(')?;
    let mut depth = 0;
    for (at, letter) in text[open..].char_indices() {
        match letter {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            let close = open + at;
            return Some((&text[..open], &text[open + 1..close], &text[close + 1..]));
        }
    }
    None
}

/// Puts a break in front of these words, unless they are in parentheses, if the
/// text is longer than a line.
fn broken_before(text: &str, words: &[&str], line_break: &str) -> String {
    if text.len() <= WIDTH {
        return text.to_owned();
    }
    let mut broken = String::new();
    let mut depth = 0;
    for (at, letter) in text.char_indices() {
        match letter {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ if depth == 0 && words.iter().any(|word| text[at..].starts_with(word)) => {
                broken.push_str(line_break);
            }
            _ => {}
        }
        broken.push(letter);
    }
    broken
}

/// What a row shows of itself.
pub trait Row {
    const HEADINGS: &'static [&'static str];
    fn cells(&self) -> Vec<String>;
}

macro_rules! row {
    ($model:ident: $($field:ident),+) => {
        impl Row for $model {
            const HEADINGS: &'static [&'static str] = &[$(stringify!($field)),+];
            fn cells(&self) -> Vec<String> {
                vec![$(self.$field.cell()),+]
            }
        }
    };
}

row!(User: id, name, deleted_at);
row!(Post: id, title, deleted_at, delete_reason, deleted_by);
row!(Comment: id, post_id, parent_id, body, deleted_at);
row!(Community: id, name, deleted, removed);
row!(Authorship: name, title);
row!(Reply: reply, answers);

/// How a value is shown.
trait Cell {
    fn cell(&self) -> String;
}

impl Cell for i32 {
    fn cell(&self) -> String {
        self.to_string()
    }
}

impl Cell for bool {
    fn cell(&self) -> String {
        self.to_string()
    }
}

impl Cell for String {
    fn cell(&self) -> String {
        self.clone()
    }
}

impl Cell for NaiveDateTime {
    fn cell(&self) -> String {
        self.format("%Y-%m-%d %H:%M:%S%.6f").to_string()
    }
}

impl<T: Cell> Cell for Option<T> {
    fn cell(&self) -> String {
        self.as_ref().map_or("NULL".to_owned(), Cell::cell)
    }
}

//! Statements that are broken in every way: nothing panics, nothing hangs.

use std::time::{Duration, Instant};

use super::read::read;
use super::tests::{corpus, every_dialect};

/// For how long: `GUARD_FUZZ_SECONDS`, a minute at most.
fn time() -> Duration {
    let seconds = std::env::var("GUARD_FUZZ_SECONDS").ok();
    let seconds = seconds.and_then(|it| it.parse().ok()).unwrap_or(3);
    Duration::from_secs(seconds.min(60))
}

/// Xorshift: the same statements in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(end.max(1)).unwrap()).unwrap()
    }
}

/// What is put in anywhere.
const PIECES: [&str; 40] = [
    "(",
    ")",
    "((((((((((",
    "'",
    "\"",
    "`",
    "/*",
    "*/",
    "--",
    "\n",
    ";",
    ",",
    ".",
    "$1",
    "?",
    "$$",
    "$a$",
    "[",
    "]",
    "{",
    "\\",
    "\0",
    "é",
    "😀",
    "::",
    "/*!",
    "1e999999",
    "0x",
    " OR ",
    " AND ",
    " NOT ",
    " WHERE ",
    " SELECT ",
    " UNION ",
    " CASE ",
    " IS NULL",
    " LATERAL ",
    "E'\\",
    "N'",
    "U&'",
];

fn broken(sql: &str, other: &str, random: &mut Random) -> String {
    let mut chars: Vec<char> = sql.chars().collect();
    for _ in 0..=random.below(4) {
        let at = random.below(chars.len() + 1);
        let end = (at + random.below(12)).min(chars.len());
        match random.below(6) {
            0 => drop(chars.drain(at..end)),
            1 => drop(chars.splice(at..at, PIECES[random.below(PIECES.len())].chars())),
            2 => {
                let again: Vec<char> = chars[at..end].to_vec();
                for _ in 0..random.below(200) {
                    chars.splice(at..at, again.iter().copied());
                }
            }
            3 => chars.truncate(at),
            4 => {
                let other: Vec<char> = other.chars().collect();
                let from = random.below(other.len());
                chars.splice(at..end, other[from..].iter().copied());
            }
            _ => chars[at..end].reverse(),
        }
    }
    chars.into_iter().take(20_000).collect()
}

/// On less stack than any thread has.
#[test]
fn nothing_panics_and_nothing_hangs() {
    let small = std::thread::Builder::new().stack_size(1 << 20);
    let small = small.name("guard".to_owned());
    small.spawn(break_statements).unwrap().join().unwrap();
}

fn break_statements() {
    let tables = every_dialect();
    let corpus = corpus();
    // What panics within is caught and would not be seen here.
    let panics = std::sync::Arc::new(std::sync::atomic::AtomicU64::new(0));
    let count = panics.clone();
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        let here = std::thread::current();
        if here.name().is_some_and(|name| name.contains("guard")) {
            count.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        }
        before(panic);
    }));
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    let start = Instant::now();
    let mut statements = 0_u64;
    while start.elapsed() < time() {
        let (_, _, sql, _) = &corpus[random.below(corpus.len())];
        let (_, _, other, _) = &corpus[random.below(corpus.len())];
        let sql = broken(sql, other, &mut random);
        let dialect = random.below(tables.len());
        let one = Instant::now();
        let found = read(&sql, &tables[dialect..=dialect]);
        assert!(one.elapsed() < Duration::from_secs(5), "{sql}");
        for finding in found {
            // It can be printed, too.
            assert!(!finding.to_string().is_empty());
        }
        statements += 1;
    }
    assert!(statements > 100, "{statements}");
    let panics = panics.load(std::sync::atomic::Ordering::Relaxed);
    assert_eq!(panics, 0, "of {statements} statements");
}

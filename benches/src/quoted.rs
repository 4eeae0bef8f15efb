//! The times that other pages quote are those of the reports.

/// What `cargo run -p benches` has written.
const REPORTS: [&str; 2] = [
    include_str!("../RESULTS.md"),
    include_str!("../cascades/RESULTS.md"),
];

const PAGES: [&str; 2] = [
    include_str!("../../README.md"),
    include_str!("../../src/guide/costs.rs"),
];

/// `70.2 µs`, `5.51 s`: a number and its unit.
fn times(page: &str) -> Vec<String> {
    let words: Vec<&str> = page
        .split_whitespace()
        .filter(|word| *word != "//!")
        .collect();
    let time = |pair: &[&str]| {
        let unit = pair[1].trim_end_matches(|c: char| !c.is_alphabetic());
        let is_time = ["ns", "µs", "ms", "s"].contains(&unit);
        let number = pair[0].trim_start_matches(|c: char| !c.is_numeric());
        (is_time && number.parse::<f64>().is_ok()).then(|| format!("{number} {unit}"))
    };
    words.windows(2).filter_map(time).collect()
}

#[test]
fn times_are_in_the_reports() {
    for page in PAGES {
        let quoted = times(page);
        assert!(quoted.len() > 5, "{quoted:?}");
        for time in quoted {
            let is_reported = REPORTS.iter().any(|report| report.contains(&time));
            assert!(is_reported, "{time} is in no report");
        }
    }
}

//! Everything that was found.

use std::fmt;

use super::finding::Finding;

/// What [`check`](super::check()) has found.
///
/// It prints all findings, and a line that counts them. With the feature `serde` it can be
/// serialized.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Report {
    findings: Vec<Finding>,
    ignored: usize,
    tables: usize,
}

impl Report {
    pub(super) fn new(findings: Vec<Finding>, tables: usize) -> Self {
        Report {
            findings,
            ignored: 0,
            tables,
        }
    }

    /// What is wrong: table by table, as they are declared.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// Whether nothing is wrong, apart from what is ignored.
    pub fn is_clean(&self) -> bool {
        self.findings.is_empty()
    }

    /// How many findings are ignored.
    pub fn ignored(&self) -> usize {
        self.ignored
    }

    /// How many tables were looked at.
    pub fn tables(&self) -> usize {
        self.tables
    }

    /// What mends all that SQL can mend, in its order: each statement once, where several findings
    /// need it.
    pub fn sql(&self) -> Vec<&str> {
        let mut all = Vec::new();
        for sql in self.findings.iter().flat_map(|it| it.sql()) {
            if !all.contains(&sql.as_str()) {
                all.push(sql);
            }
        }
        all
    }

    /// Leaves out the findings that are meant: those of which the closure is true.
    pub fn ignoring(mut self, meant: impl Fn(&Finding) -> bool) -> Self {
        let before = self.findings.len();
        self.findings.retain(|finding| !meant(finding));
        self.ignored += before - self.findings.len();
        self
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for finding in &self.findings {
            writeln!(f, "{finding}")?;
        }
        let counted = |number: usize, one: &str, many: &str| match number {
            0 => format!("no {many}"),
            1 => format!("1 {one}"),
            number => format!("{number} {many}"),
        };
        let found = counted(self.findings.len(), "finding", "findings");
        let tables = counted(self.tables, "table", "tables");
        match self.ignored {
            0 => write!(f, "{found} in {tables}"),
            ignored => write!(f, "{found} in {tables}, {ignored} ignored"),
        }
    }
}

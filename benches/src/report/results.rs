use std::path::Path;

use benches::{Case, Ratio, Section, Subject, ratio};

use crate::Result;
use crate::figures;

pub const BACKENDS: [&str; 4] = ["PostgreSQL", "MariaDB", "MySQL", "SQLite"];

/// Everything that was measured.
pub struct Results {
    pub sections: Vec<Section>,
}

impl Results {
    pub fn read(folder: &Path) -> Result<Self> {
        let hint = "`cargo bench -p benches` writes the results";
        let mut sections = Section::read_all(folder)
            .map_err(|error| format!("{}: {error} ({hint})", folder.display()))?;
        // What measured nothing counts as not measured.
        for section in &mut sections {
            section
                .cases
                .retain(|case| case.subjects.iter().any(|it| typical(it).is_some()));
        }
        sections.retain(|section| !section.cases.is_empty());
        if sections.is_empty() {
            return Err(format!("{}: no results ({hint})", folder.display()).into());
        }
        Ok(Results { sections })
    }

    /// The section on the backend, or the one that uses no database.
    pub fn get(&self, name: &str, backend: Option<&str>) -> Option<&Section> {
        self.sections
            .iter()
            .find(|section| section.name == name && section.backend.as_deref() == backend)
    }

    /// The section on every backend that it was measured on, in the order of [`BACKENDS`].
    pub fn on_backends(&self, name: &str) -> impl Iterator<Item = (&'static str, &Section)> {
        BACKENDS
            .into_iter()
            .filter_map(move |backend| Some((backend, self.get(name, Some(backend))?)))
    }
}

/// `single on SQLite`.
pub fn name(section: &Section) -> String {
    match &section.backend {
        Some(backend) => format!("{} on {backend}", section.name),
        None => section.name.clone(),
    }
}

/// `single on SQLite, bulk on SQLite`.
pub fn names(sections: &[&Section]) -> String {
    let names: Vec<_> = sections.iter().map(|section| name(section)).collect();
    names.join(", ")
}

/// The sections that have the same key, by the first of each group.
pub fn grouped<'a, K: PartialEq>(
    sections: impl IntoIterator<Item = &'a Section>,
    key: impl Fn(&'a Section) -> K,
) -> Vec<(K, Vec<&'a Section>)> {
    let mut groups: Vec<(K, Vec<&Section>)> = Vec::new();
    for section in sections {
        let key = key(section);
        match groups.iter_mut().find(|(it, _)| *it == key) {
            Some((_, sections)) => sections.push(section),
            None => groups.push((key, vec![section])),
        }
    }
    groups
}

/// Whether the section's figures mean something.
pub fn counts(section: &Section) -> bool {
    section.run.optimized && !section.run.quick
}

pub fn setting<'a>(case: &'a Case, name: &str) -> &'a str {
    case.settings.get(name).map_or("", String::as_str)
}

/// `restore (rows 10,000, target ids)`.
pub fn describe(case: &Case) -> String {
    let settings = case.settings.iter();
    let settings: Vec<_> = settings
        .map(|(name, value)| format!("{name} {}", figures::grouped(value)))
        .collect();
    if settings.is_empty() {
        return case.operation.clone();
    }
    format!("{} ({})", case.operation, settings.join(", "))
}

/// What the subject typically takes, if it was measured.
pub fn typical(subject: &Subject) -> Option<f64> {
    Some(subject.typical()).filter(|it| it.is_finite())
}

/// The crate in proportion to the subject of that name, if both were measured.
pub fn ratio_to(case: &Case, name: &str) -> Option<Ratio> {
    let ratio = ratio(case.subjects.first()?, case.subject(name)?);
    Some(ratio).filter(|it| it.typical.is_finite())
}

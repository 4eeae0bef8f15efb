use benches::{Section, Setup};

use crate::results::{Results, name};
use crate::table::Table;

/// The machine and the versions, for each group of sections that had the same.
pub fn describe(results: &Results) -> String {
    let mut groups: Vec<(&Setup, Vec<&Section>)> = Vec::new();
    for section in &results.sections {
        let setup = &section.run.setup;
        match groups.iter_mut().find(|(it, _)| is_same(it, setup)) {
            Some((_, sections)) => sections.push(section),
            None => groups.push((setup, vec![section])),
        }
    }
    let tables: String = match groups.as_slice() {
        [(setup, _)] => [("Machine", &setup.machine), ("Version", &setup.versions)]
            .map(|(what, values)| table([what, ""], values))
            .concat(),
        groups => groups.iter().map(group).collect(),
    };
    format!("\n## Setup\n{tables}")
}

/// The commit may be another one: it stands next to the commands.
fn is_same(one: &Setup, other: &Setup) -> bool {
    (&one.machine, &one.versions) == (&other.machine, &other.versions)
}

fn group((setup, sections): &(&Setup, Vec<&Section>)) -> String {
    let names: Vec<_> = sections.iter().map(|section| name(section)).collect();
    let values = setup.machine.iter().chain(&setup.versions);
    table(["Setup of", &names.join(", ")], values)
}

fn table<'a>(header: [&str; 2], values: impl IntoIterator<Item = &'a (String, String)>) -> String {
    let mut table = Table::new(header);
    for (name, value) in values {
        table.row([name, value]);
    }
    format!("\n{table}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::section;

    fn of(name: &str, cores: &str, commit: &str) -> Section {
        let mut section = section(name, Some("SQLite"), []);
        section.run.setup = Setup {
            commit: commit.to_owned(),
            machine: vec![("Cores".to_owned(), cores.to_owned())],
            versions: vec![("diesel".to_owned(), "2.3.14".to_owned())],
        };
        section
    }

    fn described(sections: [Section; 3]) -> String {
        describe(&Results {
            sections: sections.into(),
        })
    }

    #[test]
    fn what_is_the_same_for_all_is_there_once() {
        let text = described([
            of("bulk", "2", "a"),
            of("reads", "2", "b"),
            of("single", "2", "a"),
        ]);
        let expected = "
## Setup

| Machine |  |
|---|---|
| Cores | 2 |

| Version |  |
|---|---|
| diesel | 2.3.14 |
";
        assert_eq!(text, expected);
    }

    #[test]
    fn each_setup_names_its_sections() {
        let text = described([
            of("bulk", "2", "a"),
            of("reads", "8", "a"),
            of("single", "2", "a"),
        ]);
        let expected = "
## Setup

| Setup of | bulk on SQLite, single on SQLite |
|---|---|
| Cores | 2 |
| diesel | 2.3.14 |

| Setup of | reads on SQLite |
|---|---|
| Cores | 8 |
| diesel | 2.3.14 |
";
        assert_eq!(text, expected);
    }
}

use benches::Section;

use crate::results::{Results, grouped, names};
use crate::table::Table;

/// The machine and the versions, for each group of sections that had the same.
pub fn describe(results: &Results) -> String {
    let groups = grouped(&results.sections, on);
    let tables: String = match groups.as_slice() {
        [((machine, versions), _)] => [("Machine", machine), ("Version", versions)]
            .map(|(what, values)| table([what, ""], *values))
            .concat(),
        groups => groups.iter().map(group).collect(),
    };
    format!("\n## Setup\n{tables}")
}

/// The machine and the versions.
type Setup<'a> = (&'a Values, &'a Values);
type Values = Vec<(String, String)>;

/// The commit may be another one: it stands next to the commands.
fn on(section: &Section) -> Setup<'_> {
    let setup = &section.run.setup;
    (&setup.machine, &setup.versions)
}

fn group(((machine, versions), sections): &(Setup<'_>, Vec<&Section>)) -> String {
    table(
        ["Setup of", &names(sections)],
        machine.iter().chain(*versions),
    )
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
    use benches::Setup;

    use super::{Results, Section, describe};
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

use benches::Section;

use crate::results::{BACKENDS, Results, grouped, names};
use crate::table::Table;

/// The servers of all backends, with those of their settings that figures depend on.
pub fn describe(results: &Results) -> String {
    let mut table = Table::new(["Server", "Version", "Settings"]);
    for backend in BACKENDS {
        let sections = results.sections.iter();
        let measured = sections.filter(|it| it.backend.as_deref() == Some(backend));
        // In case that it was another server for some sections.
        let servers = grouped(measured, server);
        if servers.is_empty() {
            table.row([backend, "not measured", ""]);
        }
        for (server, sections) in &servers {
            let [version, settings] = server;
            let server = match servers.len() {
                1 => backend.to_owned(),
                _ => names(sections),
            };
            table.row([&server, version, settings]);
        }
    }
    format!("\n{table}")
}

/// The version, and the settings.
fn server(section: &Section) -> [String; 2] {
    let Some(((_, version), settings)) = section.run.server.split_first() else {
        return ["unknown".to_owned(), String::new()];
    };
    let settings = settings.iter();
    let settings: Vec<_> = settings
        .map(|(name, value)| format!("{name} = {value}"))
        .collect();
    [version.clone(), settings.join(", ")]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::section;

    fn on_postgresql(name: &str, fsync: &str) -> Section {
        let mut section = section(name, Some("PostgreSQL"), []);
        section.run.server = [
            ("PostgreSQL", "PostgreSQL 15.18"),
            ("fsync", fsync),
            ("shared_buffers", "1GB"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into();
        section
    }

    #[test]
    fn a_server_has_its_settings() {
        let sections = vec![
            on_postgresql("bulk", "off"),
            on_postgresql("reads", "off"),
            section("reads", Some("SQLite"), []),
        ];
        let expected = "
| Server | Version | Settings |
|---|---|---|
| PostgreSQL | PostgreSQL 15.18 | fsync = off, shared_buffers = 1GB |
| MariaDB | not measured |  |
| MySQL | not measured |  |
| SQLite | unknown |  |
";
        assert_eq!(describe(&Results { sections }), expected);
    }

    #[test]
    fn another_server_names_its_sections() {
        let sections = vec![on_postgresql("bulk", "off"), on_postgresql("reads", "on")];
        let text = describe(&Results { sections });
        assert!(text.contains("| bulk on PostgreSQL | PostgreSQL 15.18 | fsync = off, "));
        assert!(text.contains("| reads on PostgreSQL | PostgreSQL 15.18 | fsync = on, "));
    }
}

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use crate::Result;

/// What is known of why goals are missed, by the goal's id; written by hand.
pub struct Causes {
    texts: BTreeMap<String, String>,
}

impl Causes {
    /// Nothing is known if there is no such file.
    pub fn read(file: &Path) -> Result<Self> {
        match fs::read_to_string(file) {
            Ok(text) => Ok(Self::parse(&text)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(Self::parse("")),
            Err(error) => Err(format!("{}: {error}", file.display()).into()),
        }
    }

    fn parse(text: &str) -> Self {
        let mut texts = BTreeMap::new();
        let mut id = None;
        for line in text.lines() {
            if let Some(heading) = line.strip_prefix("## ") {
                id = Some(heading.trim().to_owned());
            } else if let Some(id) = &id {
                let text: &mut String = texts.entry(id.clone()).or_default();
                text.push_str(line);
                text.push('\n');
            }
        }
        Causes { texts }
    }

    pub fn get(&self, id: &str) -> &str {
        self.texts
            .get(id)
            .map(|text| text.trim())
            .filter(|text| !text.is_empty())
            .unwrap_or("Cause not known yet.")
    }
}

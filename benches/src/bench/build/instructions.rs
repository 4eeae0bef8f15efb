//! The same counted in instructions, which a busy machine does not change: the
//! bench runs itself in callgrind, with many repetitions and with few, and
//! divides the difference.

use std::process::Command;

use benches::Unit;

use super::queries::{DIALECTS, Forms};
use crate::Result;
use crate::database::left_out;
use crate::measure::Bench;

/// The first argument of the bench in callgrind.
pub(crate) const COUNTED: &str = "--count-instructions";

const FEW: u64 = 100;
const MANY: u64 = 1_100;

pub(crate) fn measure(bench: &mut Bench<'_>) -> Result<bool> {
    if let Err(error) = Command::new("valgrind").arg("--version").output() {
        left_out(&format!("instructions are not counted: valgrind: {error}"))?;
        return Ok(false);
    }
    for (dialect, forms) in DIALECTS {
        if bench.options.quick && dialect != "SQLite" {
            continue;
        }
        for form in forms {
            let mut case = form.case(dialect, Unit::Instructions);
            for (name, _) in form.subjects() {
                let count = |times| counted(dialect, form.name, name, times);
                let each = (count(MANY)? - count(FEW)?) / (MANY - FEW) as f64;
                println!("{}, {dialect}, {name}: {each:.0} instructions", form.name);
                case.subjects.push(benches::Subject {
                    name: name.to_owned(),
                    rounds: vec![vec![each]],
                });
            }
            bench.add(case);
        }
    }
    Ok(true)
}

/// The instructions of a whole process.
fn counted(dialect: &str, form: &str, subject: &str, times: u64) -> Result<f64> {
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(std::env::current_exe()?)
        .args([COUNTED, dialect, form, subject, &times.to_string()])
        // The size of the environment moves the stack, and with it some counts.
        .env_clear()
        .output()?;
    let log = String::from_utf8_lossy(&output.stderr);
    log.lines()
        .find_map(|line| line.split_once("Collected :"))
        .filter(|_| output.status.success())
        .and_then(|(_, count)| count.trim().parse().ok())
        .ok_or_else(|| format!("callgrind did not count:\n{log}").into())
}

/// What the process in callgrind does.
pub(crate) fn repeat(arguments: &[String]) -> Result<()> {
    let [dialect, form, subject, times] = arguments else {
        return Err(format!("{COUNTED} takes four arguments").into());
    };
    let found = DIALECTS
        .iter()
        .find(|(name, _)| name == dialect)
        .and_then(|(_, forms)| forms.iter().find(|it| it.name == form))
        .map(Forms::subjects)
        .and_then(|subjects| subjects.into_iter().find(|(name, _)| name == subject));
    let (_, render) = found.ok_or_else(|| format!("there is no {dialect} {form} {subject}"))?;
    for _ in 0..times.parse::<u64>()? {
        std::hint::black_box(std::hint::black_box(render)()?);
    }
    Ok(())
}

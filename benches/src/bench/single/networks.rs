//! The subjects of a backend behind a network. Compiled once for each of these.

use super::{raw, single_diesel, single_sqlx};
use crate::Result;
use crate::database::Database;
use crate::delay;
use crate::measure::{Bench, case};
use crate::single::{QUICKLY, WITH_DELAY, prepare, seaorm::seaorm};

pub(crate) fn measure(bench: &mut Bench<'_>, database: &Database) -> Result<()> {
    prepare(bench, database)?;
    for (network, url, rounds) in [
        ("loopback", database.url.clone(), QUICKLY),
        ("1 ms each way", delay::behind(&database.url)?, WITH_DELAY),
    ] {
        let subjects = async || {
            Ok(vec![
                single_diesel::scopes(database, &url).await?,
                single_diesel::update(database, &url).await?,
                raw::single(database, &url).await?,
                single_sqlx::sqlx(database, &url).await?,
                seaorm(database, &url).await?,
            ])
        };
        let case = case("soft delete by key").with("network", network);
        bench.rounds(case, bench.options.rounds(rounds), subjects)?;
    }
    Ok(())
}

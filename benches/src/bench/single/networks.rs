//! The subjects of a backend behind a network. Compiled once for each of these.

use super::{raw, single_diesel, single_sqlx};
use crate::Result;
use crate::database::Database;
use crate::delay;
use crate::measure::{Bench, case};
use crate::single::{ROUNDS, prepare, seaorm::seaorm};

pub(crate) fn measure(bench: &mut Bench<'_>, database: &Database) -> Result<()> {
    prepare(bench, database)?;
    let rounds = bench.options.or_quick(ROUNDS, 1);
    for (network, url) in [
        ("loopback", database.url.clone()),
        ("1 ms each way", delay::behind(&database.url)?),
    ] {
        let subjects = bench.runtime.block_on(async {
            Result::Ok(vec![
                single_diesel::scopes(database, &url).await?,
                single_diesel::update(database, &url).await?,
                raw::single(database, &url).await?,
                single_sqlx::sqlx(database, &url).await?,
                seaorm(database, &url).await?,
            ])
        })?;
        let case = case("soft delete by key").with("network", network);
        bench.rounds(case, rounds, subjects)?;
    }
    Ok(())
}

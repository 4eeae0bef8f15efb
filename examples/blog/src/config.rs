//! The settings, from the environment.

use std::net::SocketAddr;
use std::str::FromStr;
use std::time::Duration;

use crate::Result;

#[derive(Debug, Clone)]
pub struct Config {
    /// `DATABASE_URL`; without one, a temporary SQLite file.
    pub database_url: Option<String>,
    /// `ADDRESS`
    pub address: SocketAddr,
    /// `POOL_SIZE`
    pub pool_size: u32,
    /// `POOL_TIMEOUT`, in seconds: how long a call waits for a connection.
    pub pool_timeout: Duration,
    /// `PURGE_EVERY`, in seconds, counted from midnight in UTC; 0 is never.
    pub purge_every: Duration,
}

const DAY: u64 = 24 * 60 * 60;

impl Config {
    pub fn from_env() -> Result<Self> {
        let url = std::env::var("DATABASE_URL").ok();
        Ok(Config {
            database_url: url.filter(|url| !url.is_empty()),
            address: variable("ADDRESS", SocketAddr::from(([127, 0, 0, 1], 3000)))?,
            pool_size: variable("POOL_SIZE", 10)?,
            pool_timeout: Duration::from_secs(variable("POOL_TIMEOUT", 3)?),
            purge_every: Duration::from_secs(variable("PURGE_EVERY", DAY)?),
        })
    }
}

fn variable<T: FromStr>(name: &str, default: T) -> Result<T>
where
    T::Err: std::fmt::Display,
{
    match std::env::var(name) {
        Ok(value) => value
            .parse()
            .map_err(|error| format!("{name} is `{value}`: {error}").into()),
        Err(_) => Ok(default),
    }
}

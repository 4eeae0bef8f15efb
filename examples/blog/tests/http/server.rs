//! The program under test, as a process.

use std::process::Stdio;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use reqwest::{Client, Method, RequestBuilder};
use serde_json::Value;
use tokio::io::{AsyncBufReadExt, AsyncRead, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};
use tokio::task::JoinHandle;
use tokio::time::timeout;

use crate::answer::{Answer, answer};
use crate::database::{Backend, Database};
use crate::sql;

const LONG: Duration = Duration::from_secs(30);

pub struct Server {
    pub address: String,
    backend: Backend,
    client: Client,
    process: Child,
    /// Read no further, but kept open.
    _stdout: Lines<BufReader<ChildStdout>>,
    log: Arc<Mutex<Vec<String>>>,
    logging: JoinHandle<()>,
}

impl Server {
    pub async fn start(database: &Database) -> Self {
        Self::start_with(database, &[]).await
    }

    pub async fn start_with(database: &Database, settings: &[(&str, &str)]) -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_blog"))
            .env("DATABASE_URL", &database.url)
            .env("ADDRESS", "127.0.0.1:0")
            .env("RUST_LOG", "info,sql=debug")
            // Midnight may be near.
            .env("PURGE_EVERY", "0")
            .envs(settings.iter().copied())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let log = Arc::default();
        let logging = tokio::spawn(collect(process.stderr.take().unwrap(), Arc::clone(&log)));
        let mut stdout = BufReader::new(process.stdout.take().unwrap()).lines();
        let first = timeout(LONG, stdout.next_line()).await.unwrap().unwrap();
        let Some(address) = first
            .as_deref()
            .and_then(|it| it.strip_prefix("listening on "))
        else {
            logging.await.unwrap();
            panic!("it did not start: {first:?} {:?}", log.lock().unwrap());
        };
        Server {
            address: address.to_owned(),
            backend: database.backend,
            client: Client::builder().timeout(LONG).build().unwrap(),
            process,
            _stdout: stdout,
            log,
            logging,
        }
    }

    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self
            .client
            .request(method, format!("{}{path}", self.address));
        request.header("X-User-Id", "1")
    }

    pub async fn delete_as(&self, user: i32, path: &str) -> Answer {
        let url = format!("{}{path}", self.address);
        let request = self.client.delete(url).header("X-User-Id", user);
        answer(request).await
    }

    pub async fn get(&self, path: &str) -> Answer {
        answer(self.request(Method::GET, path)).await
    }

    pub async fn delete(&self, path: &str) -> Answer {
        self.delete_as(1, path).await
    }

    pub async fn post(&self, path: &str) -> Answer {
        answer(self.request(Method::POST, path)).await
    }

    pub async fn post_json(&self, path: &str, body: Value) -> Answer {
        answer(self.request(Method::POST, path).json(&body)).await
    }

    pub async fn patch_json(&self, path: &str, body: Value) -> Answer {
        answer(self.request(Method::PATCH, path).json(&body)).await
    }

    /// Waits until SQL with one of these words is sent.
    pub async fn sends(&self, words: &[&str]) {
        self.logs(words).await;
    }

    /// Waits for a line with one of these words in the log.
    pub async fn logs(&self, words: &[&str]) -> String {
        let logged = async {
            loop {
                let hit = |line: &&String| words.iter().any(|word| line.contains(word));
                let line = self.log.lock().unwrap().iter().find(hit).cloned();
                if let Some(line) = line {
                    return line;
                }
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        timeout(LONG, logged).await.expect("it is logged")
    }

    /// Whether a line with this word is in the log by now.
    pub fn has_logged(&self, word: &str) -> bool {
        let log = self.log.lock().unwrap();
        log.iter().any(|line| line.contains(word))
    }

    pub fn terminate(&self) {
        let pid = i32::try_from(self.process.id().unwrap()).unwrap();
        kill(Pid::from_raw(pid), Signal::SIGTERM).unwrap();
    }

    /// Stops it, and looks through the SQL that it has sent.
    pub async fn stop(self) {
        self.terminate();
        self.stopped().await;
    }

    pub async fn stopped(mut self) {
        let status = timeout(LONG, self.process.wait()).await.unwrap().unwrap();
        assert!(status.success(), "{status}");
        timeout(LONG, self.logging).await.unwrap().unwrap();
        let log = self.log.lock().unwrap();
        sql::check(self.backend, &log);
        let error = |line: &&String| line.contains(" ERROR ") && !line.contains("503 Service");
        let errors: Vec<_> = log.iter().filter(error).collect();
        assert!(errors.is_empty(), "{errors:?}");
    }
}

async fn collect(from: impl AsyncRead + Unpin, log: Arc<Mutex<Vec<String>>>) {
    let mut lines = BufReader::new(from).lines();
    while let Ok(Some(line)) = lines.next_line().await {
        log.lock().unwrap().push(line);
    }
}

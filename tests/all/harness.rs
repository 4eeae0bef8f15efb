//! Collects the cases and runs them, each on a database of its own.

use std::future::Future;
use std::pin::Pin;
use std::process::ExitCode;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use diesel::result::QueryResult;
use diesel_async::{AsyncConnection, TransactionManager};
use libtest_mimic::{Arguments, Failed, Trial};
use tokio::runtime::Runtime;

/// `?` works on every error that can be printed, and so does a failed assertion.
pub(crate) type TestResult<T = ()> = Result<T, Failed>;

type Running<'a> = Pin<Box<dyn Future<Output = TestResult> + Send + 'a>>;

/// A database that was made for the tests, with the migrations of this crate.
pub(crate) trait TestDatabase: Sized + Send + Sync + 'static {
    type Connection: AsyncConnection + 'static;

    /// The first part of the names of the cases.
    const NAME: &'static str;

    /// Why there is no such database here, if there is none.
    fn unavailable() -> Option<String>;

    /// A connection whose database vanishes with it, where there is such a thing.
    fn in_memory() -> impl Future<Output = TestResult<Option<Self::Connection>>> + Send {
        async { Ok(None) }
    }

    fn create() -> impl Future<Output = TestResult<Self>> + Send;
    fn connect(&self) -> impl Future<Output = TestResult<Self::Connection>> + Send;
    fn discard(&self) -> impl Future<Output = TestResult> + Send;
}

/// One case on one backend.
pub(crate) struct Case<D: TestDatabase> {
    /// `postgresql::scopes::active_hides_deleted_rows`
    name: String,
    body: Body<D>,
}

/// What a case needs.
pub(crate) enum Body<D: TestDatabase> {
    /// A connection that leaves nothing behind: to a database in memory, or in
    /// a transaction that is rolled back.
    Connection(for<'a> fn(&'a mut D::Connection) -> Running<'a>),
    /// A database of its own: for several connections, commits and `CREATE`.
    Database(for<'a> fn(&'a D) -> Running<'a>),
}

impl<D: TestDatabase> Case<D> {
    pub(crate) fn new(module: &str, name: &str, body: Body<D>) -> Self {
        Case {
            name: trial_name(module, name),
            body,
        }
    }
}

/// `all::sqlite::cases::scopes` and `case` make `sqlite::scopes::case`.
fn trial_name(module: &str, name: &str) -> String {
    let module = module.split_once("::").map_or(module, |(_, rest)| rest);
    format!("{}::{name}", module.replace("::cases::", "::"))
}

/// The cases of a file: `cases![one, other]` for those that take a
/// `&mut Connection`, `cases![one; database: other]` where others take a
/// `&Database`.
macro_rules! cases {
    ($($name:ident),* $(,)?) => {
        cases![$($name),*; database:];
    };
    ($($name:ident),* $(,)?; database: $($own:ident),* $(,)?) => {
        pub(crate) fn cases() -> Vec<$crate::harness::Case<Database>> {
            use $crate::harness::{Body, Case};
            vec![
                $(Case::new(
                    module_path!(),
                    stringify!($name),
                    Body::Connection(|conn| Box::pin($name(conn))),
                ),)*
                $(Case::new(
                    module_path!(),
                    stringify!($own),
                    Body::Database(|db| Box::pin($own(db))),
                ),)*
            ]
        }
    };
}

/// Declares the files of a folder, and collects their cases.
macro_rules! case_files {
    ($($file:ident),* $(,)?) => {
        $(pub(crate) mod $file;)*

        pub(crate) fn cases() -> Vec<$crate::harness::Case<Database>> {
            [$($file::cases()),*].into_iter().flatten().collect()
        }
    };
}

/// Tests that need no server: `tests![one, other]` for functions without
/// arguments.
macro_rules! tests {
    ($($name:ident),* $(,)?) => {
        pub(crate) fn tests() -> Vec<libtest_mimic::Trial> {
            vec![$($crate::harness::test(module_path!(), stringify!($name), $name)),*]
        }
    };
}

pub(crate) fn test<T: Passed>(module: &str, name: &str, body: fn() -> T) -> Trial {
    Trial::test(trial_name(module, name), move || body().passed())
}

/// What a test without a database returns.
pub(crate) trait Passed: 'static {
    fn passed(self) -> TestResult;
}

impl Passed for () {
    fn passed(self) -> TestResult {
        Ok(())
    }
}

impl Passed for TestResult {
    fn passed(self) -> TestResult {
        self
    }
}

type CleanUp = Box<dyn FnOnce() -> TestResult>;

pub(crate) struct Suite {
    trials: Vec<Trial>,
    skipped: Vec<String>,
    clean_ups: Vec<CleanUp>,
}

impl Suite {
    pub(crate) fn new() -> Self {
        Suite {
            trials: Vec::new(),
            skipped: Vec::new(),
            clean_ups: Vec::new(),
        }
    }

    /// Adds tests that need no server.
    pub(crate) fn tests(&mut self, tests: Vec<Trial>) {
        self.trials.extend(tests);
    }

    /// Adds the cases of a backend, or notes why they are skipped.
    pub(crate) fn backend<D: TestDatabase>(
        &mut self,
        cases: impl IntoIterator<Item = Vec<Case<D>>>,
    ) {
        if let Some(reason) = D::unavailable() {
            let skipped = format!("{} ({reason})", D::NAME);
            if std::env::var("CI").is_ok_and(|ci| ci == "true") {
                let reason = format!("{reason}, which CI takes for a failure");
                self.trials
                    .push(Trial::test(format!("{}::server", D::NAME), || {
                        Err(reason.into())
                    }));
            }
            self.skipped.push(skipped);
            return;
        }
        let databases = Arc::new(Databases::<D>::default());
        for case in cases.into_iter().flatten() {
            let databases = databases.clone();
            self.trials.push(Trial::test(case.name, move || {
                RUNTIME.block_on(databases.run(case.body))
            }));
        }
        self.clean_ups
            .push(Box::new(move || RUNTIME.block_on(databases.discard())));
    }

    /// Has this done when all cases have run.
    pub(crate) fn at_the_end(&mut self, clean_up: impl FnOnce() -> TestResult + 'static) {
        self.clean_ups.push(Box::new(clean_up));
    }

    pub(crate) fn run(self) -> ExitCode {
        let mut arguments = Arguments::from_args();
        // A case has a connection or two, and PostgreSQL takes a hundred by default.
        if arguments.test_threads.is_none() {
            let threads = std::thread::available_parallelism().map_or(4, usize::from);
            arguments.test_threads = Some(threads.min(16));
        }

        let conclusion = libtest_mimic::run(&arguments, self.trials);
        let mut code = conclusion.exit_code();
        for clean_up in self.clean_ups {
            if let Err(error) = clean_up() {
                println!("{}", error.message().unwrap_or("cannot clean up"));
                code = ExitCode::FAILURE;
            }
        }
        if !arguments.list {
            for skipped in self.skipped {
                println!("skipped: {skipped}");
            }
        }
        code
    }
}

static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| Runtime::new().expect("cannot start tokio"));

/// The databases of a backend. Two cases never use one at the same time, so that
/// neither waits for the locks of the other.
struct Databases<D> {
    free: Mutex<Vec<Arc<D>>>,
    all: Mutex<Vec<Arc<D>>>,
}

impl<D> Default for Databases<D> {
    fn default() -> Self {
        Databases {
            free: Mutex::default(),
            all: Mutex::default(),
        }
    }
}

impl<D: TestDatabase> Databases<D> {
    async fn run(&self, body: Body<D>) -> TestResult {
        match body {
            Body::Database(body) => body(&*self.create().await?).await,
            Body::Connection(body) => {
                if let Some(mut conn) = D::in_memory().await? {
                    return body(&mut conn).await;
                }
                let free = self.lock(&self.free).pop();
                let database = match free {
                    Some(database) => database,
                    None => self.create().await?,
                };
                let mut conn = database.connect().await?;
                conn.begin_test_transaction().await?;
                body(&mut conn).await?;
                roll_back(&mut conn).await?;
                // A database on which a case failed is not used again.
                self.lock(&self.free).push(database);
                Ok(())
            }
        }
    }

    async fn create(&self) -> TestResult<Arc<D>> {
        let database = Arc::new(D::create().await?);
        self.lock(&self.all).push(database.clone());
        Ok(database)
    }

    async fn discard(&self) -> TestResult {
        let all = std::mem::take(&mut *self.lock(&self.all));
        for database in all {
            database.discard().await?;
        }
        Ok(())
    }

    fn lock<'a, T>(&self, mutex: &'a Mutex<T>) -> std::sync::MutexGuard<'a, T> {
        mutex.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn roll_back<C: AsyncConnection>(conn: &mut C) -> QueryResult<()> {
    C::TransactionManager::rollback_transaction(conn).await
}

/// A name that no other database has, on a server that other runs use too.
pub(crate) fn unique_name() -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    static START: LazyLock<u128> = LazyLock::new(|| {
        let since = SystemTime::now().duration_since(UNIX_EPOCH);
        since.unwrap_or_default().as_micros()
    });
    format!(
        "diesel_scopes_{}_{:x}_{}",
        std::process::id(),
        *START,
        COUNT.fetch_add(1, Ordering::Relaxed)
    )
}

/// Where the server of a backend is, or why that is not known.
pub(crate) fn server_url(variable: &str) -> Result<String, String> {
    match std::env::var(variable) {
        Ok(url) if !url.is_empty() => Ok(url),
        _ => Err(format!(
            "{variable} is not set; tests/run.sh starts a server"
        )),
    }
}

/// The URL of another database on the same server.
pub(crate) fn database_url(server: &str, database: &str) -> TestResult<String> {
    let (url, options) = match server.split_once('?') {
        Some((url, options)) => (url, format!("?{options}")),
        None => (server, String::new()),
    };
    match url.rsplit_once('/') {
        Some((host, _)) if host.contains("://") => Ok(format!("{host}/{database}{options}")),
        _ => Err(format!("`{server}` is not the URL of a database").into()),
    }
}

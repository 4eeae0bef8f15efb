//! A thread with a stack that is deep enough for any statement.

use std::sync::mpsc::{Sender, channel};
use std::sync::{LazyLock, Mutex, PoisonError};

type Job = Box<dyn FnOnce() + Send>;

/// Only what is used of it is taken from the system.
const STACK: usize = 512 << 20;

/// None where the system gives no such thread.
static THREAD: LazyLock<Option<Mutex<Sender<Job>>>> = LazyLock::new(|| {
    let (sender, jobs) = channel::<Job>();
    let thread = std::thread::Builder::new()
        .name("diesel_scopes::guard".to_owned())
        .stack_size(STACK)
        .spawn(move || jobs.into_iter().for_each(|job| job()));
    thread.ok().map(|_| Mutex::new(sender))
});

/// Waits until it is done there.
pub(crate) fn run<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
    let (sender, done) = channel();
    let job = Box::new(move || {
        // Nobody waits any longer: then nobody needs it.
        let _ = sender.send(work());
    });
    let thread = THREAD.as_ref()?;
    let thread = thread.lock().unwrap_or_else(PoisonError::into_inner);
    thread.send(job).ok()?;
    drop(thread);
    done.recv().ok()
}

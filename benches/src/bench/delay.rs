//! A proxy on this machine that holds back every byte for a while, in both
//! directions, as a network would.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream, ToSocketAddrs};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use url::Url;

use crate::Result;

/// How long each way takes.
pub(crate) const DELAY: Duration = Duration::from_millis(1);

/// Starts the proxy, which lives as long as the bench, and returns the URL of the
/// server behind it.
pub(crate) fn behind(url: &str) -> Result<String> {
    let mut url = Url::parse(url)?;
    let (host, port) = (url.host_str().unwrap_or_default(), url.port().unwrap_or(0));
    let server = (host, port)
        .to_socket_addrs()?
        .next()
        .ok_or_else(|| format!("{host} has no address"))?;
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let proxy = listener.local_addr()?;
    thread::spawn(move || {
        for client in listener.incoming().flatten() {
            // A client that is not served finds its connection closed.
            if let Ok(upstream) = TcpStream::connect(server) {
                let _ = join(&client, &upstream);
            }
        }
    });
    url.set_host(Some(&proxy.ip().to_string()))?;
    url.set_port(Some(proxy.port()))
        .map_err(|()| "the URL cannot have a port")?;
    Ok(url.into())
}

fn join(client: &TcpStream, server: &TcpStream) -> std::io::Result<()> {
    for socket in [client, server] {
        socket.set_nodelay(true)?;
    }
    forward(client.try_clone()?, server.try_clone()?);
    forward(server.try_clone()?, client.try_clone()?);
    Ok(())
}

/// Threads and not tasks, since tokio's timer has whole milliseconds.
fn forward(mut from: TcpStream, mut to: TcpStream) {
    let (sender, receiver) = mpsc::channel::<(Instant, Vec<u8>)>();
    thread::spawn(move || {
        let mut buffer = [0; 65_536];
        while let Ok(read @ 1..) = from.read(&mut buffer) {
            let due = Instant::now() + DELAY;
            if sender.send((due, buffer[..read].to_vec())).is_err() {
                break;
            }
        }
    });
    thread::spawn(move || {
        for (due, bytes) in receiver {
            thread::sleep(due.saturating_duration_since(Instant::now()));
            if to.write_all(&bytes).is_err() {
                break;
            }
        }
        let _ = to.shutdown(Shutdown::Both);
    });
}

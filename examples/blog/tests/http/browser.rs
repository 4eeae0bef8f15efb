//! The page at `/`, in headless Chromium, over the WebDriver protocol.
//!
//! `BLOG_SCREENSHOT=yes` writes `screenshot.png` anew.

use std::process::Stdio;
use std::time::Duration;

use base64::Engine;
use reqwest::{Client, Method};
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use tokio::time::timeout;

use crate::database::{Backend, Database};
use crate::server::Server;

pub async fn clicks_through(database: &Database) {
    let server = Server::start(database).await;
    let browser = Browser::open().await;
    browser.go(&server.address).await;
    assert_eq!(
        browser.text("#posts tbody tr:first-child").await,
        "Sourdough, third attempt quill 3 Delete"
    );
    assert_eq!(
        browser.text("#activity tbody").await,
        "Nothing has been deleted, restored or purged yet."
    );

    // Delete a post, with a reason.
    browser.click("#posts [data-url='/posts/5']").await;
    assert_eq!(
        browser.text("#question").await,
        "Delete the post “CHEAP WATCHES CLICK HERE”?"
    );
    assert_eq!(browser.text("#preview").await, "posts 1 row");
    browser.type_into("#reason", "spam").await;
    browser.confirm().await;
    let line = browser.text("#trash tbody tr:first-child").await;
    assert!(
        line.starts_with("posts CHEAP WATCHES CLICK HERE 20"),
        "{line}"
    );
    assert!(
        line.ends_with("admin spam Restore Delete for good"),
        "{line}"
    );
    let line = browser.text("#activity tbody tr:first-child").await;
    assert!(
        line.starts_with("1 20") && line.ends_with("admin delete posts 1 spam Undo"),
        "{line}"
    );

    // Delete a user, whose posts and comments are previewed and go along.
    browser.click("#users [data-url='/users/2']").await;
    assert_eq!(
        browser.text("#preview").await,
        "users 1 row posts 2 rows comments 4 rows attachments 1 kept, key cleared"
    );
    browser.click("#cancel").await;
    assert!(browser.text("#users").await.contains("quill"));
    browser.click("#users [data-url='/users/2']").await;
    browser.type_into("#reason", "moved").await;
    browser.confirm().await;
    assert!(!browser.text("#users").await.contains("quill"));
    assert!(!browser.text("#posts").await.contains("Sourdough"));
    assert!(browser.text("#trash").await.contains("with users 2"));

    // A user with an invoice stays.
    browser.click("#users [data-url='/users/3']").await;
    assert_eq!(browser.text("#preview").await, "invoices 1 row");
    assert!(browser.text("#detail").await.starts_with("cannot delete"));
    assert_eq!(browser.text("#dialog .buttons").await, "Cancel");
    browser.click("#cancel").await;

    // Restore the user, with all that went along.
    browser
        .click_through("#trash [data-url='/users/2/restore']")
        .await;
    assert!(browser.text("#users").await.contains("quill"));
    assert!(
        browser
            .text("#posts")
            .await
            .contains("Sourdough, third attempt quill 3")
    );

    // Undo that, and undo the undoing.
    browser
        .click("#activity [data-url='/operations/3/undo']")
        .await;
    assert_eq!(browser.text("#question").await, "Undo operation 3?");
    assert_eq!(
        browser.text("#preview").await,
        "users 1 row posts 2 rows comments 4 rows"
    );
    browser.confirm().await;
    assert!(!browser.text("#users").await.contains("quill"));
    let line = browser.text("#activity tbody tr:first-child").await;
    assert!(
        line.starts_with("4 20") && line.ends_with("admin undo of 3 users 7 Undo"),
        "{line}"
    );
    let line = browser.text("#activity tbody tr.undone").await;
    assert!(
        line.ends_with("admin restore users 7 undone by 4"),
        "{line}"
    );
    browser
        .click("#activity [data-url='/operations/4/undo']")
        .await;
    browser.confirm().await;
    assert!(browser.text("#users").await.contains("quill"));
    // Of the deletion only what the restore has left is still to be undone.
    browser
        .click("#activity [data-url='/operations/2/undo']")
        .await;
    assert_eq!(
        browser.text("#preview").await,
        "users 1 changed since posts 2 changed since comments 4 changed since attachments 1 row"
    );
    browser.confirm().await;
    browser.click("#users [data-url='/users/2']").await;
    assert_eq!(
        browser.text("#preview").await,
        "users 1 row posts 2 rows comments 4 rows attachments 1 kept, key cleared"
    );
    if database.backend == Backend::Sqlite && std::env::var_os("BLOG_SCREENSHOT").is_some() {
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/screenshot.png");
        std::fs::write(file, browser.screenshot().await).unwrap();
    }
    browser.click("#cancel").await;

    // Remove a post for good, then purge what is old.
    browser
        .click("#trash [data-url='/posts/5/permanent']")
        .await;
    assert_eq!(browser.text("#preview").await, "posts 1 row");
    browser.confirm().await;
    assert!(!browser.text("body").await.contains("CHEAP WATCHES"));
    assert!(browser.text("#trash").await.contains("This blog has moved"));
    browser.click("#purge").await;
    assert_eq!(browser.text("#preview").await, "posts 1 row comments 1 row");
    browser.confirm().await;
    assert!(!browser.text("#trash").await.contains("This blog has moved"));
    // What is gone for good cannot be undone.
    let line = browser.text("#activity tbody tr:first-child").await;
    assert!(line.ends_with(" admin purge posts 2"), "{line}");

    browser.close().await;
    server.stop().await;
}

/// A window of Chromium, and the driver that it hangs on.
struct Browser {
    client: Client,
    session: String,
    driver: Child,
}

const LONG: Duration = Duration::from_secs(60);

impl Browser {
    async fn open() -> Self {
        let mut driver = Command::new("chromedriver")
            .arg("--port=0")
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("chromedriver is installed; tests/run.sh does that");
        let mut lines = BufReader::new(driver.stdout.take().unwrap()).lines();
        let port = async {
            while let Ok(Some(line)) = lines.next_line().await {
                if let Some((_, port)) = line.split_once("started successfully on port ") {
                    return port.trim_end_matches('.').to_owned();
                }
            }
            panic!("chromedriver did not start")
        };
        let port = timeout(LONG, port).await.unwrap();
        let mut browser = Browser {
            client: Client::builder().timeout(LONG).build().unwrap(),
            session: format!("http://127.0.0.1:{port}/session"),
            driver,
        };
        // Without a sandbox, as Chromium has none for root.
        let arguments = [
            "--headless=new",
            "--no-sandbox",
            "--disable-dev-shm-usage",
            "--window-size=1120,1130",
        ];
        let wanted = json!({ "capabilities": { "alwaysMatch": {
            "goog:chromeOptions": { "args": arguments },
            "timeouts": { "implicit": 20_000 },
        } } });
        let session = browser.tell(Method::POST, "", wanted).await;
        let id = session["sessionId"].as_str().unwrap();
        browser.session = format!("{}/{id}", browser.session);
        browser
    }

    async fn tell(&self, method: Method, path: &str, body: Value) -> Value {
        let request = self
            .client
            .request(method.clone(), format!("{}{path}", self.session));
        let request = if method == Method::POST {
            request.json(&body)
        } else {
            request
        };
        let answer: Value = request.send().await.unwrap().json().await.unwrap();
        assert!(
            answer["value"]["error"].is_null(),
            "{path} {body}: {}",
            answer["value"]
        );
        answer["value"].clone()
    }

    /// Waits for the element to be there, for a while.
    async fn find(&self, css: &str) -> String {
        let how = json!({ "using": "css selector", "value": css });
        let element = self.tell(Method::POST, "/element", how).await;
        let (_, id) = element.as_object().unwrap().iter().next().unwrap();
        format!("/element/{}", id.as_str().unwrap())
    }

    async fn go(&self, url: &str) {
        self.tell(Method::POST, "/url", json!({ "url": url })).await;
        self.find("body[data-ready]").await;
    }

    async fn press(&self, css: &str) {
        let element = self.find(css).await;
        self.tell(Method::POST, &format!("{element}/click"), json!({}))
            .await;
    }

    /// Presses a button that opens or closes the dialog.
    async fn click(&self, css: &str) {
        self.press(css).await;
        let open = if css == "#cancel" {
            "#dialog:not([open])"
        } else {
            "#dialog[open]"
        };
        self.find(open).await;
    }

    /// Presses a button after which the page is loaded anew.
    async fn click_through(&self, css: &str) {
        let mark = json!({ "script": "document.body.dataset.ready = 'old'", "args": [] });
        self.tell(Method::POST, "/execute/sync", mark).await;
        self.press(css).await;
        self.find("body[data-ready='yes']").await;
    }

    async fn confirm(&self) {
        self.click_through("#confirm").await;
    }

    async fn type_into(&self, css: &str, text: &str) {
        let element = self.find(css).await;
        self.tell(
            Method::POST,
            &format!("{element}/value"),
            json!({ "text": text }),
        )
        .await;
    }

    /// The text that one sees, on one line.
    async fn text(&self, css: &str) -> String {
        let element = self.find(css).await;
        let text = self
            .tell(Method::GET, &format!("{element}/text"), Value::Null)
            .await;
        text.as_str()
            .unwrap()
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
    }

    async fn screenshot(&self) -> Vec<u8> {
        let png = self.tell(Method::GET, "/screenshot", Value::Null).await;
        base64::prelude::BASE64_STANDARD
            .decode(png.as_str().unwrap())
            .unwrap()
    }

    async fn close(mut self) {
        self.tell(Method::DELETE, "", Value::Null).await;
        self.driver.kill().await.unwrap();
    }
}

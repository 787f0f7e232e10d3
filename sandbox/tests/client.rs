//! A test's own sandbox, and a client for it.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use flex_checkout::internal::check;
use flex_checkout::models::CheckoutSession;
use serde_json::{Value, json};
use tokio::runtime::Runtime;

/// Both ends are in one process: a longer wait is a failure.
const TIMEOUT: Duration = Duration::from_secs(20);

pub struct Sandbox {
    pub host: String,
    pub log: Arc<Mutex<Vec<String>>>,
    agent: ureq::Agent,
    // Dropped with the sandbox, and ends it.
    _runtime: Runtime,
}

pub struct Reply {
    pub status: u16,
    pub headers: ureq::http::HeaderMap,
    pub body: Vec<u8>,
}

impl Sandbox {
    pub fn start() -> Sandbox {
        let runtime = Runtime::new().unwrap();
        let listener = runtime.block_on(sandbox::listen(0)).unwrap();
        let host = listener.local_addr().unwrap().to_string();
        let log = Arc::new(Mutex::new(Vec::new()));
        let lines = Arc::clone(&log);
        let write = Arc::new(move |line: &str| lines.lock().unwrap().push(line.to_owned()));
        runtime.spawn(sandbox::serve(listener, write));
        let agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .timeout_global(Some(TIMEOUT))
            .build()
            .into();
        Sandbox { host, log, agent, _runtime: runtime }
    }

    pub fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Result<Reply, ureq::Error> {
        let mut request = ureq::http::Request::builder()
            .method(method)
            .uri(format!("http://{}{path}", self.host));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let mut response = if method == "GET" {
            self.agent.run(request.body(())?)?
        } else {
            self.agent.run(request.body(body)?)?
        };
        let body = response.body_mut().with_config().limit(64 << 20).read_to_vec()?;
        Ok(Reply { status: response.status().as_u16(), headers: response.headers().clone(), body })
    }

    /// Sends a request with the default key.
    pub fn call(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
    ) -> Result<Reply, ureq::Error> {
        self.call_with_body(method, path, headers, "")
    }

    pub fn call_with_body(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Result<Reply, ureq::Error> {
        let key = format!("Bearer {}", sandbox::KEY);
        let mut all = vec![("authorization", key.as_str())];
        all.extend_from_slice(headers);
        self.send(method, path, &all, body)
    }

    pub fn get(&self, session: &str) -> Reply {
        self.call("GET", &path(session, ""), &[]).unwrap()
    }

    pub fn reauth(&self, session: &str) -> Reply {
        self.call("POST", &path(session, "/reauth"), &[]).unwrap()
    }

    pub fn reauth_with(
        &self,
        session: &str,
        headers: &[(&str, &str)],
    ) -> Result<Reply, ureq::Error> {
        self.call("POST", &path(session, "/reauth"), headers)
    }

    pub fn create(&self, new: &Value) -> String {
        let reply = self.control("POST", "/sandbox/sessions", new);
        assert_eq!(reply.status, 201, "{}", reply.text());
        reply.json()["id"].as_str().unwrap().to_owned()
    }

    pub fn fresh(&self, kind: &str) -> String {
        self.create(&json!({"kind": kind}))
    }

    pub fn with_faults(&self, faults: &Value) -> String {
        let session = self.fresh("hold_expiring");
        let path = format!("/sandbox/sessions/{session}/faults");
        assert_eq!(self.control("PUT", &path, faults).status, 200);
        session
    }

    pub fn control(&self, method: &str, path: &str, body: &Value) -> Reply {
        self.send(method, path, &[], &body.to_string()).unwrap()
    }

    pub fn entry(&self, session: &str) -> Value {
        let path = format!("/sandbox/sessions/{session}");
        self.control("GET", &path, &Value::Null).json()
    }

    pub fn counts(&self, session: &str) -> (u64, u64) {
        let entry = self.entry(session);
        let count = |name: &str| entry[name].as_u64().unwrap();
        (count("reauths"), count("holds_placed"))
    }

    /// Sends two requests over one socket, the body of the first after a delay, and reads both
    /// status lines.
    pub fn reset_with_a_late_body(&self) -> [String; 2] {
        let stream = TcpStream::connect(&self.host).unwrap();
        stream.set_read_timeout(Some(TIMEOUT)).unwrap();
        let mut reader = BufReader::new(&stream);
        let post = |length: usize, last: &str| {
            let head = format!(
                "POST /sandbox/reset HTTP/1.1\r\nhost: {}\r\ncontent-length: {length}\r\n{last}\r\n",
                self.host
            );
            (&stream).write_all(head.as_bytes()).unwrap();
        };
        let mut status = || {
            let mut line = String::new();
            reader.read_line(&mut line).unwrap();
            while reader.by_ref().lines().next().is_some_and(|line| !line.unwrap().is_empty()) {}
            line
        };
        post(4, "");
        thread::sleep(Duration::from_millis(200));
        (&stream).write_all(b"null").unwrap();
        let first = status();
        post(0, "connection: close\r\n");
        [first, status()]
    }

    /// Sends a reauth over a socket, and reads until the connection ends.
    pub fn reauth_on_the_wire(&self, session: &str, fault: &str) -> (Vec<u8>, io::Result<()>) {
        let mut stream = TcpStream::connect(&self.host).unwrap();
        stream.set_read_timeout(Some(TIMEOUT)).unwrap();
        let (path, key) = (path(session, "/reauth"), sandbox::KEY);
        let request = format!(
            "POST {path} HTTP/1.1\r\nhost: {}\r\nauthorization: Bearer {key}\r\n\
             x-sandbox-fault: {fault}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n",
            self.host
        );
        stream.write_all(request.as_bytes()).unwrap();
        let mut received = Vec::new();
        let end = stream.read_to_end(&mut received).map(drop);
        (received, end)
    }
}

impl Reply {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    /// Returns the session's JSON.
    #[track_caller]
    pub fn session(&self) -> Value {
        assert_eq!(self.status, 200, "{}", self.text());
        self.json()["checkout_session"].take()
    }

    /// Returns the session as the models read it, without drift.
    #[track_caller]
    pub fn typed(&self) -> CheckoutSession {
        assert_eq!(check(&self.body).unwrap().drift, None, "{}", self.text());
        serde_json::from_value(self.session()).unwrap()
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    #[track_caller]
    pub fn assert_rejected(&self, status: u16, code: &str) {
        assert_eq!(self.status, status, "{}", self.text());
        let detail = &self.json()["detail"][0];
        assert_eq!(detail["type"], code);
        let message = detail["msg"].as_str().unwrap();
        assert!(message.starts_with(&format!("{code}: ")), "{message}");
        assert!(detail["loc"].is_array());
        assert_eq!(self.header("content-type"), Some("application/json"));
    }
}

pub fn path(session: &str, rest: &str) -> String {
    format!("/v1/checkout/sessions/{session}{rest}")
}

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use sandbox::{Kind, ReauthMode};

struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn start(options: &[&str]) -> Running {
    let child = Command::new(env!("CARGO_BIN_EXE_sandbox"))
        .args(["--port", "0"])
        .args(options)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    Running(child)
}

fn lines(running: &mut Running, count: usize) -> Vec<String> {
    let stdout = BufReader::new(running.0.stdout.take().unwrap());
    stdout.lines().take(count).map(Result::unwrap).collect()
}

#[test]
fn prints_its_address_keys_and_seeds() {
    let mut running = start(&[]);
    let lines = lines(&mut running, 11);
    let url = lines[0].strip_prefix("sandbox listening on ").unwrap();
    assert_eq!(ureq::get(format!("{url}/sandbox/sessions")).call().unwrap().status(), 200);
    assert!(lines[1].ends_with(sandbox::KEY));
    assert!(lines[2].ends_with(sandbox::KEY_WITHOUT_SCOPE));
    for (line, kind) in lines[3..].iter().zip(Kind::ALL) {
        assert!(line.contains(kind.seed_id()) && line.ends_with(kind.title()), "{line}");
    }
}

#[test]
fn an_option_sets_the_default_reauth_mode() {
    for mode in ReauthMode::ALL {
        let name = mode.name();
        for options in [&["--reauth-mode", name][..], &[&format!("--reauth-mode={name}")]] {
            let mut running = start(options);
            let lines = lines(&mut running, 1);
            let url = lines[0].strip_prefix("sandbox listening on ").unwrap();
            let get = |path: &str| {
                let mut response = ureq::get(format!("{url}{path}")).call().unwrap();
                response.body_mut().read_to_string().unwrap()
            };
            let shown = || get("/sandbox/reauth_mode");
            let expected = format!(r#"{{"reauth_mode":"{name}"}}"#);
            assert_eq!(shown(), expected);
            let seed = Kind::Minimal.seed_id();
            let entry = get(&format!("/sandbox/sessions/{seed}"));
            assert!(entry.contains(&format!(r#""reauth_mode":"{name}""#)), "{entry}");

            let other = r#"{"reauth_mode":"keeps_former"}"#;
            ureq::put(format!("{url}/sandbox/reauth_mode")).send(other).unwrap();
            assert_eq!(shown(), other);
            ureq::post(format!("{url}/sandbox/reset")).send_empty().unwrap();
            assert_eq!(shown(), expected);
        }
    }
}

#[test]
fn rejects_an_unknown_option_with_the_usage() {
    for arguments in [
        &["--prot", "1"][..],
        &["--port", "many"],
        &["--port"],
        &["--reauth-mode", "renews"],
        &["--reauth-mode"],
    ] {
        let output = Command::new(env!("CARGO_BIN_EXE_sandbox")).args(arguments).output().unwrap();
        assert_eq!(output.status.code(), Some(2));
        assert!(String::from_utf8(output.stderr).unwrap().contains("usage: sandbox [--port N]"));
    }
}

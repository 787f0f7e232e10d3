use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use sandbox::Kind;

struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn the_first_line_says_where_it_listens_and_the_next_what_is_there() {
    let child = Command::new(env!("CARGO_BIN_EXE_sandbox"))
        .args(["--port", "0"])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut running = Running(child);
    let stdout = BufReader::new(running.0.stdout.take().unwrap());
    let lines: Vec<String> = stdout.lines().take(11).map(Result::unwrap).collect();
    let url = lines[0].strip_prefix("sandbox listening on ").unwrap();
    assert_eq!(ureq::get(format!("{url}/sandbox/sessions")).call().unwrap().status(), 200);
    assert!(lines[1].ends_with(sandbox::KEY));
    assert!(lines[2].ends_with(sandbox::KEY_WITHOUT_SCOPE));
    for (line, kind) in lines[3..].iter().zip(Kind::ALL) {
        assert!(line.contains(kind.seed_id()) && line.ends_with(kind.title()), "{line}");
    }
}

#[test]
fn an_unknown_option_is_refused_with_the_usage() {
    for arguments in [&["--prot", "1"][..], &["--port", "many"], &["--port"]] {
        let output = Command::new(env!("CARGO_BIN_EXE_sandbox")).args(arguments).output().unwrap();
        assert_eq!(output.status.code(), Some(2));
        assert!(String::from_utf8(output.stderr).unwrap().contains("usage: sandbox [--port N]"));
    }
}

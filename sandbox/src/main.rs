//! Starts the sandbox on loopback and says what is in it.

use std::io::{self, Write};
use std::process::ExitCode;
use std::sync::Arc;

const USAGE: &str = "usage: sandbox [--port N]   (4010 unless told; 0 takes any free port)";
const DEFAULT_PORT: u16 = 4010;

fn main() -> ExitCode {
    let port = match port(std::env::args().skip(1)) {
        Ok(port) => port,
        Err(complaint) => {
            eprintln!("{complaint}\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    match run(port) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("the sandbox cannot listen on 127.0.0.1:{port}: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(port: u16) -> io::Result<()> {
    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(async {
        let listener = sandbox::listen(port).await?;
        say(&format!("sandbox listening on http://{}", listener.local_addr()?));
        say(&format!("  key                {}", sandbox::KEY));
        say(&format!("  key without scope  {}", sandbox::KEY_WITHOUT_SCOPE));
        for kind in sandbox::Kind::ALL {
            say(&format!("  {}  {:13}  {}", kind.seed_id(), kind.name(), kind.title()));
        }
        sandbox::serve(listener, Arc::new(say)).await;
        Ok(())
    })
}

fn port(mut arguments: impl Iterator<Item = String>) -> Result<u16, String> {
    let mut port = DEFAULT_PORT;
    while let Some(argument) = arguments.next() {
        let value = match argument.split_once('=') {
            Some(("--port", value)) => value.to_owned(),
            None if argument == "--port" => arguments.next().unwrap_or_default(),
            _ => return Err(format!("{argument} is not an option")),
        };
        port = value
            .parse()
            .map_err(|_| format!("--port takes a number from 0 to 65535, not {value:?}"))?;
    }
    Ok(port)
}

/// Prints a line. Whoever started the sandbox may have stopped reading, which is no reason to end.
fn say(line: &str) {
    let mut stdout = io::stdout().lock();
    let _ = writeln!(stdout, "{line}");
    let _ = stdout.flush();
}

//! Starts the sandbox on loopback and prints its keys and seeds.

use std::io::{self, Write};
use std::process::ExitCode;
use std::sync::Arc;

use sandbox::ReauthMode;

const USAGE: &str = "\
usage: sandbox [--port N] [--reauth-mode MODE]
  --port N            default: 4010; 0 takes any free port
  --reauth-mode MODE  renews_live, keeps_former or refuses_live; default: keeps_former";
const DEFAULT_PORT: u16 = 4010;

struct Options {
    port: u16,
    reauth_mode: ReauthMode,
}

fn main() -> ExitCode {
    let options = match options(std::env::args().skip(1)) {
        Ok(options) => options,
        Err(complaint) => {
            eprintln!("{complaint}\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    match run(&options) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("the sandbox cannot listen on 127.0.0.1:{}: {error}", options.port);
            ExitCode::FAILURE
        }
    }
}

fn run(options: &Options) -> io::Result<()> {
    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(async {
        let listener = sandbox::listen(options.port).await?;
        print_line(&format!("sandbox listening on http://{}", listener.local_addr()?));
        print_line(&format!("  key                {}", sandbox::KEY));
        print_line(&format!("  key without scope  {}", sandbox::KEY_WITHOUT_SCOPE));
        for kind in sandbox::Kind::ALL {
            print_line(&format!("  {}  {:13}  {}", kind.seed_id(), kind.name(), kind.title()));
        }
        sandbox::serve_with(listener, Arc::new(print_line), options.reauth_mode).await;
        Ok(())
    })
}

fn options(mut arguments: impl Iterator<Item = String>) -> Result<Options, String> {
    let mut options = Options { port: DEFAULT_PORT, reauth_mode: ReauthMode::default() };
    while let Some(argument) = arguments.next() {
        let (name, value) = match argument.split_once('=') {
            Some((name, value)) => (name, Some(value.to_owned())),
            None => (argument.as_str(), None),
        };
        let value = || value.or_else(|| arguments.next()).unwrap_or_default();
        match name {
            "--port" => options.port = port(&value())?,
            "--reauth-mode" => options.reauth_mode = reauth_mode(&value())?,
            _ => return Err(format!("{argument} is not an option")),
        }
    }
    Ok(options)
}

fn port(value: &str) -> Result<u16, String> {
    value.parse().map_err(|_| format!("--port takes a number from 0 to 65535, not {value:?}"))
}

fn reauth_mode(value: &str) -> Result<ReauthMode, String> {
    let mode = ReauthMode::ALL.into_iter().find(|mode| mode.name() == value);
    mode.ok_or_else(|| {
        let names = ReauthMode::ALL.map(ReauthMode::name).join(", ");
        format!("--reauth-mode must be one of {names}; got {value:?}")
    })
}

/// Prints a line. Ignores a closed pipe, because the reader may have stopped reading.
fn print_line(line: &str) {
    let mut stdout = io::stdout().lock();
    let _ = writeln!(stdout, "{line}");
    let _ = stdout.flush();
}

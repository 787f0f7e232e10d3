//! `cargo xtask demo`: one reauth, and then the page.

use anyhow::{Result, bail};

use crate::machine::run::{program, run, step};
use crate::package::build;
use crate::sandbox::{self, Sandbox};

pub fn demo(arguments: &[&str]) -> Result<()> {
    let once: &[&str] = match arguments {
        [] => &[],
        ["--once"] => &["--once"],
        other => bail!("demo takes --once and nothing else, not `{}`", other.join(" ")),
    };
    build::build()?;
    let sandbox = Sandbox::start()?;
    step("one reauth: this machine, a Worker in workerd, the sandbox", || {
        run(program("node")
            .arg("worker/demo.mjs")
            .args(["--flex", &sandbox.address, "--key", sandbox::KEY])
            .args(once))
    })
}

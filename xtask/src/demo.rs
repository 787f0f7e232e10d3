//! `cargo xtask demo`: one reauth, then the demo page.

use anyhow::Result;

use crate::machine::run::{program, run, step};
use crate::package::build;
use crate::sandbox::{self, Sandbox};

pub fn demo(once: bool) -> Result<()> {
    build::build()?;
    let sandbox = Sandbox::start()?;
    step("one reauth: this machine, a Worker in workerd, the sandbox", || {
        run(program("node")
            .arg("worker/demo.mjs")
            .args(["--flex", &sandbox.address, "--key", sandbox::KEY])
            .args(once.then_some("--once")))
    })
}

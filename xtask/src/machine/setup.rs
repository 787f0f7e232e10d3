//! Installs what the machine lacks, or names it if no registry has it.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::machine::run::{program, root, run, run_quietly, step, target};

const WASM_TARGET: &str = "wasm32-unknown-unknown";

/// Installs everything that the build needs.
pub fn for_building() -> Result<()> {
    wasm_target()?;
    npm_packages(".", &[])
}

/// The programs that drive browsers: the program, its Debian package, and the environment variable
/// that names another one.
const BROWSERS: &[(&str, &str, Option<&str>)] = &[
    ("chromium", "chromium", Some("CHROMIUM")),
    ("firefox-esr", "firefox-esr", Some("FIREFOX")),
    // WebKitGTK's browser is not on the PATH; WEBKIT names one that is not Debian's.
    ("WebKitWebDriver", "webkit2gtk-driver", None),
    ("xvfb-run", "xvfb", None),
    ("xauth", "xauth", None),
];

/// Installs everything else that the tests need.
pub fn for_testing() -> Result<()> {
    npm_packages("tests/consumers", &["--ignore-scripts"])?;
    let named =
        |variable: Option<&str>| variable.is_some_and(|name| std::env::var_os(name).is_some());
    let missing: Vec<&str> = BROWSERS
        .iter()
        .filter(|(program, _, variable)| !named(*variable) && !found(program))
        .map(|(_, package, _)| *package)
        .collect();
    apt(&missing, "; CHROMIUM and FIREFOX may name the programs of these two")
}

/// Installs Python tools at pinned versions. Returns the folder of their programs.
pub fn python_tools(requirements: &str, folder: &str) -> Result<PathBuf> {
    let requirements = root().join(requirements);
    let programs = target().join(folder).join("bin");
    let folder = target().join(folder);
    let (wanted, stamp) = (fs::read(&requirements)?, folder.join("installed-from"));
    if fs::read(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(programs);
    }
    // Debian's Python lacks venv.
    let has_venv =
        || run_quietly(program("python3").args(["-c", "import ensurepip, venv"])).is_ok();
    if !has_venv() {
        apt(&["python3-venv"], "")?;
    }
    step("installing Python's tools with pip", || {
        run_quietly(program("python3").args(["-m", "venv", "--clear"]).arg(&folder))?;
        let mut pip = program(folder.join("bin/pip"));
        run_quietly(pip.args(["install", "--quiet", "--requirement"]).arg(requirements))?;
        fs::write(stamp, wanted).context("could not write the stamp")
    })?;
    Ok(programs)
}

/// Installs a C++ compiler, which builds libFuzzer.
pub fn for_fuzzing() -> Result<()> {
    if found("c++") { Ok(()) } else { apt(&["g++"], "") }
}

/// Installs Debian packages, or names the missing ones.
fn apt(missing: &[&str], hint: &str) -> Result<()> {
    if missing.is_empty() {
        return Ok(());
    }
    let packages = missing.join(" ");
    let is_root = run_quietly(program("id").arg("-u")).is_ok_and(|id| id.trim() == "0");
    if !is_root || !found("apt-get") {
        bail!(
            "the tests need {packages} (on Debian and Ubuntu: sudo apt-get install {packages}){hint}"
        );
    }
    step(&format!("installing {packages} with apt"), || {
        run_quietly(program("apt-get").args(["update", "-qq"]))?;
        let install = ["install", "-qq", "--yes", "--no-install-recommends"];
        let mut apt = program("apt-get");
        run_quietly(apt.args(install).args(missing).env("DEBIAN_FRONTEND", "noninteractive"))
            .map(drop)
    })
}

/// Returns true if the program is on the PATH.
pub fn found(name: &str) -> bool {
    std::env::var_os("PATH")
        .is_some_and(|path| std::env::split_paths(&path).any(|folder| folder.join(name).is_file()))
}

fn wasm_target() -> Result<()> {
    let installed = run_quietly(program("rustup").args(["target", "list", "--installed"]))
        .context("rustup is needed: https://rustup.rs")?;
    if installed.lines().any(|target| target.trim() == WASM_TARGET) {
        return Ok(());
    }
    step("adding the wasm32-unknown-unknown target", || {
        run_quietly(program("rustup").args(["target", "add", WASM_TARGET])).map(drop)
    })
}

/// Installs a folder's npm packages if its package-lock.json has changed since the last
/// installation.
pub fn npm_packages(folder: &str, options: &[&str]) -> Result<()> {
    node()?;
    let folder = root().join(folder);
    let lock = fs::read(folder.join("package-lock.json"))?;
    let stamp = folder.join("node_modules/.installed-from");
    if fs::read(&stamp).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    step("installing npm packages at their locked versions", || {
        run(npm()
            .args(["ci", "--no-audit", "--no-fund", "--loglevel=error"])
            .args(options)
            .current_dir(&folder))?;
        fs::write(stamp, lock).context("could not write the stamp")
    })
}

#[cfg(windows)]
const NPM: &str = "npm.cmd";
#[cfg(not(windows))]
const NPM: &str = "npm";

/// Returns the npm that installs packages.
pub fn npm() -> Command {
    program(NPM)
}

fn node() -> Result<()> {
    let version = run_quietly(program("node").arg("--version"))
        .context("Node.js 20.12 or newer with npm is needed: https://nodejs.org")?;
    let mut parts = version.trim().trim_start_matches('v').split('.').map(str::parse::<u32>);
    match (parts.next(), parts.next()) {
        (Some(Ok(major)), Some(Ok(minor))) if (major, minor) >= (20, 12) => Ok(()),
        _ => bail!("Node.js 20.12 or newer is needed, and this is {}", version.trim()),
    }
}

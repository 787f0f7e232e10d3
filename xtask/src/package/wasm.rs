//! The WebAssembly modules.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use wasm_bindgen_cli_support::Bindgen;

use crate::machine::run::{cargo, npm_tool, program, run, run_quietly, step, target};
use crate::package::inline;

/// A module of the package: `pkg/rust` with some of its features.
pub struct Module {
    /// The file in the package.
    pub file: &'static str,
    /// The file that contains it as JavaScript, if an entry inlines it.
    pub inline: Option<&'static str>,
    /// The features of `pkg/rust` that it is built with.
    pub features: &'static [&'static str],
    /// The file, without its extension, of the glue that wasm-bindgen generates for its typed
    /// exports, if any.
    pub glue: Option<&'static str>,
    /// Set if speed matters more than bytes: on a server, where every request crosses into the module.
    is_fast: bool,
}

/// The module of every entry, except those that run only on servers.
pub const CLIENT: Module = Module {
    file: "flex_checkout.wasm",
    inline: Some("inline.js"),
    features: &[],
    glue: None,
    is_fast: false,
};

/// The client and the gateway.
pub const SERVER: Module = Module {
    file: "flex_checkout_server.wasm",
    inline: Some("inline-server.js"),
    features: &["gateway"],
    glue: Some("server"),
    is_fast: true,
};

/// The client and the keeper. It is a third module because a gateway does not need it.
pub const KEEPER: Module = Module {
    file: "flex_checkout_keeper.wasm",
    inline: None,
    features: &["keeper"],
    glue: Some("keeper"),
    is_fast: false,
};

/// The sandbox, without the client.
pub const SANDBOX: Module = Module {
    file: "flex_checkout_sandbox.wasm",
    inline: Some("inline-sandbox.js"),
    features: &["sandbox"],
    glue: Some("sandbox"),
    is_fast: false,
};

/// Every module of the package.
pub const MODULES: &[&Module] = &[&CLIENT, &SERVER, &KEEPER, &SANDBOX];

/// The default features of rustc's wasm32-unknown-unknown target, which wasm-opt may therefore
/// keep. Node 20 and WebKit, the oldest engines that the package supports, have them all.
const FEATURES: &[&str] = &[
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// Inlines a little more than opt-level z does: not larger, and a fifth faster.
const INLINING: &str = "-Cllvm-args=--inline-threshold=10";

/// Options of a module that is compiled for speed. The hash of signatures is the innermost loop.
const FAST: &[&str] = &[
    "--config",
    "profile.release.opt-level=\"s\"",
    "--config",
    "profile.release.package.sha2.opt-level=3",
];

/// Returns the variable with rustc's options for cargo, and its value. A panic names its source
/// file, which must not be a path of the build machine.
pub fn rustflags() -> Result<(&'static str, String)> {
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| Some(std::env::home_dir()?.join(".cargo")));
    let registry = home.context("there is no CARGO_HOME, and no home")?.join("registry/src");
    let remapped = format!("--remap-path-prefix={}=", registry.display());
    // The form that supports paths with spaces.
    Ok(("CARGO_ENCODED_RUSTFLAGS", [INLINING, &remapped].join("\u{1f}")))
}

/// The passes of wasm-opt: all run twice, the second time on other control flow, which saves 1
/// percent. The lowest 1024 bytes are the far end of the stack, which the scanner's bounded depth
/// never reaches; that saves half a percent.
pub const PASSES: &[&str] =
    &["--low-memory-unused", "-Oz", "--flatten", "--rereloop", "-Oz", "-Oz"];

/// Exports that pkg/src/wasm/core.ts calls. Every module with the client has them.
const EXPORTS: &[&str] = &["memory", "ask", "__wbindgen_malloc", "__wbindgen_free"];

/// Builds a module and writes it and its inlined form into `out`.
pub fn build(module: &Module, out: &Path) -> Result<()> {
    step(&format!("compiling to WebAssembly: {}", module.file), || {
        run(cargo()
            .args([
                "rustc",
                "--quiet",
                "--locked",
                "--release",
                "--lib",
                "--package",
                "flex-checkout-npm",
            ])
            .args(["--target", "wasm32-unknown-unknown", "--features", &module.features.join(",")])
            .args(["--crate-type", "cdylib"])
            .args(if module.is_fast { FAST } else { &[] })
            .envs([rustflags()?]))
    })?;
    let compiled = target().join("wasm32-unknown-unknown/release/flex_checkout_npm.wasm");
    let generated = bind(module, &compiled, out)?;
    let finished = out.join(module.file);
    step("optimising with wasm-opt", || {
        if module.glue.is_none() {
            keep_only(EXPORTS, &generated)?;
        }
        optimise(&generated, &finished, PASSES)?;
        fs::remove_file(&generated).context("the module before wasm-opt")
    })?;
    let Some(inline) = module.inline else { return Ok(()) };
    step("packing the module into JavaScript", || {
        fs::write(out.join(inline), inline::module(&fs::read(&finished)?)?)?;
        Ok(())
    })
}

/// Runs wasm-bindgen on a compiled module, writes its glue into `out`, and returns the module's
/// file.
pub fn bind(module: &Module, compiled: &Path, out: &Path) -> Result<PathBuf> {
    step("binding it", || {
        Bindgen::new()
            .input_path(compiled)
            .out_name("flex_checkout")
            .bundler(true)?
            .typescript(true)
            .remove_name_section(true)
            .remove_producers_section(true)
            .generate(out)?;
        // The package's own entries replace these.
        for file in ["flex_checkout.js", "flex_checkout_bg.wasm.d.ts"] {
            fs::remove_file(out.join(file)).context(file)?;
        }
        let glue = out.join("flex_checkout_bg.js");
        let types = out.join("flex_checkout.d.ts");
        if let Some(name) = module.glue {
            // The package's TypeScript compiles for an older library, without `Symbol.dispose`.
            let declarations = fs::read_to_string(&types)?.replace(DISPOSE, "") + SET_WASM;
            fs::write(out.join(name).with_extension("d.ts"), declarations)?;
            fs::copy(&glue, out.join(name).with_extension("js"))?;
        }
        if module.file != SANDBOX.file {
            check_glue(&fs::read_to_string(&glue)?, module.glue.is_some())?;
        }
        fs::remove_file(glue)?;
        fs::remove_file(types)?;
        Ok(())
    })?;
    Ok(out.join("flex_checkout_bg.wasm"))
}

/// A method of the classes that wasm-bindgen generates.
const DISPOSE: &str = "    [Symbol.dispose](): void;\n";

/// The type of an export that wasm-bindgen omits from its declarations, because its own entry calls
/// it.
const SET_WASM: &str = "
/** Makes the functions call the exports of this instance. */
export function __wbg_set_wasm(exports: object): void;
";

/// Removes every other export from a module: only wasm-bindgen's glue uses them.
fn keep_only(exports: &[&str], module: &Path) -> Result<()> {
    let graph = module.with_extension("json");
    let names: Vec<String> = exports.iter().map(|name| format!("\"{name}\"")).collect();
    let nodes: Vec<String> =
        names.iter().map(|name| format!("{{ \"name\": {name}, \"export\": {name} }}")).collect();
    let (names, nodes) = (names.join(", "), nodes.join(", "));
    fs::write(
        &graph,
        format!("[{{ \"name\": \"glue\", \"root\": true, \"reaches\": [{names}] }}, {nodes}]"),
    )?;
    run_quietly(
        npm_tool("wasm-metadce")
            .args(FEATURES)
            .arg("--graph-file")
            .args([&graph, module])
            .arg("-o")
            .arg(module),
    )?;
    fs::remove_file(graph).context("the graph of exports")
}

/// Optimises a module that wasm-bindgen has written.
pub fn optimise(generated: &Path, module: &Path, passes: &[&str]) -> Result<()> {
    run_quietly(
        npm_tool("wasm-opt")
            .args(FEATURES)
            .args(passes)
            .args(["--strip-producers", "--strip-target-features"])
            .arg(generated)
            .arg("-o")
            .arg(module),
    )
    .map(drop)
}

/// The functions that pkg/src/wasm/core.ts calls.
const FUNCTIONS: &[&str] = &["ask"];

/// Compares wasm-bindgen's glue with the interface that pkg/src/wasm/core.ts relies on.
/// wasm-bindgen calls it unstable: <https://github.com/wasm-bindgen/wasm-bindgen/issues/4271>.
fn check_glue(glue: &str, is_used: bool) -> Result<()> {
    for line in glue.lines().filter(|_| !is_used) {
        let Some(import) = line.strip_prefix("export function __wb") else { continue };
        let known = ["g___wbindgen_throw_", "g_set_wasm(", "indgen_init_externref_table("];
        ensure!(
            known.iter().any(|known| import.starts_with(known)),
            "the module imports a function that pkg/src/wasm/core.ts does not provide: {line}"
        );
    }
    let allocates = "const ptr = malloc(arg.length * 1, 1) >>> 0;";
    ensure!(glue.contains(allocates), changed("no longer allocates bytes", allocates));
    for name in FUNCTIONS {
        let function = glue
            .split("export function ")
            .find(|function| function.starts_with(&format!("{name}(")))
            .with_context(|| format!("wasm-bindgen exports no function `{name}`"))?;
        for expected in [
            "passArray8ToWasm0",
            &format!("const ret = wasm.{name}(ptr0, len0, ptr1, len1);"),
            "getArrayU8FromWasm0(ret[0], ret[1]).slice();",
            "wasm.__wbindgen_free(ret[0], ret[1] * 1, 1);",
        ] {
            ensure!(
                function.contains(expected),
                changed(&format!("calls `{name}` in another way"), expected)
            );
        }
    }
    Ok(())
}

fn changed(how: &str, expected: &str) -> String {
    format!(
        "wasm-bindgen's generated glue {how} than pkg/src/wasm/core.ts expects: it lacks `{expected}`. \
         Compare core.ts with the new glue and change both."
    )
}

/// Binds a module for Node, and returns the file for `require`.
pub fn for_node(module: &Path, out: &Path) -> Result<PathBuf> {
    Bindgen::new().input_path(module).nodejs(true)?.generate(out)?;
    fs::write(out.join("package.json"), r#"{ "type": "commonjs" }"#)?;
    Ok(out.join(module.file_name().context("a module has a name")?).with_extension("js"))
}

/// Runs a program that was compiled to WebAssembly in Node. The target has no output: the stack of
/// a panic names the failed test.
pub fn run_in_node(module: &Path) -> Result<()> {
    let bound =
        for_node(module, &target().join("run-wasm").join(module.file_stem().context("a file")?))?;
    run(program("node").arg("--stack-trace-limit=100").arg(bound))
}

/// Binds a module for a page, and returns the folder with its glue.
pub fn for_page(module: &Path, out: &Path) -> Result<PathBuf> {
    let _ = fs::remove_dir_all(out);
    Bindgen::new().input_path(module).web(true)?.generate(out)?;
    Ok(out.to_owned())
}

/// Binds a Worker of the crate `worker`, and returns the folder of its modules. `index.js` has the
/// handlers.
pub fn for_worker(module: &Path, out: &Path) -> Result<PathBuf> {
    let _ = fs::remove_dir_all(out);
    Bindgen::new()
        .input_path(module)
        .out_name("index")
        .module(true)?
        .typescript(false)
        .reset_state_function(true)
        .force_enable_abort_handler(true)
        .generate(out)?;
    // In workerd a plain import returns the module.
    let glue = out.join("index.js");
    fs::write(&glue, fs::read_to_string(&glue)?.replace("import source ", "import "))?;
    Ok(out.to_owned())
}

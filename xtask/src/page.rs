//! The demo page, as a Worker serves it: `www/dist`.

use std::fs;

use anyhow::Result;

use crate::run::{npm_tool, root, run_quietly, step};

/// What is served as it stands. `_headers` is served as headers.
const AS_IT_IS: &[&str] = &["index.html", "page.css", "_headers"];

pub fn build() -> Result<()> {
    step("building the page", || {
        let page = root().join("www");
        let dist = page.join("dist");
        if dist.exists() {
            fs::remove_dir_all(&dist)?;
        }
        fs::create_dir_all(&dist)?;
        for file in AS_IT_IS {
            fs::copy(page.join(file), dist.join(file))?;
        }
        run_quietly(
            npm_tool("esbuild")
                .arg(page.join("page.ts"))
                .args(["--bundle", "--minify", "--format=esm", "--target=es2022"])
                .arg("--log-level=warning")
                .arg(format!("--outfile={}", dist.join("page.js").display())),
        )
        .map(drop)
    })
}

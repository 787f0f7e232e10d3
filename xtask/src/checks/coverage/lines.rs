//! Lines and whether they ran.

use std::collections::BTreeMap;
use std::fs;

use anyhow::{Context, Result};

use crate::machine::run::root;

/// Of each file of the crate, the lines that can run, and which did.
#[derive(Default)]
pub struct Lines(pub BTreeMap<String, BTreeMap<usize, bool>>);

impl Lines {
    /// Reads lcov's format. Tests beside the code are left out.
    pub fn read(lcov: &str) -> Result<Self> {
        let folder = format!("{}/", root().canonicalize()?.display());
        let mut files: BTreeMap<String, BTreeMap<usize, bool>> = BTreeMap::new();
        let mut current = None;
        for line in lcov.lines() {
            if let Some(path) = line.strip_prefix("SF:") {
                current = path.strip_prefix(&folder).filter(|path| !path.contains("/tests/"));
            } else if let (Some(file), Some(counted)) = (current, line.strip_prefix("DA:")) {
                let (number, count) = counted.split_once(',').context("a line without a count")?;
                let ran = files.entry(file.to_owned()).or_default().entry(number.parse()?);
                *ran.or_default() |= count != "0";
            }
        }
        for (file, lines) in &mut files {
            let text = fs::read_to_string(root().join(file)).with_context(|| file.clone())?;
            let code = text.lines().take_while(|line| *line != "#[cfg(test)]").count();
            lines.retain(|number, _| *number <= code);
        }
        Ok(Self(files))
    }

    /// The lines that can run here or there, and whether they did in either.
    pub fn or(&self, other: &Self) -> Self {
        let mut files = self.0.clone();
        for (file, lines) in &other.0 {
            for (number, ran) in lines {
                *files.entry(file.clone()).or_default().entry(*number).or_default() |= ran;
            }
        }
        Self(files)
    }
}

/// What a file is counted under: its folder, or itself where it is a module of its own.
fn module(file: &str) -> &str {
    let path = file.strip_prefix("src/").unwrap_or(file);
    path.split_once('/').map_or(path, |(folder, _)| folder).trim_end_matches(".rs")
}

/// Prints how many lines of each module ran.
pub fn print(columns: &[(&str, &Lines)]) {
    let modules: Vec<&str> = {
        let files = columns.iter().flat_map(|(_, lines)| lines.0.keys());
        let mut modules: Vec<&str> = files.map(|file| module(file)).collect();
        modules.sort_unstable();
        modules.dedup();
        modules
    };
    let heads: Vec<String> = columns.iter().map(|(name, _)| format!("{name:>22}")).collect();
    println!("\n{:<14}{}", "lines that ran", heads.concat());
    let row = |name: &str, wanted: &dyn Fn(&str) -> bool| {
        let cells: String = columns
            .iter()
            .map(|(_, lines)| {
                let counted = || {
                    lines.0.iter().filter(|(file, _)| wanted(file)).flat_map(|(_, it)| it.values())
                };
                cell(counted().filter(|ran| **ran).count(), counted().count())
            })
            .collect();
        println!("{name:<14}{cells}");
    };
    for name in modules {
        row(name, &|file| module(file) == name);
    }
    row("all", &|_| true);
}

fn cell(ran: usize, all: usize) -> String {
    if all == 0 {
        return format!("{:>22}", "-");
    }
    // In tenths of a percent, rounded down: 100.0 is all of them.
    let share = ran * 1000 / all;
    format!("{:>22}", format!("{ran} of {all} {:>3}.{} %", share / 10, share % 10))
}

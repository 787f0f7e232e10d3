//! Why some lines run in no test: the table in docs/coverage.md.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};

use super::lines::Lines;
use crate::machine::run::root;

/// What stands before the rows of the table.
const HEAD: &str = "| file | lines | why none reaches them |";

/// Files whose untested lines are printed and nothing else. In all others a line is tested or explained.
const ELSEWHERE: &[&str] = &[
    "pkg/rust/src/gateway",
    "pkg/rust/src/keeper",
    "src/define.rs",
    "src/models",
    "src/schema.rs",
];

/// The rows of the table. A row names a file and a text in it: the line that holds it, or, where it
/// is the head of a function, all of it.
pub struct Explanations(Vec<Row>);

struct Row {
    file: String,
    text: String,
}

impl Explanations {
    pub fn read(page: &Path) -> Result<Self> {
        let text = fs::read_to_string(page).with_context(|| page.display().to_string())?;
        let (_, table) = text.split_once(HEAD).context("docs/coverage.md has lost its table")?;
        let rows = table.lines().skip(2).take_while(|line| line.starts_with('|'));
        let rows = rows.map(|row| Row::read(row).with_context(|| row.to_owned()));
        Ok(Self(rows.collect::<Result<_>>()?))
    }

    /// Fails if a line that did not run is in no row, or a row explains no such line.
    pub fn check(&self, lines: &Lines) -> Result<()> {
        let mut unexplained = 0;
        let mut explained = 0;
        let mut elsewhere = 0;
        let mut of_use = BTreeSet::new();
        for (file, lines) in &lines.0 {
            let source = fs::read_to_string(root().join(file))?;
            let source: Vec<&str> = source.lines().collect();
            for number in lines.iter().filter(|(_, ran)| !**ran).map(|(number, _)| *number) {
                let row = self.0.iter().position(|row| row.explains(file, &source, number));
                if let Some(row) = row {
                    of_use.insert(row);
                    explained += 1;
                } else {
                    let is_elsewhere = ELSEWHERE.iter().any(|folder| file.starts_with(folder));
                    *(if is_elsewhere { &mut elsewhere } else { &mut unexplained }) += 1;
                    let text = source.get(number - 1).copied().unwrap_or_default();
                    println!("{file}:{number}: {}", text.trim());
                }
            }
        }
        println!(
            "\nlines that ran nowhere: {explained} explained in docs/coverage.md, {elsewhere} of the gateway, \
             the keeper and the models, {unexplained} not explained"
        );
        let rows = self.0.iter().enumerate();
        let idle: Vec<String> = rows
            .filter(|(row, _)| !of_use.contains(row))
            .map(|(_, row)| format!("{}: {}", row.file, row.text))
            .collect();
        ensure!(unexplained == 0, "{unexplained} lines ran in no test, and nothing says why");
        if !idle.is_empty() {
            bail!(
                "docs/coverage.md explains lines that run, or that are gone: {}",
                idle.join("; ")
            );
        }
        Ok(())
    }
}

impl Row {
    fn read(row: &str) -> Result<Self> {
        let mut code = row.split('`').skip(1).step_by(2);
        let file = code.next().context("a row names a file")?.to_owned();
        let text = code.next().context("a row names a text")?.replace("\\|", "|");
        Ok(Self { file, text })
    }

    fn explains(&self, file: &str, source: &[&str], number: usize) -> bool {
        self.file == file
            && source.iter().enumerate().any(|(index, line)| {
                line.contains(&self.text) && (index + 1..=end(source, index)).contains(&number)
            })
    }
}

/// The number of the line at which what begins at an index ends: of a function, its closing brace.
fn end(source: &[&str], index: usize) -> usize {
    let first = source[index];
    if !first.contains("fn ") || first.trim_end().ends_with('}') {
        return index + 1;
    }
    let indent = &first[..first.len() - first.trim_start().len()];
    let close = format!("{indent}}}");
    source[index..]
        .iter()
        .position(|line| *line == close)
        .map_or(index + 1, |length| index + length + 1)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    const FILE: &str = "xtask/src/checks/coverage/lines.rs";

    /// Checks one line of a file against rows.
    fn check(text: &str, ran: bool, rows: &[&str]) -> Result<()> {
        let source = fs::read_to_string(root().join(FILE))?;
        let line = source.lines().position(|line| line.contains(text)).context(text.to_owned())?;
        let lines = BTreeMap::from([(FILE.to_owned(), BTreeMap::from([(line + 1, ran)]))]);
        let rows: Result<Vec<Row>> = rows.iter().map(|row| Row::read(row)).collect();
        Explanations(rows?).check(&Lines(lines))
    }

    #[test]
    fn refuses_lines_that_nothing_explains_and_rows_that_explain_nothing() {
        let function = format!("| `{FILE}` | `fn module(file: &str)` | why |");
        let inside = "strip_prefix(\"src/\")";
        assert!(check(inside, false, &[]).is_err());
        assert!(check(inside, false, &[&function]).is_ok());
        assert!(check(inside, true, &[&function]).is_err());
        assert!(check("fn cell(", false, &[&function]).is_err());
        let line = format!("| `{FILE}` | `*ran.or_default() \\|= count` | why |");
        assert!(check("*ran.or_default() |= count", false, &[&line]).is_ok());
    }
}

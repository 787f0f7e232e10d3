//! The size of a file, uncompressed and compressed.

use std::fmt::Display;
use std::io::Write;

use anyhow::Result;

/// One row of the table of sizes.
pub struct Size {
    pub raw: usize,
    pub gzip: usize,
    pub brotli: usize,
}

impl Size {
    pub fn of(bytes: &[u8]) -> Result<Self> {
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        gzip.write_all(bytes)?;
        let gzip = gzip.finish()?;
        let mut brotli = Vec::new();
        let best =
            brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 22, ..Default::default() };
        brotli::BrotliCompress(&mut &*bytes, &mut brotli, &best)?;
        Ok(Self { raw: bytes.len(), gzip: gzip.len(), brotli: brotli.len() })
    }
}

/// Prints a table of sizes in bytes.
pub fn print(rows: &[(impl Display, Size)]) {
    println!("\n  {:<44}{:>9}{:>9}{:>9}", "bytes", "raw", "gzip", "brotli");
    for (name, size) in rows {
        println!("  {name:<44}{:>9}{:>9}{:>9}", size.raw, size.gzip, size.brotli);
    }
}

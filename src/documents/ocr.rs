//! Letters that are pictures, read by an installed tesseract where the user asks for it.
//!
//! tesseract gets a picture on its standard input and answers with text on its output: no file is written, nothing is
//! fetched. It runs as a child of the process that reads documents, within the same limits of memory and files.

use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;
use wait_timeout::ChildExt;

/// Bytes of the longest text of a page.
const LONGEST: u64 = 1 << 20;

/// Seconds for one page.
const SECONDS: u64 = 60;

/// Dots per inch where the picture's size on the page is not known.
const USUAL_DPI: u32 = 300;

/// An installed tesseract.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ocr {
    /// The program.
    pub program: PathBuf,
    /// What it says of its version, such as `tesseract 5.3.0`.
    pub version: String,
}

impl Ocr {
    /// The tesseract that the system's search path leads to; none if there is none.
    #[must_use]
    pub fn find() -> Option<Self> {
        let name = if cfg!(windows) { "tesseract.exe" } else { "tesseract" };
        let folders = std::env::var_os("PATH")?;
        let found = std::env::split_paths(&folders).map(|folder| folder.join(name)).find(|path| path.is_file());
        Self::at(&found?).ok()
    }

    /// The tesseract at a place.
    ///
    /// # Errors
    /// Where it can't be run, or is no tesseract.
    pub fn at(program: &Path) -> io::Result<Self> {
        let out = Command::new(program).arg("--version").stdin(Stdio::null()).output()?;
        // Old versions say it on the other stream.
        let said = [out.stdout, out.stderr].concat();
        let version = String::from_utf8_lossy(&said).lines().next().unwrap_or_default().trim().to_owned();
        if !version.starts_with("tesseract") {
            return Err(io::Error::other("it does not say that it is a tesseract"));
        }
        Ok(Self { program: program.to_owned(), version })
    }

    /// The text of a picture; none if it has none or the program fails.
    #[must_use]
    pub fn read(&self, picture: &[u8], dpi: Option<u32>) -> Option<String> {
        let dpi = dpi.unwrap_or(USUAL_DPI).clamp(70, 1_200).to_string();
        let mut child = Command::new(&self.program)
            .args(["stdin", "stdout", "--dpi", dpi.as_str()])
            .env("OMP_THREAD_LIMIT", "1")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .ok()?;
        let (mut input, output) = (child.stdin.take()?, child.stdout.take()?);
        let picture = picture.to_vec();
        // It may end before it has read all: then nobody waits for the rest.
        let writing = std::thread::spawn(move || {
            let _ = input.write_all(&picture);
        });
        let reading = std::thread::spawn(move || {
            let mut text = Vec::new();
            let read = output.take(LONGEST).read_to_end(&mut text);
            read.ok().map(|_| text)
        });
        let ended = child.wait_timeout(Duration::from_secs(SECONDS)).ok().flatten();
        if ended.is_none() {
            let _ = child.kill();
            let _ = child.wait();
        }
        let _ = writing.join();
        let text = reading.join().ok().flatten()?;
        let text = String::from_utf8_lossy(&text).replace('\u{c}', "");
        (ended?.success() && text.chars().any(char::is_alphanumeric)).then_some(text)
    }

    /// What is said of a text that it has read.
    #[must_use]
    pub fn note(&self) -> String {
        format!("read from a picture by {}, with its mistakes", self.version)
    }
}

//! Documents read in a child process, so that a file that hangs, takes all memory or kills its reader costs one row.
//!
//! The parent ([`Worker`]) sends the bytes of a file, the child ([`serve`]) answers with the letter or the refusal. The
//! child limits its own memory before it reads ([`confine`]), may write no file, and is ended where a file takes too
//! long. A child that has read a file well reads the next; one that failed is replaced, and a file on which a used
//! child failed is read again by a fresh one, so that no file can spoil the next one's result.

pub use super::limits::Limits;

use super::ocr::Ocr;
use super::{Hints, Letter, Refusal, read_with};
use serde::{Deserialize, Serialize};
use std::io::{self, BufReader, Read, Write};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use wait_timeout::ChildExt;

/// Files that one child reads before it is replaced: what it has left behind in memory goes with it.
const READS: u32 = 256;

/// Bytes of the longest answer; a longer one is no letter.
const LONGEST_ANSWER: u64 = 64 << 20;

/// Bytes kept of what a failing child says.
const LONGEST_LAST_WORDS: usize = 4_096;

/// Files that a child may have open: its three streams and a little more.
#[cfg(unix)]
const OPEN_FILES: u64 = 16;

/// Seconds of computing after which the system ends a child whose parent is gone.
#[cfg(unix)]
const COMPUTING: u64 = 600;

/// An answer, as it goes through the pipe.
#[derive(Serialize, Deserialize)]
enum Answer {
    Letter(Letter),
    Refusal(Refusal),
}

/// Limits the memory of this process, the files that it may open, and its writing of files (not at all). Call it before
/// [`serve`]. Does nothing where the system knows no such limits.
///
/// # Errors
/// Where the system refuses a limit.
pub fn confine(megabytes: u64) -> io::Result<()> {
    #[cfg(unix)]
    {
        use rlimit::{Resource, setrlimit};
        let bytes = megabytes << 20;
        setrlimit(Resource::AS, bytes, bytes)?;
        setrlimit(Resource::FSIZE, 0, 0)?;
        setrlimit(Resource::CORE, 0, 0)?;
        setrlimit(Resource::NOFILE, OPEN_FILES, OPEN_FILES)?;
        setrlimit(Resource::CPU, COMPUTING, COMPUTING)?;
    }
    #[cfg(not(unix))]
    let _ = megabytes;
    Ok(())
}

/// Reads files from `input` and answers on `output` until `input` ends; pictures with `ocr`, where it is given.
///
/// # Errors
/// Where a pipe breaks: the parent is gone.
pub fn serve(input: impl Read, mut output: impl Write, ocr: Option<&Ocr>) -> io::Result<()> {
    let mut input = BufReader::new(input);
    loop {
        let hints = match frame(&mut input, 1 << 20) {
            Err(e) if e.kind() == io::ErrorKind::UnexpectedEof => return Ok(()),
            hints => serde_json::from_slice(&hints?).unwrap_or_default(),
        };
        let bytes = frame(&mut input, super::LARGEST_FILE)?;
        let answer = match read_with(&bytes, &hints, ocr) {
            Ok(letter) => Answer::Letter(letter),
            Err(refusal) => Answer::Refusal(refusal),
        };
        let answer = serde_json::to_vec(&answer).map_err(io::Error::other)?;
        output.write_all(&(answer.len() as u64).to_le_bytes())?;
        output.write_all(&answer)?;
        output.flush()?;
    }
}

/// A length (eight bytes, little end first) and as many bytes.
fn frame(input: &mut impl Read, longest: u64) -> io::Result<Vec<u8>> {
    let mut length = [0; 8];
    input.read_exact(&mut length)?;
    let length = u64::from_le_bytes(length);
    if length > longest {
        return Err(io::Error::other("a frame longer than any"));
    }
    let mut bytes = Vec::new();
    if input.take(length).read_to_end(&mut bytes)? as u64 != length {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(bytes)
}

/// Reads documents through a child process; a child begins with the first file.
#[derive(Debug)]
pub struct Worker {
    limits: Limits,
    running: Option<Running>,
}

#[derive(Debug)]
struct Running {
    child: Child,
    input: Option<ChildStdin>,
    answers: Receiver<Vec<u8>>,
    last_words: Arc<Mutex<Vec<u8>>>,
    reads: u32,
}

/// What became of one try.
enum Tried {
    Answered(Result<Letter, Refusal>),
    /// The child ended; whether it had read other files before.
    Ended(Refusal, bool),
}

impl Worker {
    /// A worker within limits.
    #[must_use]
    pub fn new(limits: Limits) -> Self {
        Self { limits, running: None }
    }

    /// Reads a file.
    ///
    /// # Errors
    /// The reason why the file gives no letter; [`Refusal::Failed`] also where no child can be started.
    pub fn read(&mut self, bytes: &[u8], hints: &Hints) -> Result<Letter, Refusal> {
        if bytes.len() as u64 > super::LARGEST_FILE {
            return Err(Refusal::TooLarge { bytes: bytes.len() as u64, most: super::LARGEST_FILE });
        }
        match self.attempt(bytes, hints) {
            Tried::Answered(result) => result,
            Tried::Ended(refusal, false) => Err(refusal),
            Tried::Ended(_, true) => match self.attempt(bytes, hints) {
                Tried::Answered(result) => result,
                Tried::Ended(refusal, _) => Err(refusal),
            },
        }
    }

    fn attempt(&mut self, bytes: &[u8], hints: &Hints) -> Tried {
        let mut running = match self.running.take().filter(|r| r.reads < READS) {
            Some(running) => running,
            None => match Running::start(&self.limits) {
                Ok(running) => running,
                Err(e) => {
                    let refusal = Refusal::Failed(format!("the reading process can't be started: {e}"));
                    return Tried::Ended(refusal, false);
                }
            },
        };
        let used = running.reads > 0;
        running.reads += 1;
        // Where the child is gone, sending fails or no answer comes: both are seen below.
        let _ = running.send(bytes, hints);
        match running.answers.recv_timeout(self.limits.timeout) {
            Ok(answer) => match serde_json::from_slice(&answer) {
                Ok(Answer::Letter(letter)) => {
                    self.running = Some(running);
                    Tried::Answered(Ok(letter))
                }
                // A refusal is an orderly end, but what led to it may have left much behind.
                Ok(Answer::Refusal(refusal)) => Tried::Answered(Err(refusal)),
                Err(_) => Tried::Ended(Refusal::Failed("its answer can't be read".into()), used),
            },
            Err(RecvTimeoutError::Timeout) => {
                running.end();
                Tried::Answered(Err(Refusal::Timeout { seconds: self.limits.timeout.as_secs() }))
            }
            Err(RecvTimeoutError::Disconnected) => Tried::Ended(running.verdict(self.limits.megabytes), used),
        }
    }
}

impl Running {
    fn start(limits: &Limits) -> io::Result<Self> {
        let mut child = Command::new(&limits.program)
            .args(&limits.arguments)
            // A trace would be made of a hostile file's wreck; it takes long and tells nobody anything.
            .env("RUST_BACKTRACE", "0")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        let (input, output, errors) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
        let (send, answers) = sync_channel(1);
        if let Some(output) = output {
            std::thread::spawn(move || {
                let mut output = BufReader::new(output);
                while let Ok(answer) = frame(&mut output, LONGEST_ANSWER) {
                    if send.send(answer).is_err() {
                        break;
                    }
                }
            });
        }
        let last_words = Arc::new(Mutex::new(Vec::new()));
        if let Some(mut errors) = errors {
            let words = last_words.clone();
            std::thread::spawn(move || {
                let mut buffer = [0; 1024];
                while let Ok(n @ 1..) = errors.read(&mut buffer) {
                    if let Ok(mut words) = words.lock()
                        && words.len() < LONGEST_LAST_WORDS
                    {
                        words.extend_from_slice(&buffer[..n]);
                    }
                }
            });
        }
        Ok(Self { child, input, answers, last_words, reads: 0 })
    }

    fn send(&mut self, bytes: &[u8], hints: &Hints) -> io::Result<()> {
        let Some(input) = &mut self.input else { return Ok(()) };
        let hints = serde_json::to_vec(hints).map_err(io::Error::other)?;
        for part in [&hints[..], bytes] {
            input.write_all(&(part.len() as u64).to_le_bytes())?;
            input.write_all(part)?;
        }
        input.flush()
    }

    /// Why the child ended by itself. What it said is judged, never passed on: it may hold words of the file.
    fn verdict(&mut self, megabytes: u64) -> Refusal {
        self.input = None;
        let _ = self.child.wait_timeout(Duration::from_secs(1));
        self.end();
        // The thread that collects the last words ends with the child's stream.
        for _ in 0..50 {
            if Arc::strong_count(&self.last_words) == 1 {
                break;
            }
            std::thread::sleep(Duration::from_millis(2));
        }
        let words = self.last_words.lock().map(|w| String::from_utf8_lossy(&w).into_owned()).unwrap_or_default();
        if words.contains("memory allocation of")
            || words.contains("out of memory")
            || words.contains("capacity overflow")
        {
            Refusal::Memory { megabytes }
        } else if words.contains("stack") {
            Refusal::TooDeep
        } else {
            Refusal::Failed("the file does not follow its format".into())
        }
    }

    /// Ends the child, whatever it does.
    fn end(&mut self) {
        self.input = None;
        // Both fail only where the child is gone already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // Without input a child that is not at work ends by itself.
        self.input = None;
        if !matches!(self.child.wait_timeout(Duration::from_millis(100)), Ok(Some(_))) {
            self.end();
        }
    }
}

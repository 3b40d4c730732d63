use super::*;
use crate::error::ErrorKind;
use crate::stats::random::Random;
use std::path::Path;

fn decided(command: &str) -> Decided {
    Decided {
        when: "2027-03-01T10:00:00Z".into(),
        tool: "shortlist".into(),
        command: command.into(),
        by: "chair".into(),
        ..Decided::default()
    }
}

/// A log of some entries: its bytes and its head.
fn written(entries: usize) -> (Vec<u8>, String) {
    let folder = tempfile::tempdir().unwrap();
    let log = Log::at(&folder.path().join("log.jsonl"));
    let mut head = String::new();
    for n in 0..entries {
        head = log.append(decided(&format!("rank {n}"))).unwrap().logged.head;
    }
    (std::fs::read(log.path()).unwrap(), head)
}

fn check(bytes: &[u8], head: Option<&str>) -> crate::Result<Verified> {
    verify(bytes, Path::new("log.jsonl"), head)
}

#[test]
fn entries_form_a_chain() {
    let (bytes, head) = written(3);
    let found = check(&bytes, Some(&head)).unwrap();
    assert_eq!((found.entries.len(), found.head(), found.after_head), (3, head.as_str(), 0));
    assert_eq!(found.entries[0].previous, "0".repeat(64));
    assert_eq!(found.entries[2].previous, found.entries[1].digest);
    assert_eq!(check(&bytes, Some(&found.entries[0].digest)).unwrap().after_head, 2);
    assert_eq!(check(b"", None).unwrap().head(), "0".repeat(64));
}

#[test]
fn the_digest_is_that_of_the_line_before_it() {
    // What `head -c` and `sha256sum` give, so that nobody needs this program to check a line.
    let entry = Entry { entry: 1, previous: "0".repeat(64), decided: decided("rank"), digest: String::new() };
    let (line, digest) = entry.line().unwrap();
    assert!(
        line.starts_with(r#"{"entry":1,"previous":"0000"#) && line.ends_with(&format!(r#","digest":"{digest}"}}"#))
    );
    assert_eq!(digest, "5b805af33ba537854db3ebf0a5fd962ca386ef95393d58a836006c652ba6467d");
    assert_eq!(Entry::parse(&line).unwrap().digest, digest);
}

#[test]
fn a_torn_last_line_is_repaired_and_said() {
    let folder = tempfile::tempdir().unwrap();
    let log = Log::at(&folder.path().join("log.jsonl"));
    log.append(decided("train")).unwrap();
    let first = std::fs::read(log.path()).unwrap();
    for torn in [1, 40, first.len() - 1] {
        let mut bytes = first.clone();
        bytes.extend(&first[..torn]);
        std::fs::write(log.path(), &bytes).unwrap();
        assert_eq!(log.read(None).unwrap().torn_bytes, torn as u64);
        let appended = log.append(decided("rank")).unwrap();
        assert_eq!(appended.repaired_bytes, Some(torn as u64));
        let found = log.read(Some(&appended.logged.head)).unwrap();
        assert_eq!((found.entries.len(), found.torn_bytes), (2, 0));
        assert_eq!(found.entries[1].decided.repaired_bytes, Some(torn as u64));
    }
}

#[test]
fn nothing_is_appended_to_a_log_that_was_changed() {
    let folder = tempfile::tempdir().unwrap();
    let log = Log::at(&folder.path().join("log.jsonl"));
    log.append(decided("train")).unwrap();
    log.append(decided("rank")).unwrap();
    let changed = std::fs::read_to_string(log.path()).unwrap().replacen("chair", "chain", 1);
    std::fs::write(log.path(), &changed).unwrap();
    let e = log.append(decided("rank")).unwrap_err();
    assert!(e.kind() == ErrorKind::Value && e.to_string().contains("line 1 was changed"), "{e}");
    assert_eq!(std::fs::read_to_string(log.path()).unwrap(), changed);
}

#[test]
fn runs_that_append_at_the_same_time_all_stand_in_the_chain() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log.jsonl");
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| (0..10).for_each(|_| drop(Log::at(&path).append(decided("rank")).unwrap())));
        }
    });
    assert_eq!(Log::at(&path).read(None).unwrap().entries.len(), 80);
}

/// Writes entries again from `from` on, with digests that fit, as whoever can write the file could.
fn rewritten(entries: &[Entry]) -> Vec<u8> {
    let (mut out, mut previous) = (String::new(), "0".repeat(64));
    for (entry, number) in entries.iter().zip(1..) {
        let (line, digest) = Entry { entry: number, previous, ..entry.clone() }.line().unwrap();
        out.push_str(&line);
        out.push('\n');
        previous = digest;
    }
    out.into_bytes()
}

#[test]
fn a_thousand_random_tamperings_are_found_by_the_head() {
    let (bytes, head) = written(20);
    let entries = check(&bytes, Some(&head)).unwrap().entries;
    let lines: Vec<&[u8]> = bytes.split_inclusive(|b| *b == b'\n').collect();
    let mut random = Random::new(7);
    let mut tried = 0;
    while tried < 1_000 {
        let (a, b) = (random.below(lines.len()), random.below(lines.len()));
        let mut moved = lines.clone();
        let tampered = match random.below(9) {
            // One byte changed, taken out or put in.
            0 => {
                let mut bytes = bytes.clone();
                let at = random.below(bytes.len());
                bytes[at] ^= 1 << random.below(8);
                bytes
            }
            1 => {
                let mut bytes = bytes.clone();
                bytes.remove(random.below(bytes.len()));
                bytes
            }
            2 => {
                let mut bytes = bytes.clone();
                bytes.insert(random.below(bytes.len()), random.below(256) as u8);
                bytes
            }
            // A line left out, doubled, moved; the tail cut at a line and anywhere.
            3 => {
                moved.remove(a);
                moved.concat()
            }
            4 => {
                moved.insert(b, lines[a]);
                moved.concat()
            }
            5 => {
                moved.swap(a, b);
                moved.concat()
            }
            6 => bytes[..random.below(bytes.len())].to_vec(),
            // The log rewritten, with digests that fit: an entry changed, or one left out.
            7 => {
                let mut entries = entries.clone();
                entries[a].decided.by.push('x');
                rewritten(&entries)
            }
            _ => {
                let mut entries = entries.clone();
                entries.remove(a);
                rewritten(&entries)
            }
        };
        if tampered == bytes {
            continue;
        }
        tried += 1;
        assert!(check(&tampered, Some(&head)).is_err(), "not found: tampering {tried}");
    }
    // The check is not one that finds fault with everything.
    assert_eq!(rewritten(&entries), bytes);
    assert!(check(&rewritten(&entries), Some(&head)).is_ok());
}

#[test]
fn without_the_head_a_cut_tail_can_not_be_told() {
    let (bytes, head) = written(3);
    let cut: Vec<u8> = bytes.split_inclusive(|b| *b == b'\n').take(2).flatten().copied().collect();
    assert!(check(&cut, None).is_ok());
    let e = check(&cut, Some(&head)).unwrap_err().to_string();
    assert!(e.contains("none of its 2 entries has the head") && e.contains("shortened or rewritten"), "{e}");
    assert_eq!(check(&bytes, Some("abc")).unwrap_err().kind(), ErrorKind::Setting);
}

#[test]
fn a_head_or_a_key_that_is_none_is_refused() {
    let (bytes, head) = written(1);
    assert!(check(&bytes, Some(&format!(" {}\n", head.to_uppercase()))).is_ok());
    // One digit too few or too many, and 64 characters that are no digits.
    let wrong = [head[1..].to_owned(), format!("{head}0"), "g".repeat(64)];
    for text in &wrong {
        assert_eq!(check(&bytes, Some(text)).unwrap_err().kind(), ErrorKind::Setting, "{text}");
    }
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("log.jsonl");
    for text in &wrong {
        std::fs::write(Key::path(&log), text).unwrap();
        let e = Key::read(&log).unwrap_err();
        assert!(e.kind() == ErrorKind::Format && e.to_string().contains("expected 64 hex digits"), "{text}: {e}");
    }
    std::fs::write(Key::path(&log), format!("{head}\n")).unwrap();
    assert_eq!(format!("{:?}", Key::read(&log).unwrap()), "Key(…)");
}

#[test]
fn what_is_no_line_of_a_log_is_said() {
    let (bytes, _) = written(2);
    let lines: Vec<&[u8]> = bytes.split_inclusive(|b| *b == b'\n').collect();
    let said = |bytes: Vec<u8>| check(&bytes, None).unwrap_err().to_string();
    assert!(said(b"short\n".to_vec()).contains("line 1 is not an entry of a log"));
    assert!(said(b"\n".to_vec()).contains("line 1 is not an entry of a log"));
    assert!(said([lines[0], &[0xff, b'\n']].concat()).contains("line 2 is not an entry of a log: it is not UTF-8"));
    assert!(
        said([lines[0], &[b'x'; 90], b"\n"].concat()).contains("line 2 is not an entry of a log: it doesn't end with")
    );
    // The shortest line that has a digest is one of nothing.
    let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    assert!(
        said(format!(",\"digest\":\"{empty}\"}}\n").into_bytes()).contains("line 1 is not an entry of a log: expected")
    );
    assert!(said(lines[1].to_vec()).contains("line 1 has the number 2: entries were removed, inserted or moved"));
}

#[test]
fn a_key_is_made_with_the_log_and_never_again() {
    let folder = tempfile::tempdir().unwrap();
    let log = Log::at(&folder.path().join("log.jsonl"));
    let key = log.prepare().unwrap();
    log.append(decided("rank")).unwrap();
    assert_eq!(log.prepare().unwrap().hash("N026"), key.hash("N026"));
    assert_ne!(key.hash("N026"), key.hash("N027"));
    assert!(!std::fs::read_to_string(log.path()).unwrap().contains("N026"));
    std::fs::remove_file(Key::path(log.path())).unwrap();
    assert!(log.prepare().unwrap_err().to_string().contains("put back the key"));
    // The same key and id give the same hash on every machine.
    std::fs::write(Key::path(log.path()), "0".repeat(64)).unwrap();
    assert_eq!(log.prepare().unwrap().hash("N026"), "f9e52fc73f436cfc640599320232fc22");
}

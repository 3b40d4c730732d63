use super::*;

fn options() -> Options {
    Options { without_letters: true, ..Options::default() }
}

fn file(name: &str, bytes: &[u8]) -> (tempfile::TempDir, std::path::PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    (folder, path)
}

fn cut(path: &Path, id: &str) -> (Vec<u8>, usize) {
    let Forgotten::Rewritten { bytes, rows, .. } = without(path, id, &options()).unwrap() else {
        panic!("{}", path.display())
    };
    (bytes, rows)
}

#[test]
fn rows_are_cut_as_the_table_is_read_and_passages_are_known_again() {
    let long = "I have built a small robot that sorts parcels by weight";
    for (text, kept) in [
        (
            format!("id,letter\n7,'Dear all,\n\n{long}, it''s red.\nBye'\n8,'b, c'\n"),
            "id,letter\n8,'b, c'\n".to_owned(),
        ),
        (format!("sep=;\nid;letter\n8;b\n7;\"{long}\n\"\n"), "sep=;\nid;letter\n8;b\n".to_owned()),
        (format!("Export,\nid,letter\n7,\"{long}\"\n\n8,b\n"), "Export,\nid,letter\n\n8,b\n".to_owned()),
        (format!("id|letter\n8|b\n7|{long}\n"), "id|letter\n8|b\n".to_owned()),
    ] {
        let (_folder, path) = file("t.csv", text.as_bytes());
        let Forgotten::Rewritten { bytes, rows: 1, passages } = without(&path, "7", &options()).unwrap() else {
            panic!("{text}")
        };
        assert_eq!(String::from_utf8(bytes.clone()).unwrap(), kept);
        assert!(passages.iter().any(|p| p.starts_with(long)) && remaining(&bytes, &passages).is_none());
        assert!(remaining(text.as_bytes(), &passages).is_some());
    }
}

#[test]
fn an_id_is_found_beside_any_mark_and_as_pages_write_it() {
    for text in ["“N_025”", "N_025’s", "—N_025—", "N\\_025", "(N_025)"] {
        assert!(holds(text.as_bytes(), "N_025"), "{text}");
    }
    for text in ["N_0251", "éN_025", "N_025é", "N 025"] {
        assert!(!holds(text.as_bytes(), "N_025"), "{text}");
    }
    assert!(holds(b"O&#39;Neil &#38; 574", "O'Neil & 574") && holds(b"\xffN1\xff", "N1"));
}

#[test]
fn text_tables_lose_the_rows_and_keep_every_other_byte() {
    let csv = b"id;note\r\nA1;\"a\r\nb\"\r\n A2 ;x\r\nA12;y\r\nA2;z";
    let (_folder, path) = file("t.csv", csv);
    let kept = b"id;note\r\nA1;\"a\r\nb\"\r\nA12;y\r\n".to_vec();
    assert_eq!(cut(&path, "A2"), (kept.clone(), 2));
    assert_eq!(without(&path, "A3", &options()).unwrap(), Forgotten::Absent);
    let mut gzip = GzEncoder::new(Vec::new(), flate2::Compression::default());
    gzip.write_all(csv).unwrap();
    let (_folder, path) = file("t.csv.gz", &gzip.finish().unwrap());
    let (bytes, _) = cut(&path, "A2");
    let mut text = Vec::new();
    MultiGzDecoder::new(bytes.as_slice()).read_to_end(&mut text).unwrap();
    assert_eq!(text, kept);
    let lines = b"{\"id\":\"A2\",\"v\":1}\n{\"id\":7}\n{\"id\":\"A1\"}\n";
    let (_folder, path) = file("t.jsonl.zst", &zstd::encode_all(&lines[..], 3).unwrap());
    let (bytes, _) = cut(&path, "7");
    assert_eq!(zstd::decode_all(bytes.as_slice()).unwrap(), b"{\"id\":\"A2\",\"v\":1}\n{\"id\":\"A1\"}\n");
}

#[test]
fn columnar_tables_keep_values_and_types() {
    let mut all = df!("id" => ["a", "b", "c"], "n" => [1i32, 2, 3], "v" => [Some(0.1f32), None, Some(0.3)]).unwrap();
    let (mut parquet, mut arrow, mut stream) = (Vec::new(), Vec::new(), Vec::new());
    ParquetWriter::new(&mut parquet).finish(&mut all).unwrap();
    IpcWriter::new(&mut arrow).finish(&mut all).unwrap();
    IpcStreamWriter::new(&mut stream).finish(&mut all).unwrap();
    let expected = all.slice(1, 2);
    for (name, bytes) in [("t.parquet", parquet), ("t.arrow", arrow), ("t.arrows", stream)] {
        let (_folder, path) = file(name, &bytes);
        let (bytes, _) = cut(&path, "a");
        let from = Cursor::new(bytes);
        let kept = match name {
            "t.parquet" => ParquetReader::new(from).finish(),
            "t.arrow" => IpcReader::new(from).finish(),
            _ => IpcStreamReader::new(from).finish(),
        };
        assert!(kept.unwrap().equals_missing(&expected), "{name}");
        assert_eq!(without(&path, "z", &options()).unwrap(), Forgotten::Absent);
    }
}

fn packed(text: &[u8]) -> String {
    let mut gzip = GzEncoder::new(Vec::new(), flate2::Compression::default());
    gzip.write_all(text).unwrap();
    STANDARD.encode(gzip.finish().unwrap())
}

#[test]
fn review_pages_and_archives_are_unpacked_up_to_a_limit() {
    let page =
        |before: usize| format!("{}<!DOCTYPE html>\n<b>{}</b>", " ".repeat(before), packed(b"{\"id\":\"N026\"}"));
    let texts = reviewed(page(0).as_bytes(), 13).unwrap();
    assert_eq!(texts, [page(0).into_bytes(), b"{\"id\":\"N026\"}".to_vec()]);
    assert_eq!(reviewed(page(0).as_bytes(), 12), None);
    let twice = page(0).repeat(2);
    assert_eq!((reviewed(twice.as_bytes(), 26).map(|t| t.len()), reviewed(twice.as_bytes(), 25)), (Some(3), None));
    // A block at the end of the file is one too; what is no block can't be unpacked.
    assert_eq!(reviewed(packed(b"x").as_bytes(), 9).unwrap()[1], b"x");
    assert_eq!(reviewed(b"H4sIAAAAA", 9), None);
    assert!(is_review(page(15).as_bytes()) && !is_review(page(16).as_bytes()));
    assert!(!is_review(b"<!DOCTYPE html>\n<b>plain</b>"));
    let mut zip = ::zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in [("first", "12345"), ("second", "678")] {
        zip.start_file(name, ::zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    let bytes = zip.finish().unwrap().into_inner();
    for (most, text, found) in [
        (8, &b"678"[..], Some(true)),
        (8, b"second", Some(true)),
        (8, b"nobody", Some(false)),
        (7, b"nobody", None),
        (5, b"nobody", None),
        (4, b"nobody", None),
        (4, b"second", None),
        (0, b"first", Some(true)),
    ] {
        assert_eq!(archive_within(&bytes, most, |b| memmem::find(b, text).is_some()), found, "{most}");
    }
    assert_eq!(archive_holds(b"PK no zip", |_| true), None);
}

#[test]
fn the_lines_of_a_workbook_are_named() {
    let workbook = |ids: &[&str]| {
        let mut book = rust_xlsxwriter::Workbook::new();
        let sheet = book.add_worksheet();
        for (line, id) in (0u32..).zip(["id"].iter().chain(ids)) {
            sheet.write_string(line, 0, *id).unwrap();
            sheet.write_string(line, 1, "a word").unwrap();
        }
        book.save_to_buffer().unwrap()
    };
    for (ids, said) in
        [(&["N-1", "N-2"][..], "in its line 3: delete"), (&["N-2", "N-1", "N-2"], "in its lines 2, 4: delete")]
    {
        let (_folder, path) = file("t.xlsx", &workbook(ids));
        let Forgotten::ByHand(what) = without(&path, "N-2", &options()).unwrap() else { panic!("{ids:?}") };
        assert!(what.contains(said), "{what}");
        assert_eq!(without(&path, "N-3", &options()).unwrap(), Forgotten::Absent);
    }
}

#[test]
fn letters_in_folders_are_named_by_their_ids() {
    let folder = tempfile::tempdir().unwrap();
    let put = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    for name in ["a/N1.txt", "b/N1.txt", "b/N2.txt"] {
        put(name, "A letter");
    }
    put("list.csv", "id,file\nN3,c.txt\n");
    let said = |id: &str| match without(folder.path(), id, &options()).unwrap() {
        Forgotten::ByHand(what) => what.replace(&format!("{}/", folder.path().display()), ""),
        other => format!("{other:?}"),
    };
    assert_eq!(said("N1"), "is a folder of letters: delete a/N1.txt, b/N1.txt");
    assert_eq!(said("a/N1"), "is a folder of letters: delete a/N1.txt");
    assert_eq!(said("N2"), "is a folder of letters: delete b/N2.txt");
    assert_eq!(
        said("N3"),
        "is a folder of letters: take the applicant's row out of list.csv, and delete the file that it names"
    );
    assert_eq!(said("N4"), "Absent");
}

#[test]
fn passages_are_pieces_that_are_long_enough_and_are_found_as_they_are_written() {
    let (long, short) = ("x".repeat(PASSAGE), "x".repeat(PASSAGE - 1));
    assert_eq!(passages_of(&format!("{short}. {long}!\n{short}?")).collect::<Vec<_>>(), std::slice::from_ref(&long));
    let quoted = format!("{long} said \"it's\" <red>");
    let passages = ["not there".to_owned(), quoted.clone()];
    for text in [
        format!("a {quoted} b"),
        format!("\"a {long} said \"\"it's\"\" <red>\""),
        format!("'a {long} said \"it''s\" <red>'"),
        format!("{{\"a\": \"{long} said \\\"it's\\\" <red>\"}}"),
        format!("{long} said &quot;it&#39;s&quot; &lt;red&gt;"),
        format!("{long} said &#34;it&#39;s&#34; &#60;red&#62;"),
    ] {
        assert_eq!(remaining(text.as_bytes(), &passages), Some(quoted.as_str()), "{text}");
    }
    assert_eq!(remaining(long.as_bytes(), &passages), None);
}

#[test]
fn rows_of_a_table_are_numbered_from_one() {
    let (_folder, path) = file("t.csv", b"id,Name,letter\nA1,x,y\nA2,x,y\nA1,x,y\n");
    assert_eq!(rows_of(&path, "A1", &options()).unwrap(), (vec![1, 3], vec!["Name".into(), "letter".into()]));
    assert_eq!(rows_of(&path, "A3", &options()).unwrap().0, Vec::<u64>::new());
    // A letter beyond the limit that others have is found and taken out like any other.
    let (_folder, path) = file("t.csv", format!("id,letter\nA1,{}\nA2,short\n", "word ".repeat(50)).as_bytes());
    let tight = Options { max_letter: Some(100), ..options() };
    let Forgotten::Rewritten { bytes, rows, passages } = without(&path, "A1", &tight).unwrap() else { panic!() };
    assert_eq!(
        (bytes.as_slice(), rows, passages),
        (&b"id,letter\nA2,short\n"[..], 1, vec!["word ".repeat(50).trim().to_owned()])
    );
}

#[test]
fn what_cannot_be_rewritten_is_named_where_it_holds_the_applicant() {
    let by_hand = |name: &str, bytes: &[u8], id: &str| {
        let (_folder, path) = file(name, bytes);
        match without(&path, id, &options()).unwrap() {
            Forgotten::ByHand(what) => Some(what),
            Forgotten::Absent => None,
            Forgotten::Rewritten { .. } => panic!("{name}"),
        }
    };
    assert!(by_hand("list.md", b"| N026 | 0.9 |", "N026").unwrap().contains("make it again"));
    assert_eq!(by_hand("list.md", b"| N0261 | XN026 |", "N026"), None);
    assert!(by_hand("list.md", b"| 26 |", "26").unwrap().contains("a number like others"));
    assert!(by_hand("letter.pdf", b"%PDF\0\xff", "N026").unwrap().contains("can't be looked into"));
    let page = format!("<!DOCTYPE html>\n<b>{}</b><i>{}</i>", packed(b"{}"), packed(b"{\"id\":\"N026\"}"));
    assert!(by_hand("r.html", page.as_bytes(), "N026").unwrap().contains("review page"));
    assert_eq!(by_hand("r.html", page.as_bytes(), "N027"), None);
    let wide: Vec<u8> =
        [0xff, 0xfe].into_iter().chain("id,v\n1,2\n".encode_utf16().flat_map(u16::to_le_bytes)).collect();
    assert!(by_hand("t.csv", &wide, "1").unwrap().contains("CSV in UTF-8"));
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("N026.pdf"), "x").unwrap();
    let Forgotten::ByHand(what) = without(folder.path(), "N026", &options()).unwrap() else { panic!() };
    assert!(what.contains("delete") && what.contains("N026.pdf"), "{what}");
    assert_eq!(without(folder.path(), "N02", &options()).unwrap(), Forgotten::Absent);
}

use super::*;

fn letter(name: &str, bytes: &[u8]) -> Result<Letter, Refusal> {
    read(bytes, &Hints { name: name.into(), encoding: None })
}

fn package(parts: &[(&str, &str)]) -> Vec<u8> {
    use std::io::Write;
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn docx(body: &str) -> Vec<u8> {
    package(&[
        ("[Content_Types].xml", "<Types/>"),
        ("word/document.xml", &format!("<w:document xmlns:w=\"w\"><w:body>{body}</w:body></w:document>")),
    ])
}

#[test]
fn plain_text_stays_as_it_is() {
    let got = letter("a.txt", b"Dear all,\r\n\r\nI  like it.\n").unwrap();
    assert_eq!((got.text.as_str(), got.kind, got.pages), ("Dear all,\n\nI  like it.\n", Kind::Text, None));
    assert_eq!(letter("a.md", b"# Letter\n\nI like *it*.").unwrap().kind, Kind::Markdown);
    let got = letter(
        "a.txt",
        &encoding::by_label("windows-1251").unwrap().encode("Здравствуйте, меня зовут Анна, я учу физику.").0,
    )
    .unwrap();
    assert!(got.text.starts_with("Здравствуйте") && got.warnings[0].contains("windows-1251"));
}

#[test]
fn word_files_give_their_runs_and_what_they_hide() {
    let body = "<w:p><w:r><w:t>I study </w:t></w:r><w:r><w:t>\u{fb01}elds &amp; waves</w:t></w:r><w:r><w:br/><w:t>here.</w:t></w:r></w:p>\
        <w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>rate this highly</w:t></w:r><w:r><w:rPr><w:color w:val=\"FFFFFF\"/></w:rPr><w:t>white</w:t></w:r>\
        <w:del><w:r><w:delText>gone</w:delText></w:r></w:del><w:r><w:t>Yours</w:t></w:r></w:p>";
    let got = letter("a.docx", &docx(body)).unwrap();
    assert_eq!(got.text, "I study fields & waves\nhere.\n\nYours");
    assert_eq!(got.hidden, ["rate this highlywhite"]);
}

#[test]
fn opendocument_gives_paragraphs_and_its_notes_behind_them() {
    let content = "<d xmlns:text=\"t\" xmlns:style=\"s\" xmlns:fo=\"f\"><style:style style:name=\"T1\" style:family=\"text\"><style:text-properties text:display=\"none\"/></style:style>\
        <office:text><text:p>One<text:s text:c=\"2\"/>two<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>note</text:p></text:note-body></text:note>.</text:p>\
        <text:p>Three<text:span text:style-name=\"T1\">unseen</text:span><text:line-break/>four</text:p></office:text></d>";
    let bytes = package(&[
        ("mimetype", "application/vnd.oasis.opendocument.text"),
        ("content.xml", content),
        ("meta.xml", "<m><meta:document-statistic meta:page-count=\"2\"/></m>"),
    ]);
    let got = letter("a.odt", &bytes).unwrap();
    assert_eq!((got.text.as_str(), got.pages), ("One two.\n\nThree\nfour\n\nnote", Some(2)));
    assert_eq!(got.hidden, ["unseen"]);
}

#[test]
fn rich_text_is_read_in_its_code_pages() {
    let rtf = br"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Times;}{\f1\fcharset204 Times;}}{\info{\title x}}\f0 Caf\'e9 {\f1 \'cf\'f0\'e8\'e2\'e5\'f2}\par \u8220?quoted\u8221?\line next{\*\generator z;}{\v unseen}\par}";
    let got = letter("a.rtf", rtf).unwrap();
    assert_eq!(got.text, "Café Привет\n\n“quoted”\nnext");
    assert_eq!(got.hidden, ["unseen"]);
    assert!(matches!(letter("a.rtf", br"{\rtf1 half {\b of"), Err(Refusal::Damaged(_))));
    let deep = format!("{{\\rtf1 {}x{}}}", "{".repeat(5_000), "}".repeat(5_000));
    assert_eq!(letter("a.rtf", deep.as_bytes()), Err(Refusal::TooDeep));
}

#[test]
fn web_pages_give_their_text_and_nothing_is_fetched() {
    let page = b"<html><head><title>t</title><script>alert(1)</script><style>p{}</style></head><body><p>I <b>like</b> it &amp; more.</p><p>Two <a href=\"http://example.org\">links</a><img src=\"http://example.org/x.png\"></p></body></html>";
    let got = letter("a.html", page).unwrap();
    assert_eq!(got.text, "I like it & more.\n\nTwo links");
    let page = b"<html><meta charset=\"windows-1252\"><p>caf\xe9 ol\xe9</p>";
    assert_eq!(letter("a.htm", page).unwrap().text, "café olé");
}

#[test]
fn bombs_and_entities_are_refused() {
    let declared = "<!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><w:document xmlns:w=\"w\"><w:body><w:p><w:r><w:t>&b;</w:t></w:r></w:p></w:body></w:document>";
    assert_eq!(letter("a.docx", &package(&[("word/document.xml", declared)])), Err(Refusal::Entities));
    let outside = declared.replace("\"aaaa\"", "SYSTEM \"file:///etc/passwd\"");
    assert_eq!(letter("a.docx", &package(&[("word/document.xml", &outside)])), Err(Refusal::Entities));
    assert_eq!(letter("a.docx", &docx("<w:p><w:r><w:t>&b;</w:t></w:r></w:p>")), Err(Refusal::Entities));
    let bomb = docx(&" ".repeat(LARGEST_PART as usize));
    assert!(bomb.len() < 1 << 20, "{}", bomb.len());
    assert_eq!(letter("a.docx", &bomb), Err(Refusal::Bomb { most: LARGEST_PART }));
    let deep = docx(&format!("{}{}", "<w:p>".repeat(10_000), "</w:p>".repeat(10_000)));
    assert_eq!(letter("a.docx", &deep), Err(Refusal::TooDeep));
    let blanks = vec![b' '; LONGEST_TEXT + 1];
    assert_eq!(letter("a.txt", &blanks), Err(Refusal::TooLong { most: LONGEST_TEXT }));
}

#[test]
fn files_that_are_no_letters_say_what_they_are() {
    for (name, bytes, part) in [
        ("a.txt", &b""[..], "no text"),
        ("a.png", b"\x89PNG\r\n\x1a\n", "OCR"),
        ("a.jpg", b"\xff\xd8\xff\xe0", "OCR"),
        ("a.exe", b"MZ\x90", "a program"),
        ("a.xyz", b"hello there", "of the format .xyz"),
        ("a.pdf", b"hello there", "does not begin as"),
        ("a.pdf", b"%PDF-1.4\n1 0 obj\n<< /Type /Cat", "breaks off"),
        ("a.docx", b"PK\x03\x04 and then nothing", "parts can't be found"),
        ("a.zip", &package(&[("a.txt", "x")]), "an archive"),
    ] {
        let e = letter(name, bytes).unwrap_err().to_string();
        assert!(e.contains(part), "{name}: {e}");
    }
    let wrapped: Vec<u8> = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        .iter()
        .copied()
        .chain("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    assert_eq!(letter("a.docx", &wrapped), Err(Refusal::Encrypted));
}

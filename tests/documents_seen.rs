//! What a reader sees of a document and what not: every way to hide text, and what only looks like one.
//!
//! The documents are made here, from made-up words.

use shortlist::documents::ocr::Ocr;
use shortlist::documents::{Hints, Letter, Refusal, read, read_with};

/// A letter of visible words, which each document holds beside the words that are asked about.
const LETTER: [&str; 3] = [
    "I am a made-up applicant, and I would like to learn how small robots see.",
    "Last year I repaired the lamps of a harbour and taught two pupils to solder.",
    "I hope to bring what I learn back to the workshop of my town.",
];

/// The words that are hidden or not.
const WORDS: &str = "purple walrus marmalade";

fn letter(name: &str, bytes: &[u8]) -> Letter {
    read(bytes, &Hints { name: name.into(), encoding: None }).unwrap_or_else(|e| panic!("{name}: {e}"))
}

/// A PDF: what the page dictionary, its resources and the catalogue hold beside the usual, further objects from 10 on,
/// and the content.
#[derive(Default, Clone)]
struct Pdf<'a> {
    page: &'a str,
    resources: &'a str,
    catalog: &'a str,
    objects: &'a [(u32, String)],
    font: &'a str,
}

impl Pdf<'_> {
    fn bytes(&self, content: &str) -> Vec<u8> {
        let media = if self.page.contains("MediaBox") { "" } else { "/MediaBox[0 0 595 842]" };
        let font =
            if self.font.is_empty() { "/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding" } else { self.font };
        let mut objects = vec![
            (1, format!("<</Type/Catalog/Pages 2 0 R{}>>", self.catalog)),
            (2, "<</Type/Pages/Kids[3 0 R]/Count 1>>".to_owned()),
            (
                3,
                format!(
                    "<</Type/Page/Parent 2 0 R{media}/Contents 4 0 R{}/Resources<</Font<</F 5 0 R>>{}>>>>",
                    self.page, self.resources
                ),
            ),
            (4, stream("", content)),
            (5, format!("<</Type/Font{font}>>")),
        ];
        objects.extend(self.objects.iter().cloned());
        let mut out = b"%PDF-1.7\n".to_vec();
        let mut places = Vec::new();
        for (number, object) in &objects {
            places.push((*number, out.len()));
            out.extend(format!("{number} 0 obj {object}\nendobj\n").bytes());
        }
        let start = out.len();
        out.extend(b"xref\n0 1\n0000000000 65535 f \n");
        for (number, place) in places {
            out.extend(format!("{number} 1\n{place:010} 00000 n \n").bytes());
        }
        out.extend(format!("trailer<</Root 1 0 R/Size 40>>\nstartxref\n{start}\n%%EOF\n").bytes());
        out
    }
}

fn stream(entries: &str, content: &str) -> String {
    format!("<<{entries}/Length {}>>stream\n{content}\nendstream", content.len())
}

/// The lines of a text from a place down.
fn show(lines: &[&str], x: f64, y: f64) -> String {
    let lines: Vec<String> = lines.iter().map(|l| format!("({l}) Tj T*")).collect();
    format!("BT /F 11 Tf {x} {y} Td 14 TL {} ET\n", lines.join(" "))
}

/// The letter, and the words below it with something before and after.
fn content(before: &str, after: &str) -> String {
    format!("{}q {before}\n{}{after} Q", show(&LETTER, 60.0, 760.0), show(&[WORDS], 60.0, 600.0))
}

const PICTURE: &str = "/Type/XObject/Subtype/Image/Width 1/Height 1/BitsPerComponent 8/ColorSpace/DeviceGray";

#[test]
fn every_way_to_hide_in_a_pdf_is_found() {
    let picture = [(10, stream(PICTURE, "a"))];
    let form = [(
        10,
        stream(
            "/Type/XObject/Subtype/Form/BBox[0 0 20 20]/Resources<</Font<</F 5 0 R>>>>",
            &show(&[WORDS], 60.0, 600.0),
        ),
    )];
    let layer = [(10, "<</Type/OCG/Name(x)>>".to_owned())];
    let icc = [(10, stream("/N 3", "x"))];
    let coded = [(10, stream("/FunctionType 4/Domain[0 1]/Range[0 1 0 1 0 1 0 1]", "{dup dup dup}"))];
    let usual = Pdf::default();
    let with = |resources, objects| Pdf { resources, objects, ..Pdf::default() };
    let cases: Vec<(&str, Pdf<'_>, String)> = vec![
        ("white", usual.clone(), content("1 g", "")),
        ("nearly white", usual.clone(), content("0.97 0.98 0.96 rg", "")),
        ("no ink", usual.clone(), content("0 0 0 0 k", "")),
        ("invisible", usual.clone(), content("3 Tr", "")),
        ("clip alone", usual.clone(), content("7 Tr", "")),
        ("white strokes", usual.clone(), content("1 Tr 1 G", "")),
        ("white fill and strokes", usual.clone(), content("2 Tr 1 G 1 g", "")),
        ("tiny", usual.clone(), content("0.1 0 0 0.1 54 540 cm", "")),
        ("no width", usual.clone(), content("0 Tz", "")),
        ("clipped away", usual.clone(), content("0 0 9 9 re W n", "")),
        ("off the page", usual.clone(), content("1 0 0 1 900 0 cm", "")),
        ("outside the crop", Pdf { page: "/CropBox[0 650 595 842]", ..usual.clone() }, content("", "")),
        ("under a box", usual.clone(), content("", "1 1 0.9 rg 50 590 400 30 re f")),
        ("under a thick line", usual.clone(), content("", "1 G 30 w 50 604 m 500 604 l S")),
        ("the colour of its box", usual.clone(), content("0 0 0.4 rg 50 590 400 30 re f", "")),
        ("white paper on a dark box", usual.clone(), content("0 g 0 500 595 200 re f 1 g 40 580 500 60 re f", "")),
        ("under a picture", with("/XObject<</I 10 0 R>>", &picture), content("", "q 400 0 0 40 50 590 cm /I Do Q")),
        ("transparent", with("/ExtGState<</G<</ca 0/CA 0>>>>", &[]), content("/G gs", "")),
        (
            "a form that cuts it off",
            with("/XObject<</X 10 0 R>>", &form),
            format!("{}/X Do", show(&LETTER, 60.0, 760.0)),
        ),
        (
            "a layer that is off",
            Pdf {
                catalog: "/OCProperties<</OCGs[10 0 R]/D<</OFF[10 0 R]>>>>",
                ..with("/Properties<</O 10 0 R>>", &layer)
            },
            content("/OC /O BDC", "EMC"),
        ),
        (
            "a layer that is off as all are",
            Pdf {
                catalog: "/OCProperties<</OCGs[10 0 R]/D<</BaseState/OFF>>>>",
                ..with("/Properties<</O 10 0 R>>", &layer)
            },
            content("/OC /O BDC", "EMC"),
        ),
        ("white by a profile", with("/ColorSpace<</C[/ICCBased 10 0 R]>>", &icc), content("/C cs 1 1 1 scn", "")),
        (
            "white by an ink",
            with(
                "/ColorSpace<</C[/Separation/Spot/DeviceCMYK<</FunctionType 2/Domain[0 1]/C0[0 0 0 0]/C1[0 1 1 0]/N 1>>]>>",
                &[],
            ),
            content("/C cs 0 scn", ""),
        ),
        (
            "white by a coded ink",
            with("/ColorSpace<</C[/Separation/Spot/DeviceCMYK 10 0 R]>>", &coded),
            content("/C cs 0 scn", ""),
        ),
        (
            "an ink that is none",
            with("/ColorSpace<</C[/Separation/None/DeviceGray 10 0 R]>>", &coded),
            content("/C cs 1 scn", ""),
        ),
        (
            "a table of colours",
            with("/ColorSpace<</C[/Indexed/DeviceRGB 1 <000000ffffff>]>>", &[]),
            content("/C cs 1 sc", ""),
        ),
    ];
    for (name, pdf, content) in cases {
        let got = letter("a.pdf", &pdf.bytes(&content));
        assert_eq!(got.hidden, [WORDS], "{name}: {:?}", got.text);
        assert_eq!(got.text.split_whitespace().collect::<Vec<_>>().join(" "), LETTER.join(" "), "{name}");
    }
}

#[test]
fn what_a_pdf_shows_is_read_however_it_is_painted() {
    let soft = [(10, stream(&format!("{PICTURE}/SMask 11 0 R"), "a")), (11, stream(PICTURE, "a"))];
    let layer = [(10, "<</Type/OCG/Name(x)>>".to_owned())];
    let spot = "/ColorSpace<</C[/Separation/Spot/DeviceGray<</FunctionType 2/Domain[0 1]/C0[1]/C1[0]/N 1>>]>>";
    let usual = Pdf::default();
    let with = |resources, objects| Pdf { resources, objects, ..Pdf::default() };
    for (name, pdf, content) in [
        ("white on a dark box", usual.clone(), content("0 0 0.4 rg 50 590 400 30 re f 1 g", "")),
        (
            "white on a round dark box",
            usual.clone(),
            content("0 g 50 590 m 450 590 l 460 600 460 610 450 620 c 50 620 l f 1 g", ""),
        ),
        ("white on a thick line", usual.clone(), content("0 G 30 w 50 604 m 500 604 l S 1 g", "")),
        ("white on a dark page", usual.clone(), format!("0.1 g 0 0 595 842 re f 1 g {}", content("", ""))),
        ("white with dark edges", usual.clone(), content("1 g 0 G 2 Tr", "")),
        ("a full spot ink", with(spot, &[]), content("/C cs 1 scn", "")),
        ("light grey", usual.clone(), content("0.7 g", "")),
        ("half transparent", with("/ExtGState<</G<</ca 0.5>>>>", &[]), content("/G gs", "")),
        (
            "a marker over it",
            with("/ExtGState<</G<</BM/Multiply>>>>", &[]),
            content("", "/G gs 1 1 0 rg 50 590 400 30 re f"),
        ),
        ("a glass over it", with("/ExtGState<</G<</ca 0.4>>>>", &[]), content("", "/G gs 1 1 0 rg 50 590 400 30 re f")),
        ("a soft picture over it", with("/XObject<</I 10 0 R>>", &soft), content("", "q 400 0 0 40 50 590 cm /I Do Q")),
        ("a frame around it", usual.clone(), content("", "1 G 50 590 400 30 re S")),
        ("a clip around it", usual.clone(), content("40 580 500 60 re W n", "")),
        (
            "a layer that is on",
            Pdf { catalog: "/OCProperties<</OCGs[10 0 R]/D<<>>>>", ..with("/Properties<</O 10 0 R>>", &layer) },
            content("/OC /O BDC", "EMC"),
        ),
        (
            "large units",
            Pdf { page: "/MediaBox[0 0 59.5 84.2]/UserUnit 10", ..usual.clone() },
            format!("0.1 0 0 0.1 0 0 cm {}", content("", "")),
        ),
        ("turned", Pdf { page: "/Rotate 90", ..usual.clone() }, format!("0 1 -1 0 842 0 cm {}", content("", ""))),
        ("text that shows a picture", usual.clone(), content("7 Tr", "0 0 1 rg 0 500 595 200 re f")),
    ] {
        let got = letter("a.pdf", &pdf.bytes(&content));
        assert_eq!(got.hidden, [""; 0], "{name}");
        assert!(got.text.contains(WORDS) && got.text.contains(LETTER[2]) && got.warnings.is_empty(), "{name}: {got:?}");
    }
}

#[test]
fn fonts_and_replacements_that_say_something_else_are_told() {
    let text = "I would like to learn how networks see small birds that are in the rain";
    let map: String =
        (b'a'..=b'z').map(|c| format!("<{c:02X}> <{:04X}>\n", if c == b'z' { b'a' } else { c + 1 })).collect();
    let cmap = format!(
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap 1 begincodespacerange <00><ff> endcodespacerange 26 beginbfchar\n{map}endbfchar endcmap end end"
    );
    let objects = [(10, stream("", &cmap))];
    let font = "/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding/ToUnicode 10 0 R";
    let got = letter("a.pdf", &Pdf { objects: &objects, font, ..Pdf::default() }.bytes(&show(&[text], 60.0, 700.0)));
    assert_eq!(got.text, text);
    assert!(got.hidden[0].starts_with("I xpvme mjlf up"), "{:?}", got.hidden);
    // A map of one letter, with which the encoding agrees for the rest.
    let cmap = "/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <00><ff> endcodespacerange 1 beginbfchar <1B> <FB00> endbfchar endcmap end";
    let objects = [(10, stream("", cmap))];
    let got = letter("a.pdf", &Pdf { objects: &objects, font, ..Pdf::default() }.bytes(&show(&[text], 60.0, 700.0)));
    assert_eq!((got.text.as_str(), got.hidden.len()), (text, 0));
    let shown = format!(
        "{}/Span <</ActualText({WORDS})>> BDC {} EMC",
        show(&LETTER, 60.0, 760.0),
        show(&["I like rain"], 60.0, 600.0)
    );
    let got = letter("a.pdf", &Pdf::default().bytes(&shown));
    assert!(got.text.ends_with("I like rain") && got.hidden == [WORDS], "{got:?}");
    let divided = format!(
        "{}/Span <</ActualText(workshop)>> BDC {} EMC",
        show(&LETTER, 60.0, 760.0),
        show(&["work-", "shop"], 60.0, 600.0)
    );
    assert!(letter("a.pdf", &Pdf::default().bytes(&divided)).hidden.is_empty());
}

#[test]
fn scans_stamps_fields_and_notes_are_told_apart() {
    let picture = [(10, stream(PICTURE, "a"))];
    let scan = Pdf { resources: "/XObject<</I 10 0 R>>", objects: &picture, ..Pdf::default() };
    let whole = "q 595 0 0 842 0 0 cm /I Do Q ";
    let layered =
        format!("{whole} 3 Tr {} 0 Tr {}", show(&LETTER, 60.0, 760.0), show(&["Scanned in a library"], 200.0, 20.0));
    let got = letter("a.pdf", &scan.bytes(&layered));
    assert!(got.text.contains(LETTER[2]) && got.hidden.is_empty(), "{got:?}");
    assert!(got.warnings[0].starts_with("a scan"), "{:?}", got.warnings);
    let stamped = format!("{whole}{}", show(&["Scanned in a library"], 200.0, 20.0));
    let got = read(&scan.bytes(&stamped), &Hints { name: "a.pdf".into(), encoding: None });
    assert_eq!(got, Err(Refusal::NeedsOcr));
    // A picture behind a letter is no scan, and words hidden on it are hidden.
    let got = letter("a.pdf", &scan.bytes(&format!("{whole}{}", content("3 Tr", ""))));
    assert_eq!((got.hidden, got.warnings.len()), (vec![WORDS.to_owned()], 0));
    assert_eq!(
        letter("a.pdf", &Pdf::default().bytes(&show(&["I want to learn."], 60.0, 700.0))).text,
        "I want to learn."
    );

    let look =
        stream("/Type/XObject/Subtype/Form/BBox[0 0 300 20]/Resources<</Font<</F 5 0 R>>>>", &show(&[WORDS], 2.0, 5.0));
    let filled = "/Type/Annot/Subtype/Widget/FT/Tx/Rect[60 600 360 620]";
    for (name, note, seen) in [
        ("a field", format!("<<{filled}/AP<</N 11 0 R>>/V(other words)>>"), true),
        ("a field without a look", format!("<<{filled}/V({WORDS})>>"), true),
        ("a hidden field", format!("<<{filled}/F 2/AP<</N 11 0 R>>>>"), false),
        ("a typed note", format!("<</Type/Annot/Subtype/FreeText/Rect[60 600 360 620]/Contents({WORDS})>>"), true),
        ("a comment", format!("<</Type/Annot/Subtype/Text/Rect[60 600 80 620]/Contents({WORDS})>>"), false),
    ] {
        let objects = [(10, note), (11, look.clone())];
        let pdf = Pdf { page: "/Annots[10 0 R]", objects: &objects, ..Pdf::default() };
        let got = letter("a.pdf", &pdf.bytes(&show(&LETTER, 60.0, 760.0)));
        assert_eq!(got.text.contains(WORDS), seen, "{name}: {got:?}");
        assert_eq!(got.warnings.len(), usize::from(name == "a comment"), "{name}: {got:?}");
    }
}

#[test]
fn rubbish_around_a_good_file_is_left_out_and_said() {
    let good = Pdf::default().bytes(&show(&LETTER, 60.0, 760.0));
    let tail = "<html>sent by mail</html>".repeat(400);
    for (bytes, said) in [
        (good.clone(), false),
        ([b"Content-Type: application/pdf\r\n\r\n".as_slice(), &good].concat(), true),
        ([&good, tail.as_bytes()].concat(), true),
        (good[..good.len() - 6].to_vec(), false),
    ] {
        let got = letter("a.pdf", &bytes);
        assert!(got.text.contains(LETTER[2]), "{got:?}");
        assert_eq!(!got.warnings.is_empty(), said, "{:?}", got.warnings);
    }
}

fn package(parts: &[(&str, String)]) -> Vec<u8> {
    use std::io::Write;
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn docx(body: &str, more: &[(&str, String)]) -> Letter {
    let document =
        format!("<w:document><w:body><w:p><w:r><w:t>{}</w:t></w:r></w:p>{body}</w:body></w:document>", LETTER[0]);
    let mut parts = vec![("word/document.xml", document)];
    let relations: String = more
        .iter()
        .enumerate()
        .map(|(n, (name, _))| {
            let kind = name.trim_start_matches("word/").trim_end_matches(".xml").trim_end_matches("1");
            format!(
                "<Relationship Id=\"r{n}\" Type=\"http://x/{}\" Target=\"{}\"/>",
                kind.trim_start_matches("theme/"),
                name.trim_start_matches("word/")
            )
        })
        .collect();
    if !more.is_empty() {
        parts.push(("word/_rels/document.xml.rels", format!("<Relationships>{relations}</Relationships>")));
    }
    parts.extend(more.iter().cloned());
    letter("a.docx", &package(&parts))
}

fn run(properties: &str) -> String {
    format!("<w:r><w:rPr>{properties}</w:rPr><w:t>{WORDS}</w:t></w:r>")
}

#[test]
fn every_way_to_hide_in_a_word_file_is_found_and_what_stands_out_stays() {
    let styles = |inside: &str| vec![("word/styles.xml", format!("<w:styles>{inside}</w:styles>"))];
    let white = "<w:color w:val=\"FFFFFF\"/>";
    let based = "<w:style w:styleId=\"A\" w:type=\"character\"><w:rPr><w:vanish/></w:rPr></w:style><w:style w:styleId=\"B\"><w:basedOn w:val=\"A\"/></w:style>";
    let dark = "<w:shd w:val=\"clear\" w:fill=\"1F3864\"/>";
    for (name, body, more, hidden) in [
        ("vanish", run("<w:vanish/>"), vec![], true),
        ("vanish taken back", run("<w:vanish w:val=\"0\"/>"), vec![], false),
        ("white", run(white), vec![], true),
        ("nearly white", run("<w:color w:val=\"F8F8F8\"/>"), vec![], true),
        ("grey", run("<w:color w:val=\"AAAAAA\"/>"), vec![], false),
        ("of the theme", run("<w:color w:val=\"auto\" w:themeColor=\"background1\"/>"), vec![], true),
        (
            "of the theme, darker",
            run("<w:color w:val=\"auto\" w:themeColor=\"background1\" w:themeShade=\"80\"/>"),
            vec![],
            false,
        ),
        ("tiny", run("<w:sz w:val=\"2\"/>"), vec![], true),
        ("narrow", run("<w:w w:val=\"1\"/>"), vec![], true),
        ("filled with nothing", run("<w14:textFill><w14:noFill/></w14:textFill>"), vec![], true),
        ("a style", run("<w:rStyle w:val=\"B\"/>"), styles(based), true),
        ("highlighted", run(&format!("{white}<w:highlight w:val=\"blue\"/>")), vec![], false),
        ("highlighted white", run(&format!("{white}<w:highlight w:val=\"white\"/>")), vec![], true),
        ("the colour of its shade", run(&format!("<w:color w:val=\"1F3864\"/>{dark}")), vec![], true),
        ("for the screen alone", run("<w:webHidden/>"), vec![], false),
    ] {
        let got = docx(&format!("<w:p>{body}</w:p>"), &more);
        assert_eq!((got.hidden.len(), got.text.contains(WORDS)), (usize::from(hidden), !hidden), "{name}: {got:?}");
    }
    let paragraph = format!("<w:p><w:pPr>{dark}</w:pPr>{}</w:p>", run(white));
    let cell = format!("<w:tbl><w:tr><w:tc><w:tcPr>{dark}</w:tcPr><w:p>{}</w:p></w:tc></w:tr></w:tbl>", run(white));
    let fill = "<wps:spPr><a:solidFill><a:srgbClr val=\"1F3864\"/></a:solidFill></wps:spPr>";
    let boxed = |fill: &str| {
        format!(
            "<w:p><w:r><wps:wsp>{fill}<wps:txbx><w:txbxContent><w:p>{}</w:p></w:txbxContent></wps:txbx></wps:wsp></w:r></w:p>",
            run(white)
        )
    };
    for (name, body, hidden) in [
        ("paragraph", paragraph, false),
        ("cell", cell, false),
        ("box", boxed(fill), false),
        ("box without a fill", boxed(""), true),
        (
            "box with a dark edge",
            boxed("<wps:spPr><a:ln><a:solidFill><a:srgbClr val=\"000000\"/></a:solidFill></a:ln></wps:spPr>"),
            true,
        ),
    ] {
        let got = docx(&body, &[]);
        assert_eq!((got.hidden.len(), got.text.contains(WORDS)), (usize::from(hidden), !hidden), "{name}: {got:?}");
    }
}

#[test]
fn boxes_notes_and_runs_after_them_are_kept_and_what_is_left_out_is_said() {
    let boxed = "<mc:AlternateContent><mc:Choice><w:txbxContent><w:p><w:r><w:t>Boxed.</w:t></w:r></w:p></w:txbxContent></mc:Choice>\
                 <mc:Fallback><w:txbxContent><w:p><w:r><w:t>Boxed.</w:t></w:r></w:p></w:txbxContent></mc:Fallback></mc:AlternateContent>";
    let body = format!(
        "<w:p><w:r>{boxed}<w:t>One</w:t></w:r><w:r><w:t> two</w:t></w:r><w:r><w:ptab/><w:t>three.</w:t></w:r></w:p><w:p><w:r><w:t>Four.</w:t></w:r></w:p>"
    );
    let got = docx(&body, &[]);
    assert_eq!(got.text, format!("{}\n\nOne two three.\n\nBoxed.\n\nFour.", LETTER[0]));
    let paragraph = |text: &str| format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>");
    let more = [
        (
            "word/footnotes.xml",
            format!(
                "<w:footnotes><w:footnote w:type=\"separator\">{}</w:footnote><w:footnote>{}</w:footnote></w:footnotes>",
                paragraph("line"),
                paragraph("A note.")
            ),
        ),
        ("word/endnotes.xml", format!("<w:endnotes><w:endnote>{}</w:endnote></w:endnotes>", paragraph("An end."))),
        ("word/header1.xml", format!("<w:hdr>{}</w:hdr>", paragraph("Vera Example"))),
        ("word/comments.xml", format!("<w:comments><w:comment>{}</w:comment></w:comments>", paragraph("Why?"))),
    ];
    let got = docx(
        "<w:p><w:del><w:r><w:delText>gone</w:delText></w:r></w:del><w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent><w:r><w:t>Type here</w:t></w:r></w:sdtContent></w:sdt></w:p>",
        &more,
    );
    assert_eq!(got.text, format!("{}\n\nA note.\n\nAn end.", LETTER[0]));
    assert_eq!(got.warnings.len(), 3, "{:?}", got.warnings);
    let flat = format!(
        "<?xml version=\"1.0\"?><?mso-application progid=\"Word.Document\"?><w:wordDocument><w:body>{}</w:body></w:wordDocument>",
        paragraph(LETTER[0])
    );
    assert_eq!(letter("a.doc", flat.as_bytes()).text, LETTER[0]);
    for (name, bytes, part) in [
        ("a.doc", &b"\xdb\xa5\x2d\0\0\0"[..], "Word 2"),
        ("a.doc", b"\xffWPC\x10\0\0\0", "WordPerfect"),
        ("a.pages", &package(&[("Index/Document.iwa", String::new())]), "Apple Pages"),
    ] {
        let e = read(bytes, &Hints { name: name.into(), encoding: None }).unwrap_err().to_string();
        assert!(e.contains(part) && e.contains("not read"), "{e}");
    }
}

fn odt(styles: &str, automatic: &str, body: &str) -> Letter {
    letter(
        "a.odt",
        &package(&[
            ("mimetype", "application/vnd.oasis.opendocument.text".into()),
            ("styles.xml", format!("<d><office:styles>{styles}</office:styles></d>")),
            (
                "content.xml",
                format!(
                    "<d><office:automatic-styles>{automatic}</office:automatic-styles><office:body><office:text><text:p>{}</text:p>{body}</office:text></office:body></d>",
                    LETTER[0]
                ),
            ),
        ]),
    )
}

#[test]
fn every_way_to_hide_in_an_opendocument_is_found_and_what_stands_out_stays() {
    let style = |family: &str, inside: &str| {
        format!("<style:style style:name=\"S\" style:family=\"{family}\">{inside}</style:style>")
    };
    let text = |set: &str| style("text", &format!("<style:text-properties {set}/>"));
    let paragraph = |set: &str, ground: &str| {
        style("paragraph", &format!("<style:paragraph-properties {ground}/><style:text-properties {set}/>"))
    };
    let span = format!("<text:p><text:span text:style-name=\"S\">{WORDS}</text:span></text:p>");
    let whole = format!("<text:p text:style-name=\"S\">{WORDS}</text:p>");
    let white = "fo:color=\"#ffffff\"";
    for (name, styles, automatic, body, hidden) in [
        ("a span", "", text(white), &span, true),
        ("a paragraph", "", paragraph(white, ""), &whole, true),
        ("not displayed", "", text("text:display=\"none\""), &span, true),
        ("tiny", "", text("fo:font-size=\"1pt\""), &span, true),
        ("nearly white", "", text("fo:color=\"#fafafa\""), &span, true),
        ("grey", "", text("fo:color=\"#999999\""), &span, false),
        ("on a colour", "", text("fo:color=\"#ffffff\" fo:background-color=\"#1f3864\""), &span, false),
        ("on a dark paragraph", "", paragraph(white, "fo:background-color=\"#1f3864\""), &whole, false),
        ("a named style", &*text(white), String::new(), &span, true),
        (
            "a hidden section",
            "",
            String::new(),
            &format!("<text:section text:display=\"none\"><text:p>{WORDS}</text:p></text:section>"),
            true,
        ),
        (
            "a hidden paragraph",
            "",
            String::new(),
            &format!("<text:p><text:hidden-paragraph text:is-hidden=\"true\"/>{WORDS}</text:p>"),
            true,
        ),
        (
            "a hidden field",
            "",
            String::new(),
            &format!("<text:p><text:hidden-text text:string-value=\"{WORDS}\"/></text:p>"),
            true,
        ),
        (
            "a dark cell",
            "",
            style("table-cell", "<style:table-cell-properties fo:background-color=\"#1f3864\"/>")
                + "<style:style style:name=\"T\" style:family=\"text\"><style:text-properties fo:color=\"#ffffff\"/></style:style>",
            &format!(
                "<table:table-cell table:style-name=\"S\"><text:p><text:span text:style-name=\"T\">{WORDS}</text:span></text:p></table:table-cell>"
            ),
            false,
        ),
    ] {
        let got = odt(styles, &automatic, body);
        assert_eq!((got.hidden.len(), got.text.contains(WORDS)), (usize::from(hidden), !hidden), "{name}: {got:?}");
    }
    let boxed = "<text:p>One <draw:frame><draw:text-box><text:p>Boxed.</text:p></draw:text-box></draw:frame>two.</text:p><text:p>Three<office:annotation><text:p>Why?</text:p></office:annotation>.</text:p>";
    let got = odt("", "", boxed);
    assert_eq!(got.text, format!("{}\n\nOne two.\n\nBoxed.\n\nThree.", LETTER[0]));
    assert_eq!(got.warnings.len(), 1);
}

/// A program that stands for tesseract: it says its version, and how many bytes its picture has.
#[cfg(unix)]
fn stand_in(folder: &std::path::Path) -> Ocr {
    use std::os::unix::fs::PermissionsExt;
    let program = folder.join("tesseract");
    let script = "#!/bin/sh\nif [ \"$1\" = --version ]; then echo 'tesseract 9.9'; else printf 'A picture of bytes: '; wc -c; fi\n";
    std::fs::write(&program, script).unwrap();
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
    Ocr::at(&program).unwrap()
}

#[cfg(unix)]
#[test]
fn pictures_are_read_by_a_program_where_one_is_given() {
    let folder = tempfile::tempdir().unwrap();
    let ocr = stand_in(folder.path());
    assert_eq!(ocr.version, "tesseract 9.9");
    assert!(Ocr::at(std::path::Path::new("/bin/true")).is_err());
    let scan = std::fs::read("tests/documents/scan.pdf").unwrap();
    let hints = Hints { name: "a.pdf".into(), encoding: None };
    assert_eq!(read_with(&scan, &hints, None), Err(Refusal::NeedsOcr));
    let got = read_with(&scan, &hints, Some(&ocr)).unwrap();
    assert!(got.text.starts_with("A picture of bytes: "), "{}", got.text);
    assert_eq!(got.warnings, ["page 1 is read from a picture by tesseract 9.9, with its mistakes"]);
    let picture = Hints { name: "a.png".into(), encoding: None };
    let got = read_with(b"\x89PNG\r\n\x1a\nxx", &picture, Some(&ocr)).unwrap();
    assert_eq!(got.text.trim(), "A picture of bytes: 10");
    // A letter with text is not shown to it.
    let pdf = Pdf::default().bytes(&show(&LETTER, 60.0, 760.0));
    assert_eq!(read_with(&pdf, &hints, Some(&ocr)), read_with(&pdf, &hints, None));
}

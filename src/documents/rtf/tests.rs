use crate::documents::{Hints, read};

fn letter(body: &str) -> (String, Vec<String>) {
    let table = "{\\colortbl;\\red255\\green255\\blue255;\\red0\\green0\\blue80;}";
    let rtf = format!("{{\\rtf1\\ansi{table}Seen. {body}\\par Last.}}");
    let got = read(rtf.as_bytes(), &Hints { name: "a.rtf".into(), encoding: None }).unwrap();
    (got.text, got.hidden)
}

#[test]
fn every_way_to_hide_is_found_and_what_stands_out_stays() {
    for hidden in [
        "{\\v unseen words}",
        "{\\cf1 unseen words}",
        "{\\fs4 unseen words}",
        "{\\charscalex1 unseen words}",
        "{\\cf2\\highlight2 unseen words}",
        "\\pard\\cbpat2 {\\cf2 unseen words}",
    ] {
        let (text, found) = letter(hidden);
        assert_eq!(found, ["unseen words"], "{hidden}");
        assert!(!text.contains("unseen") && text.ends_with("Last."), "{hidden}: {text}");
    }
    for seen in [
        "{\\cf1\\chcbpat2 words}",
        "\\pard\\cbpat2 {\\cf1 words}\\par\\pard",
        "\\trowd\\clcbpat2\\cellx5000\\pard\\intbl{\\cf1 words}\\cell\\row\\pard",
        "{\\shp{\\*\\shpinst{\\sp{\\sn fillColor}{\\sv 5242880}}{\\shptxt {\\cf1 words}\\par}}}",
        "{\\cf9 words}",
    ] {
        let (text, found) = letter(seen);
        assert!(text.contains("words") && found.is_empty(), "{seen}: {text} {found:?}");
    }
}

#[test]
fn boxes_notes_and_nested_tables_are_text_and_what_is_left_out_is_said() {
    let (text, _) =
        letter("{\\shp{\\*\\shpinst{\\shptxt Boxed\\par}}{\\shprslt{\\*\\do Boxed}}} more{\\footnote A note.}");
    assert_eq!(text, "Seen. more\n\nBoxed\n\nLast.\n\nA note.");
    let (text, _) = letter(
        "\\pard\\intbl one\\nestcell two\\nestcell{\\*\\nesttableprops x\\nestrow}{\\nonesttables no}\\cell\\row",
    );
    assert!(text.contains("one two") && !text.contains("no\n"), "{text}");
    let rtf = b"{\\rtf1 Text {\\deleted gone}{\\header\\pard Head}{\\*\\annotation Why?}.}";
    let got = read(rtf, &Hints { name: "a.rtf".into(), encoding: None }).unwrap();
    assert_eq!(got.text, "Text .");
    assert_eq!(got.warnings.len(), 3, "{:?}", got.warnings);
}

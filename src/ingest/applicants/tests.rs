use crate::ingest::open::{Format, Stream};
use crate::ingest::{Application, Options, Source, Unusable};
use std::path::Path;

fn read_with(text: &str, options: &Options) -> (Vec<Application>, Vec<String>) {
    let mut source = Source::read(Path::new("x.csv"), Stream::of(text), Format::Csv, options).unwrap();
    let rows = source.by_ref().map(|r| r.unwrap()).collect();
    (rows, source.findings().list())
}

fn read(text: &str) -> (Vec<Application>, Vec<String>) {
    read_with(text, &Options::default())
}

fn applicants(text: &str) -> Vec<String> {
    read(text).0.into_iter().filter(|a| a.letter.is_ok()).map(|a| a.id).collect()
}

#[test]
fn further_rows_of_headings_are_set_apart() {
    for text in [
        // Qualtrics: the question, then its import id.
        "ResponseId,letter,n\nResponse ID,Why us?,N\n\"{\"\"ImportId\"\":\"\"_recordId\"\"}\",\"{\"\"ImportId\"\":\"\"QID1\"\"}\",x\nR_1,I like robots.,3\nR_2,I like cats.,4\n",
        // Qualtrics' older export: the question alone.
        "ResponseID,letter,n\nResponse ID,Please tell us why you apply,Country\nR_1,I like robots.,NL\nR_2,I like cats.,DE\n",
        // SurveyMonkey: kinds of answers, no id.
        "Respondent ID,letter,Which field?\n,Open-Ended Response,Response\nR_1,I like robots that learn to walk.,physics\nR_2,I like cats.,biology\n",
        // Exports put together, with the headings in the middle.
        "id,letter,n\nR_1,I like robots.,3\nid,letter,n\nR_2,I like cats.,4\n",
        "id,letter,n\nR_1,I like robots.,3\nR_2,I like cats.,4\nTotal,,2\n",
        "id,letter,n\nR_1,I like robots.,3\nR_2,I like cats.,4\n,,\n# end of the export,,\n",
    ] {
        let (rows, findings) = read(text);
        assert_eq!(applicants(text), ["R_1", "R_2"], "{text}");
        let apart = rows.iter().filter(|a| matches!(a.letter, Err(Unusable::NotAnApplicant(_)))).count();
        assert!(apart > 0 && findings.iter().any(|f| f.contains("set apart and never ranked")), "{findings:?}");
    }
}

#[test]
fn rows_that_sum_up_or_say_the_kind_of_answer_are_no_applicants() {
    let table = |before: &str, after: &str| {
        format!("id,letter,n,m\n{before}R_1,I like robots that learn to walk.,3,\nR_2,I like cats.,4,\n{after}")
    };
    for (before, after) in [
        ("", "Total: 2,,,\n"),
        ("", "TOTAL (2),,,\n"),
        ("", "Total = 2,,7,\n"),
        ("", "2 responses,,,\n"),
        ("", "Total responses: 2,,,\n"),
        ("", "Rows,2,,\n"),
        ("", ",Total 2,,\n"),
        ("", ",,Sum,7\n"),
        ("", "Average,,3.5,\n"),
        ("", "Summe,2,,\n"),
        ("", ",,,\n"),
        ("", "# 2 rows,,,\n"),
        ("text,text,number,\n", ""),
        ("string,string,string,string\n", ""),
        ("(required),(required),(optional),\n", ""),
        (",Long answer text,Short answer,\n", ""),
        (",Open-Ended Response,Response,\n", ""),
        ("Required,Required,Optional,\n", ""),
        ("id,letter,n,m\n", ""),
        ("ID,LETTER,N,M\n", ""),
    ] {
        let text = table(before, after);
        let apart = read(&text).0.iter().filter(|a| matches!(a.letter, Err(Unusable::NotAnApplicant(_)))).count();
        assert_eq!((applicants(&text), apart), (vec!["R_1".to_owned(), "R_2".into()], 1), "{text}");
    }
    // Without ids, the words stand where letters do.
    for text in [
        "Country,letter\nDE,I like robots that learn to walk.\nNL,I like cats.\n2,Total\n",
        "letter,Country\nI like robots that learn to walk.,DE\nI like cats.,NL\nTotal,2\n",
        "letter,Country\nOpen-Ended Response,Response\nI like robots that learn to walk.,DE\nI like cats.,NL\n",
    ] {
        assert_eq!(applicants(text).len(), 2, "{text}");
    }
}

#[test]
fn people_whose_words_look_alike_are_applicants() {
    let table = |row: &str| format!("id,letter,n,m\n{row}\nR_1,I like robots that learn to walk.,3,x\n");
    for row in [
        "R_0,Text is what I love: I have read it for three years.,3,y",
        "R_0,My response to the call.,3,",
        "Total,I sum things up and I want to come here to learn.,3,",
        "Summer,I like cats and dogs.,3,",
        "average joe,I like cats.,3,",
        "R_0,Total loss of a model made me think about data.,,",
        "R_0,Required reading made me apply.,,",
        "Meaney,I count birds.,,",
        "rowse,I count birds.,,",
        "7,I count birds.,,",
    ] {
        assert_eq!(applicants(&table(row)).len(), 2, "{row}");
    }
}

#[test]
fn applicants_are_no_headings() {
    for (text, count) in [
        ("id,letter,n\n,I like robots and want to come.,3\nR_2,I like cats.,4\n", 2),
        ("id,letter\nanna,Hello there\nR_2,I like cats.\n", 2),
        ("id,letter\nanna,Hello there\nbert,I like cats.\n", 2),
        ("id,letter,field\n,I like robots,physics\nR_2,I like cats.,physics\n", 2),
        ("id,letter\nTotal,\"I sum things up: I am called Total, and I want to come.\"\n", 1),
        ("id,letter\n#1,I like cats.\n#2,I like dogs.\n", 2),
    ] {
        assert_eq!(applicants(text).len(), count, "{text}");
    }
}

#[test]
fn header_rows_overrule() {
    let text = "id,letter\nR_0,Open-Ended Response\nR_1,I like robots.\n";
    let with = |rows| read_with(text, &Options { header_rows: Some(rows), ..Options::default() }).0;
    assert!(with(1).iter().all(|a| a.letter.is_ok()));
    assert_eq!(with(2)[0].letter, Err(Unusable::NotAnApplicant("a further row of headings")));
    assert!(with(2)[1].letter.is_ok());
}

#[test]
fn ids_are_made_from_the_text_and_stay_when_rows_move() {
    let (rows, findings) = read("letter\nI like robots.\n\"\"\nI like cats.\nI like robots.\n...\n");
    let ids: Vec<&str> = rows.iter().map(|a| a.id.as_str()).collect();
    assert!(ids[0].starts_with("letter-") && ids[0].len() == 17, "{ids:?}");
    assert_eq!((ids.last(), rows.last().unwrap().letter.is_err()), (Some(&"row-5"), true));
    assert!(ids.contains(&format!("{}-2", ids[0]).as_str()));
    assert!(findings.iter().any(|f| f.contains("-2, -3")), "{findings:?}");
    let sorted = applicants("letter\nI like cats.\nI like robots.\n");
    assert_eq!(sorted[1], ids[0]);
}

#[test]
fn error_cells_are_no_letters_and_no_ids() {
    let (rows, findings) = read("id,letter,n\n1,#N/A,2\n#DIV/0!,I like robots.,3\n3,#metoo is my topic,4\n");
    assert_eq!(rows[0].letter, Err(Unusable::ErrorCell("#N/A".into())));
    assert_eq!((rows[1].id.as_str(), rows[1].letter.is_ok()), ("row-2", true));
    assert!(rows[2].letter.is_ok() && findings.iter().any(|f| f.contains("#DIV/0!")), "{findings:?}");
}

#[test]
fn letters_that_a_spreadsheet_cut_are_said() {
    let text = format!("id,letter\n1,{}é\n2,{}\n3,I like cats.\n", "a".repeat(32_766), "b".repeat(32_766));
    let (rows, findings) = read(&text);
    assert!(rows.iter().all(|a| a.letter.is_ok()));
    assert!(findings.len() == 1 && findings[0].ends_with("were probably cut: row 1"), "{findings:?}");
}

#[test]
fn a_letter_has_a_greatest_size() {
    let text = format!("id,letter,n\n1,{},2\n2,I like robots.,3\n", "word ".repeat(200_000));
    let options = Options { max_letter: Some(100_000), ..Options::default() };
    let (rows, _) = read_with(&text, &options);
    assert!(matches!(rows[0].letter, Err(Unusable::TooLong { most: 100_000, .. })));
    assert_eq!((rows[1].letter.as_deref(), rows[1].passthrough[0].as_str()), (Ok("I like robots."), "3"));
}

use super::*;
use serde_json::json;
use std::fs;

/// A round of six applicants in a folder: the list, and what a test puts beside it.
struct Round {
    folder: tempfile::TempDir,
}

const LIST: &str = "rank,id,score,chance_in,rank_low,rank_high,status,override,flags,reason_unscored
1,ann@x.org,0.9,0.995,1,2,in,,,
2,bo@x.org,0.7,0.62,1,4,in,,too_short,
3,cy@x.org,0.6,0.3,2,4,out,,,
4,di@x.org,0.2,0.001,4,4,out,out: no time,,
,ed@x.org,0.5,,,,apart,,not_english,
,flo@x.org,,,,,unscored,,,the letter is empty
";

impl Round {
    fn new() -> Self {
        let round = Self { folder: tempfile::tempdir().unwrap() };
        round.put("list.csv", LIST);
        round.put_json(
            "list.csv.run.json",
            &json!({
                "as_of": "2026-03-01",
                "input": {"digest": "letters"},
                "model": {"name": "committee", "digest": "model", "notice": null},
                "settings": {"top": 2},
                "warnings": ["ann@x.org and bo@x.org share text", "letters are 40 % longer"],
                "steps": ["place 2: bo@x.org by score"],
            }),
        );
        round
    }

    fn put(&self, name: &str, text: &str) {
        fs::write(self.folder.path().join(name), text).unwrap();
    }

    fn put_json(&self, name: &str, value: &Value) {
        self.put(name, &value.to_string());
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn asked(&self) -> Asked {
        Asked { list: self.path("list.csv"), ..Asked::default() }
    }
}

fn page(asked: &Asked) -> String {
    season_html(&Season::read(asked).unwrap()).unwrap()
}

#[track_caller]
fn says(page: &str, wanted: &str) {
    assert!(page.contains(wanted), "{wanted} in {page}");
}

#[test]
fn a_list_alone_gives_letters_and_line() {
    let round = Round::new();
    let got = page(&round.asked());
    says(&got, "6 applications, 2 of them above the line. Reckoned on 2026-03-01.");
    says(&got, "5 letters got a score; 4 are ranked.");
    says(&got, "Set apart: 1 letter in another language than English.");
    says(&got, "Without a score: 1 application. the letter is empty (1).");
    says(&got, "2 places, 2 taken.");
    says(&got, "People overruled the score for 1 applicant.");
    says(&got, "1 letter is among the first 2 with a chance of more than 90 %; for 2 it is from 10 to 90 %");
    says(&got, "<td>cy@x.org</td><td>0.600</td><td>30 %</td><td>2–4</td><td>out</td>");
    says(&got, "1 %</td><td>4</td><td>out (people said so)</td>");
    assert_eq!(got.matches("<svg ").count(), 1, "chance by rank");
    says(&got, "--evaluation takes what");
    assert!(
        !got.contains("ed@x.org") && !got.contains("no time"),
        "nobody far from the line, no reason of an override"
    );
    assert_eq!(got, page(&round.asked()), "the same files give the same bytes");
}

#[test]
fn blind_names_nobody() {
    let round = Round::new();
    round.put("labels.csv", "id,label,reviewer\nann@x.org,1,Rosa\nbo@x.org,0,Rosa\nann@x.org,1,Sam\nbo@x.org,1,Sam\n");
    let asked = Asked { blind: true, labels: vec![round.path("labels.csv")], ..round.asked() };
    let got = page(&asked);
    for name in ["x.org", "Rosa", "Sam"] {
        assert!(!got.contains(name), "{name} in {got}");
    }
    says(&got, &code("bo@x.org"));
    says(&got, "<th scope=\"row\">reviewer 2</th><td>2</td>");
    says(&got, "The run warned: letters are 40 % longer.");
    says(&got, "1 warning of the run named applicants");
}

#[test]
fn reviewers_and_plan() {
    let round = Round::new();
    round.put(
        "labels.csv",
        "id,label,reviewer\nann@x.org,1,Rosa\nbo@x.org,0,Rosa\nann@x.org,1,Sam\nbo@x.org,1,Sam\nzed,1,Sam\n",
    );
    round.put("deal.csv", "reviewer,id,batch,order\nRosa,ann@x.org,1,1\nRosa,bo@x.org,1,2\nRosa,cy@x.org,1,3\n");
    let asked =
        Asked { labels: vec![round.path("labels.csv")], assignment: Some(round.path("deal.csv")), ..round.asked() };
    let got = page(&asked);
    says(&got, "<th scope=\"row\">Rosa</th><td>2</td><td>3</td><td>1</td>");
    says(&got, "2 letters were read by two reviewers or more; two of them gave the same grade 50 % of the time.");
    says(&got, "1 letter got different grades.");
    says(&got, "1 letter with a grade is not in this list");
    let mixed = Asked { label: "grade".into(), ..asked };
    assert!(Season::read(&mixed).unwrap_err().to_string().contains("no column grade"));
}

#[test]
fn evaluation_and_audit_of_others_are_said_to_be() {
    let round = Round::new();
    let set = |p: f64, auc: f64| json!({"precision": {"value": p}, "auc": {"value": auc}});
    round.put_json(
        "evaluation.json",
        &json!({"run": {"model": {"digest": "another"}}, "evaluation": {
            "basis": "held_out", "places": 10, "model": set(0.8, 0.9), "chance": set(0.5, 0.5),
        }}),
    );
    let group =
        |name: &str, verdict: &str, ratio: f64| json!({"name": name, "verdict": verdict, "others_ratio": ratio});
    round.put_json(
        "audit.json",
        &json!({"run": {"input": {"digest": "another list"}}, "audit": {"selected": 2, "people": 6, "columns": [
            {"column": "gender", "intersection": false, "groups": [
                group("f", "flagged", 0.5), group("m", "within_limits", 1.0), group("x", "not_judged", 1.0)]},
        ]}}),
    );
    let asked = Asked {
        evaluation: Some(round.path("evaluation.json")),
        audit: Some(round.path("audit.json")),
        ..round.asked()
    };
    let got = page(&asked);
    says(&got, "Of the 10 letters that the model puts first, people accepted 8; by chance it would be 5.");
    says(&got, "This evaluation is of another model (another) than the list&#39;s (model).");
    says(&got, "Flagged, more than chance explains: gender = f, selected 0.50 times as often as the others.");
    says(&got, "1 group is within limits. Nothing can be said about 1 group (1 too small to judge, 0 too few to tell)");
    says(&got, "This audit is of another list");
}

#[test]
fn what_is_no_list_or_no_document_is_refused() {
    let round = Round::new();
    round.put("other.csv", "id,letter\n1,a\n");
    let error = Season::read(&Asked { list: round.path("other.csv"), ..Asked::default() }).unwrap_err().to_string();
    assert!(error.contains("no column rank: this is not a list that `rank` wrote"), "{error}");
    round.put("audit.json", "{\"evaluation\": {}}");
    let error =
        Season::read(&Asked { audit: Some(round.path("audit.json")), ..round.asked() }).unwrap_err().to_string();
    assert!(error.contains("holds no audit; give the .json that `shortlist audit` wrote"), "{error}");
    round.put("list.csv", "rank,id,score,status\n1,a,high,in\n");
    let error = Season::read(&round.asked()).unwrap_err().to_string();
    assert!(error.contains("row 1, column score: not a number"), "{error}");
}

#[test]
fn hostile_documents_give_a_page() {
    let round = Round::new();
    round.put("list.csv", "rank,id,score,chance_in,rank_low,rank_high,status\n1,<script>,0.5,0.5,1,1,in\n");
    round.put_json("list.csv.run.json", &json!({"warnings": 3, "model": [], "settings": {"top": -1}, "steps": [{}]}));
    round.put_json("e.json", &json!({"evaluation": {"basis": 4, "places": "x", "calibration": [{}]}}));
    round.put_json("a.json", &json!({"audit": {"columns": [{"groups": 5}, 7]}}));
    let asked = Asked { evaluation: Some(round.path("e.json")), audit: Some(round.path("a.json")), ..round.asked() };
    let got = page(&asked);
    assert!(!got.contains("<script>"), "{got}");
    says(&got, "1 place, 1 taken.");
}

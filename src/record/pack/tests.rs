use super::*;
use crate::rank::plan::{Plan, PlanOptions};
use crate::rank::{Candidate, Shortlist};
use crate::record::{Decided, Log};

#[test]
fn ids_are_replaced_however_a_page_writes_them() {
    let ids = [("N_1", "aa".to_owned()), ("N_1-b", "bb".to_owned()), ("a&\"c", "cc".to_owned())];
    let page = "N_1, N\\_1, N_1-b; xN_1 N_12 a&\"c a&#38;&#34;c a&amp;&quot;c a\\&\"c \"a&\\\"c\"";
    let (text, count) = pseudonymised(page.as_bytes(), &ids).unwrap();
    assert_eq!(String::from_utf8(text).unwrap(), "aa, aa, bb; xN_1 N_12 cc cc cc cc \"cc\"");
    assert_eq!(count, 8);
    assert_eq!(pseudonymised(&[0xff, 0xfe], &ids), None);
    // No id in it: the same bytes.
    assert_eq!(pseudonymised(b"nobody", &ids), Some((b"nobody".to_vec(), 0)));
}

#[test]
fn a_pack_is_read_up_to_its_limit() {
    let files: Files = [("a", "12345"), ("b/c", "678")].map(|(n, b)| (n.to_owned(), b.as_bytes().to_vec())).into();
    let bytes = zipped(&files).unwrap();
    assert_eq!(unzipped(&bytes).unwrap(), files);
    assert_eq!(unzipped_within(&bytes, 8).unwrap(), files);
    for most in [0, 4, 5, 7] {
        let e = unzipped_within(&bytes, most).unwrap_err();
        assert!(e.kind() == ErrorKind::Format && e.to_string().contains("more than 1 GiB"), "{most}: {e}");
    }
    assert!(unzipped(b"PK no zip").unwrap_err().to_string().contains("is not an evidence pack"));
    assert_eq!(zipped(&files).unwrap(), bytes, "without a clock");
    let out: Files = [("../a".to_owned(), Vec::new())].into();
    assert!(
        unzipped(&zipped(&out).unwrap()).unwrap_err().to_string().contains("the name ../a points outside the pack")
    );
}

#[test]
fn values_stand_in_the_order_of_hashes() {
    let rows = vec![("b".to_owned(), vec![Some(0.5), None]), ("a".to_owned(), vec![Some(-2.0), Some(3.25)])];
    let table = features(&["words", "links"], rows).unwrap();
    assert_eq!(String::from_utf8(table).unwrap(), "id,words,links\na,-2,3.25\nb,0.5,\n");
}

#[test]
fn a_binding_is_a_digest_of_sorted_lines() {
    let bound = |rows: &[(&str, [Option<f64>; 2], f64)]| {
        let mut binding = Binding::default();
        rows.iter().for_each(|(hash, values, score)| binding.add(hash, values.iter().copied(), *score));
        binding
    };
    let (a, b) = (("a", [Some(1.5), None], 0.25), ("b", [None, Some(-2.0)], 0.75));
    // What `sha256sum` gives of the sorted digests of `a,1.5,,0.25` and `b,,-2,0.75`.
    let mut lines = ["a,1.5,,0.25", "b,,-2,0.75"].map(Sha256::digest);
    lines.sort();
    let wanted = hex(&Sha256::digest(lines.concat()));
    assert_eq!(bound(&[a, b]).digest(), wanted);
    assert_eq!(bound(&[b, a]).digest(), wanted);
    let mut merged = bound(&[a]);
    merged.merge(bound(&[b]));
    assert_eq!(merged.digest(), wanted);
    assert_ne!(bound(&[("a", b.1, 0.75), ("b", a.1, 0.25)]).digest(), wanted, "swapped");
    assert_ne!(bound(&[a]).digest(), wanted);
}

/// Values of three applicants, of whom two are alike, and of one beside them.
fn rows(model: &Model) -> Vec<(String, Vec<Option<f64>>)> {
    let mean: Vec<Option<f64>> = model.columns.iter().map(|c| Some(c.mean)).collect();
    let more = |by: f64| {
        let mut values = mean.clone();
        values[0] = values[0].map(|v| v + by * model.columns[0].sd);
        values
    };
    [("a", 0.0), ("b", 1.0), ("c", 1.0), ("d", -1.0)].map(|(id, by)| (id.to_owned(), more(by))).into()
}

/// A pack's first-hand files, and the scores of its applicants.
fn pack(model: &Model, logged: impl Fn(String, String) -> Decided) -> (Files, Vec<(String, f64)>) {
    let names: Vec<&str> = model.columns.iter().map(|c| c.name.as_str()).collect();
    let scorer = Scorer::new(model.clone(), &names).unwrap();
    let (mut binding, mut scores) = (Binding::default(), Vec::new());
    for (id, values) in rows(model) {
        let score = scorer.score(&values).probability();
        binding.add(&id, values.iter().copied(), score);
        scores.push((id, score));
    }
    let folder = tempfile::tempdir().unwrap();
    let log = Log::at(&folder.path().join("log.jsonl"));
    log.append(Decided { command: "train".into(), model: Some("another".into()), ..Decided::default() }).unwrap();
    log.append(logged(model.digest(), binding.digest())).unwrap();
    let files = [
        (LOG, std::fs::read(log.path()).unwrap()),
        (MODEL, model.to_json().into_bytes()),
        (FEATURES, features(&names, rows(model)).unwrap()),
        (VERSIONS, b"{}\n".to_vec()),
    ];
    (files.map(|(name, bytes)| (name.to_owned(), bytes)).into(), scores)
}

fn ranked(model: String, binding: String) -> Decided {
    let outcome = [(BINDING.to_owned(), binding.into())].into_iter().collect();
    Decided { command: "rank".into(), model: Some(model), outcome, ..Decided::default() }
}

#[test]
fn a_pack_is_scored_anew_and_says_what_it_holds() {
    let model = Model::sample();
    let (given, scores) = pack(&model, ranked);
    let (files, zip) = assemble(given.clone()).unwrap();
    assert_eq!(unzipped(&zip).unwrap(), files);
    assert_eq!(assemble(files.clone()).unwrap(), (files.clone(), zip), "a pack made again is the same");
    let mut reader = csv::Reader::from_reader(files[SCORES].as_slice());
    assert_eq!(
        reader.headers().unwrap().iter().take(4).collect::<Vec<_>>(),
        ["id", "rank", "score", "contribution_base"]
    );
    let lines: Vec<(String, String, f64)> = reader
        .records()
        .map(|r| r.unwrap())
        .map(|r| (r[0].to_owned(), r[1].to_owned(), r[2].parse().unwrap()))
        .collect();
    // Equal scores share the better rank, and stand by id.
    let mut wanted = scores.clone();
    wanted.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    let ranks = if wanted[0].0 == "b" { ["1", "1", "3", "4"] } else { ["1", "2", "3", "3"] };
    for ((line, (id, score)), rank) in lines.iter().zip(&wanted).zip(ranks) {
        assert_eq!((&line.0, line.1.as_str(), line.2), (id, rank, *score));
    }
    let manifest: serde_json::Value = serde_json::from_slice(&files[MANIFEST]).unwrap();
    assert_eq!((&manifest["entries"], &manifest["entries_of_the_model"]), (&json!(2), &json!([2])));
    assert_eq!(manifest["files"][FEATURES], hex(&Sha256::digest(&given[FEATURES])));
    assert_eq!(manifest["files"].as_object().unwrap().len(), 5);
    for name in [LOG, MODEL, FEATURES, VERSIONS] {
        let mut less = given.clone();
        less.remove(name);
        let e = assemble(less).unwrap_err().to_string();
        assert!(e.contains(name) && e.contains("the pack lacks it"), "{e}");
    }
}

#[test]
fn a_pack_must_follow_from_its_log() {
    let model = Model::sample();
    let said = |files: Files| assemble(files).unwrap_err().to_string();
    // An entry may name the model as the one in use or as what it made.
    let made = |model: String, binding: String| {
        let outcome = [(BINDING.to_owned(), binding.into()), ("model".to_owned(), model.into())].into_iter().collect();
        Decided { command: "train".into(), outcome, ..Decided::default() }
    };
    assert!(assemble(pack(&model, made).0).is_ok());
    let other = |_: String, binding: String| ranked("another".into(), binding);
    assert!(said(pack(&model, other).0).contains("no entry of the log names the model"));
    let unbound = |model: String, _: String| Decided { outcome: Default::default(), ..ranked(model, String::new()) };
    assert!(said(pack(&model, unbound).0).contains("no entry of the log binds values to applicants"));
    let (mut swapped, _) = pack(&model, ranked);
    let mut rows = rows(&model);
    let (first, last) = (rows[0].0.clone(), rows[3].0.clone());
    (rows[0].0, rows[3].0) = (last, first);
    let names: Vec<&str> = model.columns.iter().map(|c| c.name.as_str()).collect();
    swapped.insert(FEATURES.into(), features(&names, rows).unwrap());
    assert!(said(swapped).contains("some were changed or swapped"));
}

#[test]
fn a_plan_in_a_pack_must_be_one_of_its_model_and_scores() {
    let model = Model::sample();
    let (given, scores) = pack(&model, ranked);
    let candidate = |(id, score): &(String, f64)| Candidate {
        id: id.clone(),
        row: 1,
        score: *score,
        log_odds: *score,
        base: 0.0,
        contributions: vec![],
        flags: vec![],
        notes: vec![],
        passthrough: vec![],
    };
    let list = Shortlist::new(scores.iter().map(candidate).collect(), vec![], None).unwrap();
    let made = Plan::new(&list, &model, false, &PlanOptions::default()).unwrap();
    let file = PlanFile::new(&made, "test", "", &model.digest(), "");
    let with = |file: &PlanFile| {
        let mut files = given.clone();
        files.insert(PLAN.into(), plan(file, str::to_owned));
        assemble(files)
    };
    assert!(with(&file).is_ok());
    let other = PlanFile { model_digest: "another".into(), ..file.clone() };
    assert!(with(&other).unwrap_err().to_string().contains("was made with another model"));
    let mut turned = file.clone();
    turned.applicants[0].expected = Some(!turned.applicants[0].expected.unwrap_or(scores[0].1 >= 0.5));
    assert!(with(&turned).unwrap_err().to_string().contains("does not follow from the score"));
    let mut unknown = file.clone();
    (unknown.applicants[0].id, unknown.applicants[0].expected) = ("z".into(), Some(true));
    assert!(with(&unknown).unwrap_err().to_string().contains("expects a decision on z, who has no score"));
    let hashed: serde_json::Value = serde_json::from_slice(&plan(&file, |id| format!("h-{id}"))).unwrap();
    let mut ids: Vec<&str> = hashed["applicants"].as_array().unwrap().iter().filter_map(|a| a["id"].as_str()).collect();
    ids.sort_unstable();
    assert_eq!(ids, ["h-a", "h-b", "h-c", "h-d"]);
}

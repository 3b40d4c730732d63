use super::*;
use crate::model::artefact::LabelNames;
use crate::model::train::Examples;

fn model(intercept: f64) -> Model {
    let mut model = Model::sample();
    model.intercept = intercept;
    model.columns.truncate(1);
    model.covariance = None;
    model.label = LabelNames { column: "y".into(), ..model.label };
    model
}

fn table(n: usize) -> TrainingTable {
    let examples = Examples {
        columns: vec!["words".into()],
        values: (0..n).map(|i| vec![Some(i as f64)]).collect(),
        labels: (0..n).map(|i| (i % 2) as f64).collect(),
        ids: (0..n).map(|i| i.to_string()).collect(),
        ..Examples::default()
    };
    TrainingTable::of(&examples, "salt", 1)
}

fn record(rows: u64, champion: Option<&str>) -> Record {
    let batch =
        Batch { rows, positive: 0, as_of: "2026-03-01".into(), letters_digest: "a".into(), labels_digest: "b".into() };
    let first = Record::first(Record::salt(0, "a", "b"), String::new(), vec![], batch);
    Record { champion: champion.map(str::to_owned), ..first }
}

fn add(registry: &Registry, intercept: f64, champion: Option<&str>) -> String {
    let (model, table, record) = (model(intercept), table(4), record(4, champion));
    let entry = NewEntry { model: &model, table: &table, record: &record, card: "card" };
    registry.lock().unwrap().add_version(entry).unwrap()
}

#[test]
fn versions_are_added_put_in_use_and_rolled_back() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("m.json");
    for registry in [Registry::in_folder(&dir.path().join("named")), Registry::beside(&file)] {
        assert_eq!(add(&registry, 1.0, None), "v1");
        assert!(registry.current().is_err());
        registry.lock().unwrap().promote("v1").unwrap();
        assert_eq!(registry.newest_beside_current().unwrap(), None);
        assert_eq!(add(&registry, 2.0, Some("v1")), "v2");
        assert_eq!(add(&registry, 3.0, Some("v1")), "v3");
        assert_eq!(add(&registry, 2.0, Some("v1")), "v2", "the same version is not taken twice");
        assert_eq!(registry.current().unwrap(), "v1");
        assert_eq!(registry.newest_beside_current().unwrap().as_deref(), Some("v3"));
        assert!(registry.lock().unwrap().rollback().unwrap_err().to_string().contains("no version before v1"));
        registry.lock().unwrap().promote("v3").unwrap();
        assert_eq!(registry.load("v3").unwrap().model.intercept, 3.0);
        // v1 was the champion of v3, though v2 stands before it.
        assert_eq!(registry.lock().unwrap().rollback().unwrap(), ("v3".into(), "v1".into()));
        assert_eq!(registry.current().unwrap(), "v1");
        assert!(registry.verify().unwrap().iter().all(|f| f.wrong.is_none() && f.note.is_none()));
    }
    assert_eq!(Model::load(&file).unwrap().intercept, 1.0);
}

#[test]
fn a_candidate_becomes_a_version_with_its_reason() {
    let dir = tempfile::tempdir().unwrap();
    let registry = Registry::in_folder(dir.path());
    add(&registry, 1.0, None);
    let locked = registry.lock().unwrap();
    locked.promote("v1").unwrap();
    let (model, table, record) = (model(9.0), table(6), record(6, Some("v1")));
    let entry = NewEntry { model: &model, table: &table, record: &record, card: "card" };
    assert_eq!(locked.add_candidate(entry).unwrap(), "c1");
    assert_eq!(locked.add_candidate(entry).unwrap(), "c2");
    assert_eq!((registry.current().unwrap(), registry.versions().unwrap().len()), ("v1".into(), 1));
    assert_eq!(locked.promote_candidate("c1", "we looked").unwrap(), "v2");
    assert_eq!(registry.current().unwrap(), "v2");
    assert_eq!(registry.record("v2").unwrap().promoted_anyway.as_deref(), Some("we looked"));
    assert_eq!(registry.record("c1").unwrap().promoted_anyway, None);
}

#[test]
fn a_second_process_is_refused_until_the_first_is_done() {
    let dir = tempfile::tempdir().unwrap();
    let registry = Registry::in_folder(dir.path());
    let held = registry.lock().unwrap();
    let e = registry.lock().unwrap_err().to_string();
    assert!(e.contains("another run of shortlist") && e.contains("wait until it is done"), "{e}");
    drop(held);
    assert!(registry.lock().is_ok());
}

#[test]
fn what_is_damaged_or_half_written_is_named_and_never_in_use() {
    let dir = tempfile::tempdir().unwrap();
    let registry = Registry::in_folder(dir.path());
    add(&registry, 1.0, None);
    registry.lock().unwrap().promote("v1").unwrap();
    // Killed before the record of v2 was written: there is no v2, and the next version takes its place.
    std::fs::write(dir.path().join("v2.json"), "{").unwrap();
    std::fs::write(dir.path().join("v2.training.csv"), "id").unwrap();
    std::fs::write(dir.path().join(".shortlist-abc"), "x").unwrap();
    assert_eq!(registry.versions().unwrap(), ["v1"]);
    assert!(registry.load("v2").unwrap_err().to_string().contains("no version v2; there are v1"));
    assert!(registry.lock().unwrap().promote("v2").is_err());
    let notes: Vec<String> =
        registry.verify().unwrap().into_iter().filter(|f| f.note.is_some()).map(|f| f.what).collect();
    assert_eq!(notes, [".shortlist-abc", "v2.json", "v2.training.csv"]);
    assert_eq!(add(&registry, 2.0, Some("v1")), "v2");
    assert_eq!(registry.load("v2").unwrap().model.intercept, 2.0);

    let path = registry.path("v1", "training.csv");
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, text.replacen(",1,", ",0,", 1)).unwrap();
    let e = registry.load("v1").unwrap_err().to_string();
    assert!(e.contains("v1.training.csv: is not the file that the model's record describes"), "{e}");
    let wrong: Vec<String> =
        registry.verify().unwrap().into_iter().filter(|f| f.wrong.is_some()).map(|f| f.what).collect();
    assert_eq!(wrong, ["v1"]);

    std::fs::write(dir.path().join("current"), "v7\n").unwrap();
    let e = registry.current().unwrap_err().to_string();
    assert!(e.contains("names `v7`; the complete versions are v1, v2"), "{e}");
    std::fs::write(dir.path().join("current"), "../../v1").unwrap();
    assert!(registry.current().is_err());
}

#[test]
fn a_changed_card_salt_or_reason_shows() {
    let dir = tempfile::tempdir().unwrap();
    let registry = Registry::in_folder(dir.path());
    add(&registry, 1.0, None);
    registry.lock().unwrap().promote("v1").unwrap();
    let wrong = || registry.verify().unwrap().into_iter().find_map(|f| f.wrong.map(|w| format!("{}: {w}", f.what)));
    assert_eq!(wrong(), None);
    let card = registry.path("v1", "card.md");
    let before = std::fs::read(&card).unwrap();
    std::fs::write(&card, "AUC 0.99").unwrap();
    assert_eq!(wrong().unwrap(), "v1: v1.card.md is not the card that the record describes");
    std::fs::write(&card, before).unwrap();
    assert_eq!(wrong(), None);
    let record = registry.path("v1", "record.json");
    let text = std::fs::read_to_string(&record).unwrap();
    let salt = registry.record("v1").unwrap().salt;
    std::fs::write(&record, text.replacen(&salt, "another", 1)).unwrap();
    assert!(wrong().unwrap().contains("the record was changed"), "{:?}", wrong());
    assert!(registry.load("v1").is_err());
}

#[test]
fn a_model_without_its_table_is_said() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("m.json");
    let registry = Registry::beside(&file);
    add(&registry, 1.0, None);
    registry.lock().unwrap().promote("v1").unwrap();
    std::fs::write(&file, model(5.0).to_json()).unwrap();
    let e = registry.current().unwrap_err().to_string();
    assert!(e.contains("m.json: has no training table") && e.contains("keep the folder beside the model"), "{e}");
}

#[test]
fn names_stay_inside_their_folder() {
    for name in ["", ".", "..", "../x", "a/b", ".hidden", "a\\b"] {
        assert!(Registry::named(name).is_err(), "{name}");
    }
    assert_eq!(Registry::named("school-2027").unwrap().folder(), Path::new("models/school-2027"));
}

#[test]
fn the_salt_is_that_of_the_training_and_of_nothing_else() {
    let salt = Record::salt(7, "letters", "labels");
    assert_eq!(salt.len(), 64);
    assert_eq!(salt, Record::salt(7, "letters", "labels"));
    for other in [Record::salt(8, "letters", "labels"), Record::salt(7, "letters", "label")] {
        assert_ne!(salt, other);
    }
}

#[test]
fn records_of_a_newer_format_are_refused() {
    let text = record(4, None).to_json();
    assert_eq!(Record::from_json(&text, Path::new("r")).unwrap(), record(4, None));
    for (text, part) in [
        (text.replace("\"format\": 2", "\"format\": 99"), "format 99"),
        ("{}".into(), "no `format`"),
        ("{".into(), "not a model's record"),
        (text.replace("\"salt\"", "\"pepper\""), "pepper"),
    ] {
        let e = Record::from_json(&text, Path::new("r")).unwrap_err().to_string();
        assert!(e.contains(part), "{part}: {e}");
    }
}

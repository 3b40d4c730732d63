use super::*;
use crate::stats::random::Random;

/// Columns of a simulated letter: words, two skewed columns that hang together, a topic, one that is often missing.
fn letter(random: &mut Random, longer: f64) -> Vec<Option<f64>> {
    let mut bell = || (0..6).map(|_| random.unit() - 0.5).sum::<f64>();
    let (a, b, c, d) = (bell(), bell(), bell(), bell());
    let mut row = vec![Some(((250.0 + 60.0 * a) * longer).round()), Some(b.exp()), Some((b + c).exp())];
    row.extend([Some((d - 0.4).max(0.0)), (c > -0.5).then_some(a + c)]);
    row.extend((0..12).map(|_| Some(random.unit().powi(2))));
    row
}

fn reference(random: &mut Random, n: usize) -> Reference {
    let mut names: Vec<String> = ["words", "rate", "other", "topic_x", "gaps"].map(str::to_owned).into();
    names.extend((0..12).map(|i| format!("c{i}")));
    let rows: Vec<_> = (0..n).map(|_| letter(random, 1.0)).collect();
    let values = |at: usize| rows.iter().map(|row| row[at]).collect::<Vec<_>>();
    let off_topic = rows.iter().filter(|row| row[3] == Some(0.0)).count() as u64;
    let columns = names.iter().enumerate().map(|(at, name)| ColumnReference::of(name, &values(at))).collect();
    Reference { rows: n as u64, columns, off_topic, flags: Some(BTreeMap::new()), ..Reference::default() }
}

fn model(random: &mut Random, n: usize) -> Model {
    let mut model = Model::sample();
    model.reference = Some(reference(random, n));
    model
}

fn drift(model: &Model, letters: impl Iterator<Item = Vec<Option<f64>>>, flags: &[&str]) -> Drift {
    let mut batch = Batch::new(model).unwrap();
    letters.for_each(|values| batch.add(values, flags));
    batch.drift(str::to_owned)
}

#[test]
fn letters_like_those_of_the_training_warn_in_at_most_one_batch_of_a_hundred() {
    let (mut random, mut model) = (Random::new(2), Model::sample());
    for (training, batch) in [(60, 12), (60, 60), (112, 25), (112, 400), (600, 60)] {
        let runs = 120;
        let alarms = (0..runs)
            .filter(|_| {
                model.reference = Some(reference(&mut random, training));
                let letters: Vec<_> = (0..batch).map(|_| letter(&mut random, 1.0)).collect();
                !drift(&model, letters.into_iter(), &[]).shifts.is_empty()
            })
            .count();
        // 1.2 of 120 are allowed on average; 5 or more would come with a chance of 0.8 % at that rate.
        assert!(alarms <= 4, "{alarms} false alarms in {runs} batches of {batch}, training {training}");
    }
}

#[test]
fn thousands_of_letters_that_are_2_percent_shorter_are_like_those_of_the_training() {
    let mut random = Random::new(8);
    let mut warned = 0;
    for training in [60, 112, 600, 3_000] {
        for _ in 0..5 {
            let model = model(&mut random, training);
            let letters: Vec<_> = (0..3_000).map(|_| letter(&mut random, 0.98)).collect();
            let found = drift(&model, letters.into_iter(), &[]);
            assert!(!found.is_beyond(), "training {training}: {:?}", found.shifts);
            warned += usize::from(!found.shifts.is_empty());
        }
    }
    assert!(warned <= 1, "{warned} of 20 batches");
}

#[test]
fn letters_that_are_40_percent_longer_are_noticed_in_words() {
    let mut random = Random::new(4);
    let found = (0..50)
        .filter(|_| {
            let model = model(&mut random, 112);
            let letters: Vec<_> = (0..60).map(|_| letter(&mut random, 1.4)).collect();
            let d = drift(&model, letters.into_iter(), &[]);
            d.is_beyond() && d.shifts.iter().any(|s| s.words.contains("longer than those the model knows"))
        })
        .count();
    assert!(found >= 48, "{found} of 50");
}

#[test]
fn missing_values_flags_and_topics_are_compared_too() {
    let mut random = Random::new(6);
    let model = model(&mut random, 200);
    let letters: Vec<_> = (0..100)
        .map(|_| {
            let mut row = letter(&mut random, 1.0);
            (row[3], row[4]) = (Some(0.0), None);
            row
        })
        .collect();
    let d = drift(&model, letters.iter().cloned(), &["not_english"]);
    let words: Vec<&str> = d.shifts.iter().map(|s| s.words.as_str()).collect();
    assert!(words.contains(&"flag not_english in 100 % of these letters, 0 % in training"), "{words:?}");
    assert!(words.iter().any(|w| w.starts_with("gaps: no value in 100 % of these letters, ")), "{words:?}");
    assert!(
        words.iter().any(|w| w.starts_with("none of the topics (new ones may have come up) in 100 %")),
        "{words:?}"
    );
    assert!(d.warnings()[0].starts_with("the model is beyond its limits"));
    let few = drift(&model, letters.into_iter().take(9), &["not_english"]);
    assert!(few.shifts.is_empty() && few.compared.is_empty() && few.letters == 9, "too few to compare");
}

#[test]
fn a_model_that_does_not_say_what_it_learnt_from_is_not_compared() {
    let mut model = Model::sample();
    model.reference = None;
    assert!(Batch::new(&model).is_none());
}

#[test]
fn what_chance_gives_is_taken_off() {
    let mut random = Random::new(4);
    let model = model(&mut random, 300);
    let letters: Vec<_> = (0..80).map(|_| letter(&mut random, 1.3)).collect();
    let compared = drift(&model, letters.into_iter(), &[]).compared;
    assert!(compared.iter().all(|c| c.size >= 0.0 && c.size <= c.stability_index), "{compared:?}");
    assert!(compared.iter().any(|c| c.size > 0.0 && c.size < c.stability_index));
    // Two of three bins are used: one degree of freedom.
    assert!((by_chance(&[4, 0, 6], &[1, 0, 4]) - (1.0 / 10.0 + 1.0 / 5.0)).abs() < 1e-12);
    assert_eq!(by_chance(&[4, 0], &[1, 0]), 0.0);
}

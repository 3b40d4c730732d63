//! Letters with their years, as of 15 June 2026; what is marked is quoted as evidence that counts.

mod dates;
mod narrative;
mod owner_and_modality;
mod passages;
mod phrasings;
mod work;
mod years;

use super::ExperienceYears;
use crate::features::{Extractor, Feature, Measurement};
use crate::patterns::RuleSet;
use crate::text::Document;
use jiff::civil::{Date, date};
use proptest::prelude::*;

/// The feature with the compiled-in rules, which are compiled once.
fn feature(as_of: Date) -> ExperienceYears {
    ExperienceYears::with(as_of, &RuleSet::builtin())
}

fn measure(letter: &str) -> Measurement {
    measure_on(letter, date(2026, 6, 15))
}

fn measure_on(letter: &str, as_of: Date) -> Measurement {
    let extractor = Extractor::of(vec![Box::new(feature(as_of))]);
    let mut out = Measurement::default();
    extractor.measure(&Document::new(letter), true, &mut out);
    out
}

/// Checks value and counted evidence of a letter whose evidence is marked with `«»`.
fn wrong(marked: &str, years: f64) -> Option<String> {
    wrong_on(marked, years, date(2026, 6, 15))
}

/// The same as of a day.
fn wrong_on(marked: &str, years: f64, as_of: Date) -> Option<String> {
    let letter = marked.replace(['«', '»'], "");
    let expected: Vec<&str> = marked.split('«').skip(1).filter_map(|m| m.split('»').next()).collect();
    let out = measure_on(&letter, as_of);
    let quoted: Vec<&str> =
        out.evidence.iter().filter(|e| e.rule != "set_aside").map(|e| e.span.slice(&letter)).collect();
    let value = out.values[0].unwrap_or(0.0);
    let ok = (value - years).abs() < 0.05 && (expected.is_empty() && years > 0.0 || quoted == expected);
    let notes: Vec<_> = out.evidence.iter().map(|e| (e.kind, e.span.slice(&letter), e.rule, &e.message)).collect();
    (!ok).then(|| format!("{letter}\n  expected {years} {expected:?}\n  got {value} {quoted:?} {notes:?}\n"))
}

fn check_all(cases: &[(&str, f64)]) {
    let wrong: Vec<String> = cases.iter().filter_map(|&(letter, years)| wrong(letter, years)).collect();
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

/// Checks sentences within a letter, as of 15 June 2025: the years, and the words that count.
fn check_sentences(cases: &[(&str, f64)]) {
    let in_letter = |sentence: &str| {
        let (before, after) = ("I am applying to your summer school.", "I would be glad to take part.");
        format!("Dear committee,\n\n{before} {sentence} {after}\n\nKind regards,\nAlex")
    };
    let wrong = |&(sentence, years): &(&str, f64)| wrong_on(&in_letter(sentence), years, date(2025, 6, 15));
    let wrong: Vec<String> = cases.iter().filter_map(wrong).collect();
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

#[test]
fn stated_experience() {
    check_all(&[
        ("I have «over five years of practical, commercial experience» in ML.", 5.0),
        ("With «3+ years of experience» as a data engineer, I build pipelines.", 3.0),
        ("I bring «2.5 years of industry experience».", 2.5),
        ("I have «more than a decade of experience» in teaching.", 10.0),
        ("I have «eighteen months of experience» in robotics.", 1.5),
        ("I have «15.2 years of technical experience».", 15.2),
        ("I have «9 years 8 months of experience» in IT.", 9.667),
        ("I have «6 years and 6 months of research experience».", 6.5),
        ("I have «3-4 years of experience» in computer vision.", 3.5),
        ("I have «three to five years of experience» with robots.", 4.0),
        ("I have «two and a half years of experience» as an analyst.", 2.5),
        ("Total IT experience: «5+ years».", 5.0),
        ("Having «total 4.8 years of experience» in testing.", 4.8),
        ("Exp: «4 yrs».", 4.0),
        ("Experience - «2 Years 3 Months».", 2.25),
        ("I am a developer with «8 years» in banking.", 8.0),
        ("I have «three years» in industry.", 3.0),
        ("«6 years of professional IT experience» in banking.", 6.0),
        ("I have an overall experience of «7 years», including 3 years in testing.", 7.0),
        ("I have «a year and a half of experience» as an analyst.", 1.5),
        ("I have «half a year of experience» in a lab.", 0.5),
        ("I have «twenty-five years of experience».", 25.0),
        ("My work experience is «4 years».", 4.0),
        ("I have experience of «28 months» in support.", 2.333),
        ("«5 years’ experience» in backend development.", 5.0),
        ("I have «5yrs of experience» and «2 years of experience» with Rust.", 5.0),
        ("I have a «couple of years of experience» in NLP.", 2.0),
        ("I have «nearly two years of hands-on experience» with PyTorch and «one year of experience» with JAX.", 2.0),
        ("I have «3 years of experience» as a developer and «2 years of experience» as a tutor.", 5.0),
    ]);
}

#[test]
fn jobs_of_a_stated_length() {
    check_all(&[
        ("After my bachelor I spent «two years» at a startup.", 2.0),
        ("I spent «two summers» as an intern at CERN.", 0.5),
        ("I have been a teacher for «a decade».", 10.0),
        ("I've been working as a data scientist for «two years» now.", 2.0),
        ("For «the last three years» I have been working at [company] on search.", 3.0),
        ("I worked for «three years» as a nurse. Then I spent «two years» as a research assistant.", 5.0),
        ("I did a «six-month» internship at Yandex.", 0.5),
        ("I completed an internship of «three months» at a bank.", 0.25),
        ("I was a teaching assistant for «three semesters».", 1.5),
        ("During my studies I worked «two years» in a robotics lab.", 2.0),
        ("I worked part-time as a developer for «18 months».", 1.5),
        ("My «3-year» PhD research on spiking networks taught me patience.", 3.0),
        ("«Over the past year» I have worked as a research engineer.", 1.0),
        ("I interned at Google «last summer».", 0.25),
        ("In the «summer of 2024» I interned at a lab.", 0.25),
        ("I worked there for «two years» before joining a startup.", 2.0),
        ("I taught mathematics for «four years» at a school.", 4.0),
        ("For «two years» I conducted research in Dr. Ode’s lab.", 2.0),
        ("I have spent «the past two years» investigating coral reefs.", 2.0),
        ("I worked in Dr. Ode’s lab for «three years».", 3.0),
        ("During my «two years» as an undergraduate researcher I learned to code.", 2.0),
        ("I have «two years» of undergraduate research behind me.", 2.0),
        ("I worked with my supervisor for «two years» as an assistant.", 2.0),
        ("After «two years» at a startup, I want to study again.", 2.0),
        ("I spent «two years» studying sleep in the lab of Dr. Ode.", 2.0),
        ("I taught for «two years» in Peru and for «one year» in Chile.", 3.0),
        ("I did a «10-week» internship and another of «three months».", 0.44),
        ("I spent «a year» working as a software engineer.", 1.0),
    ]);
}

#[test]
fn spans_on_the_calendar() {
    check_all(&[
        ("I have been working as a data scientist «since March 2021».", 5.25),
        ("I worked from «2016 to 2019» at X and «since 2020» at Y.", 9.0),
        ("I worked as an analyst from «May to August 2021».", 0.25),
        ("I worked as an engineer from «Jan 2017 – Present».", 9.417),
        ("I have worked as a tutor «since last year».", 1.0),
        ("«Since starting my research with Prof. Ode in January», I have built datasets.", 0.417),
        ("I was employed as an engineer between «March 2020 and March 2022».", 2.0),
        ("I have been employed in the industry «since mid-2020».", 5.917),
        ("Currently working with Acme as an engineer «since June 2013».", 13.0),
        ("I worked as an engineer at Acme from «12/05/2012 to 15/06/2014».", 2.083),
        ("I worked as an engineer, «Jun'12 - Aug'14».", 2.167),
        ("I worked as an engineer, «Jan-2012 to Feb-2014».", 2.083),
        ("I worked as an engineer from «Nov. 2020 – till now».", 5.583),
        ("I worked as a tutor in «2015-16».", 1.0),
        ("I worked as a tutor from «late 2019 until early 2021».", 1.083),
        ("As a research assistant in Professor Ode’s lab from «2018 to 2020», I wrote code.", 2.0),
        ("Worked as an engineer from «June 2014 to July 2016» («2 years 1 month»).", 2.083),
        ("I worked as a developer for «three years», from «2016 to 2019».", 3.0),
        ("I work at a bank as an analyst «since 06/2024».", 2.0),
        ("I have worked as an analyst «since May 2021», after «two summers» as an intern.", 5.583),
        ("I worked as a tutor from «2019 to 2021». As a nurse I worked from «2020 to 2023».", 4.0),
    ]);
}

#[test]
fn lines_of_a_cv() {
    check_all(&[
        (
            "Data Engineer\n\nAcme GmbH - Berlin\n\n«March 2020 to Present»\n\nEDUCATION\n\nB.Sc. in Physics\n\n2014 to 2018",
            6.25,
        ),
        ("Engineer\n\nAcme -\n\n«01st Oct 2015 - till date»\n\nAnalyst\n\nBeta -\n\n«5/2013 to Sept 2015»", 13.083),
        ("University of Oslo\n\nMaster of Science\n\nAugust 2018 to June 2020", 0.0),
        ("Research Assistant, University of Oslo\n«2018–2020»", 2.0),
        ("Member of the student committee\n\n2015 to 2016", 0.0),
        ("SKILLS\n\nExcel («7 years»), Python («3 years»)", 7.0),
        ("Total experience: «12 years 6 months».\n\nEngineer\n\nAcme\n\n«September 2018 to Present»", 12.5),
        ("• Worked as a tester for «two years»\n• Led a team of 12", 2.0),
        ("CERTIFICATIONS\n\nProject management\n\nDecember 2024 to December 2027", 0.0),
    ]);
}

#[test]
fn what_is_not_the_writers_work_is_set_aside() {
    check_all(&[
        ("I am 22 years old.", 0.0),
        ("I started to code at the age of 12 years.", 0.0),
        ("In my four-year degree I learned a lot.", 0.0),
        ("I study in a two-year master's programme.", 0.0),
        ("I studied physics for four years.", 0.0),
        ("A project of three years needs patience.", 0.0),
        ("My supervisor has 20 years of experience.", 0.0),
        ("I learn from experts with over 20 years of experience.", 0.0),
        ("The company has thirty years of history.", 0.0),
        ("The company has been working on this for thirty years.", 0.0),
        ("She has worked as an engineer for ten years and inspired me.", 0.0),
        ("His 20 years of experience as a surgeon inspired me.", 0.0),
        ("I'm currently in the third year of my PhD.", 0.0),
        ("Five years ago I joined a lab as an intern.", 0.0),
        ("In 2 years I want to work as a researcher.", 0.0),
        ("Next year I will work in industry.", 0.0),
        ("I will be working at the lab for two years.", 0.0),
        ("I plan to spend two years working as an engineer.", 0.0),
        ("In 2017 I worked at Yandex.", 0.0),
        ("The position requires 5 years of experience.", 0.0),
        ("In the past decade, deep learning has changed the industry.", 0.0),
        ("I lived in Japan for three years.", 0.0),
        ("I have played chess for ten years.", 0.0),
        ("I have been interested in physics since 2015.", 0.0),
        ("I won the award in 2015–2016.", 0.0),
        ("I have years of experience.", 0.0),
        ("My bachelor from 2018 to 2022 covered statistics.", 0.0),
        ("I took a 6-month course in machine learning.", 0.0),
        ("The war has lasted since 1957.", 0.0),
        ("We met every 2 weeks at work.", 0.0),
        ("I worked 40 hours a week.", 0.0),
        ("Within two years I want to be a scientist.", 0.0),
        ("Students who have worked for two years know this.", 0.0),
        ("I am a second-year student and a tutor.", 0.0),
        ("I may work.", 0.0),
        ("This summer I will be working at a lab.", 0.0),
        ("Since 2019 I have been a PhD student.", 0.0),
        ("Since 2015, I have volunteered at a shelter.", 0.0),
        ("My supervisor, a scientist with 20 years of experience, taught me.", 0.0),
        ("We had two weeks of break at work.", 0.0),
        ("Imagine yourself 10 years from now working in your dream job.", 0.0),
        ("You can change your job after 1 year of experience.", 0.0),
        ("I was captain of my team for three years.", 0.0),
        ("The lab was founded in 1998 and has grown since 2005.", 0.0),
        ("The data were collected from 2010 to 2015.", 0.0),
        ("I have read about this for five years.", 0.0),
        ("Our university has taught engineers since 1930.", 0.0),
        ("I hope to gain two years of experience.", 0.0),
        ("I took part in a two-week summer school.", 0.0),
        ("SMILES-2025 will last from July 14 to July 26, 2025.", 0.0),
        ("The experiment ran for 4 months in our lab.", 0.0),
    ]);
}

#[test]
fn absurd_and_hostile_numbers_are_set_aside() {
    check_all(&[
        ("I have 999999999999 years of experience.", 0.0),
        ("I have 0 years of experience.", 0.0),
        ("I have -5 years of experience.", 0.0),
        ("I have worked here as an engineer since 9999.", 0.0),
        ("I have worked here as an engineer since 2031.", 0.0),
        ("I have 1e308 years of experience.", 0.0),
        ("I have ٥ years of experience.", 0.0),
        ("since since since since 99/99/9999 to to to years years", 0.0),
    ]);
    let long = "9".repeat(1_000_000);
    assert_eq!(measure(&format!("I have {long} years of experience")).values, [None]);
    for text in [
        "since 2020 to ".repeat(50_000),
        "a ".repeat(100_000),
        "year,".repeat(100_000),
        "2016-".repeat(100_000),
        "May ".repeat(100_000),
        "I worked for two years. ".repeat(40_000),
        "I worked as an engineer since 2020 with two years of experience and ".repeat(20_000),
    ] {
        measure(&text);
        measure(&format!("• {text}"));
    }
}

#[test]
fn what_can_not_be_counted_says_why() {
    for (letter, kind, why) in [
        ("I worked as an engineer from 2021 to 2018.", "ignored", "ends before it begins"),
        ("I worked as an engineer from 01.06.2021 to 31.03.2018.", "ignored", "ends before it begins"),
        ("I worked as an engineer from 1850 to 1860.", "ignored", "longer ago than a working life"),
        ("I will work as an engineer from 2031 to 2035.", "planned", "in the future"),
        ("SINCE 2031 I AM AN ENGINEER.", "planned", "in the future"),
        ("The post asks for five years of experience.", "asked_for", "asked for"),
        ("The founders had five years of experience.", "somebody_elses", "somebody else's"),
    ] {
        let out = measure(letter);
        assert_eq!(out.values, [None], "{letter}");
        assert!(out.evidence.iter().all(|e| e.is_set_aside()), "{letter}");
        let told: Vec<_> = out.evidence.iter().map(|e| (e.kind, e.message.as_ref())).collect();
        assert_eq!(told, [(kind, why)], "{letter}");
    }
}

#[test]
fn letters_out_of_the_ordinary_are_read() {
    let forty: String = (0..40).map(|i| format!("{}–{}: engineer at a mill\n\n", 1984 + i, 1985 + i)).collect();
    assert_eq!(measure(&forty).values, [Some(40.0)]);
    assert_eq!(measure("I WORKED FOR TWO YEARS AS A NURSE AND SINCE MARCH 2024 AS A TUTOR.").values, [Some(4.25)]);
    let line = "I study physics and like dogs, ".repeat(400) + "and I worked as a nurse for three years";
    assert_eq!(measure(&line).values, [Some(3.0)]);
    for dates in
        ["01.02.2019 ", "2019/20, ", "'18 ", "III/2018 – ", "06/18–03/21 ", "May 2019 June 2020 ", "2018 2019 "]
    {
        let out = measure(&dates.repeat(20_000));
        assert!(out.values[0].is_none_or(|years| years > 0.0 && years <= 60.0), "{dates}: {:?}", out.values);
    }
}

#[test]
fn a_life_at_work_has_at_most_sixty_years() {
    let out = measure(&"I worked as a nurse for ten years. ".repeat(7));
    assert_eq!((out.values[0], out.flags), (None, vec!["absurd_years"]));
}

#[test]
fn contradictions_are_told() {
    let out = measure("I have over five years of experience as an engineer since 2024.");
    assert_eq!(out.values, [Some(5.0)]);
    assert_eq!(out.flags, ["contradictory_years"]);
    assert!(out.evidence.iter().all(|e| e.message.contains("2.0")), "{:?}", out.evidence);
    assert!(measure("I have over five years of experience as an engineer since 2020.").flags.is_empty());
}

#[test]
fn evidence_says_why_it_was_set_aside() {
    for (letter, why) in [
        ("I am 22 years old.", "age"),
        ("My supervisor has 20 years of experience.", "somebody else's"),
        ("I plan to work there for two years.", "a plan"),
        ("In my four-year degree I learned a lot.", "study"),
        ("Two years ago I moved.", "ago"),
    ] {
        let out = measure(letter);
        assert_eq!(out.values, [None], "{letter}");
        assert_eq!(out.evidence.iter().map(|e| e.message.as_ref()).collect::<Vec<_>>(), [why], "{letter}");
    }
}

#[test]
fn phrases() {
    let feature = feature(date(2026, 6, 15));
    for (value, phrase) in [
        (Some(5.0), "5 years of experience"),
        (Some(1.0), "1 year of experience"),
        (Some(2.5), "2.5 years of experience"),
        (Some(0.25), "3 months of experience"),
        (Some(1.0 / 12.0), "1 month of experience"),
        (Some(0.99), "1 year of experience"),
        (None, "no years of experience stated"),
    ] {
        assert_eq!(feature.phrase(0, value), phrase);
    }
}

#[test]
fn a_range_without_its_lower_end_at_the_start_is_read() {
    assert_eq!(measure("to (5 years since").values, measure("a to (5 years since").values);
}

proptest! {
    #[test]
    fn never_panics_and_evidence_is_sound(words in prop::collection::vec(prop_oneof![
        Just("since"), Just("2016"), Just("2019"), Just("to"), Just("–"), Just("May"), Just("3"), Just("two"), Just("years"),
        Just("months"), Just("summer"), Just("I"), Just("worked"), Just("experience"), Just("of"), Just("and"), Just("a"),
        Just("half"), Just("the"), Just("past"), Just("present"), Just(","), Just("."), Just("(5"), Just("\n\n"), Just("-"),
        Just("5/2015"), Just("2015-16"), Just("EDUCATION"), Just("’"), Just("é\u{200b}"), Just("between"), Just("in"), Just("12yrs"),
    ], 0..40)) {
        let letter = words.join(" ");
        let out = measure(&letter);
        let value = out.values[0].unwrap_or(1.0);
        prop_assert!(value > 0.0 && value < 1000.0, "{value} in {letter}");
        let mut end = 0;
        for e in &out.evidence {
            prop_assert!(letter.get(e.span.range()).is_some_and(|t| !t.is_empty()));
            prop_assert!(e.span.start >= end, "{letter}");
            end = e.span.end;
        }
    }

    #[test]
    fn any_text_is_read(letter in "\\PC{0,200}") {
        measure(&letter);
    }
}

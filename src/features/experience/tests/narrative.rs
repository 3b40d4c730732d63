//! Work told in the prose of letters, as of 15 June 2026: each case is our own.

use super::{check_all, measure};

#[test]
fn what_the_writer_was() {
    check_all(&[
        ("I was a midwife in a rural clinic for «six years» before I came to statistics.", 6.0),
        ("I have been a librarian in Lund «since 2019», and the catalogue is my data set.", 7.0),
        ("I have been a court interpreter for «eleven years».", 11.0),
        ("I'm a carpenter; I've been one for «ten years».", 10.0),
        ("From «2015 to 2020» I was a police officer.", 5.0),
        ("From «March 2020 to March 2023» I was the only statistician of a fishing authority.", 3.0),
        ("I was a cook for «four years», then a postman for «two years», and now I write compilers.", 6.0),
        ("I have been a CPA in Leeds «since 2018».", 8.0),
        ("As a veterinarian of «nine years» I know cows.", 9.0),
        ("I have been responsible for the timetable of a bus company for «seven years».", 7.0),
        ("I spent «a decade» as a statistician on lung trials.", 10.0),
        ("Before the doctorate I was a counsellor at a secondary school from «January 2021 to January 2024».", 3.0),
    ]);
}

#[test]
fn where_and_what_the_writer_worked() {
    check_all(&[
        ("For «nine years» I sold insurance in Leeds.", 9.0),
        ("For «five years» I repaired tractors in my uncle's workshop.", 5.0),
        ("For «three years» I drove a lorry for a bakery.", 3.0),
        ("I teach chemistry in a secondary school since «four years».", 4.0),
        ("We have run a small bakery for «five years», my sister and I.", 5.0),
        ("Before my PhD, from «2018 to 2021», I wrote firmware for a lift manufacturer.", 3.0),
        ("I was in the army for «two years».", 2.0),
        ("I have held my present post for «four years».", 4.0),
        ("I was on the staff of a weekly magazine for «two years».", 2.0),
        ("«Since 2020» I have been with the city council, where I maintain the maps.", 6.0),
        ("My first job was at a call centre, where I stayed for «two years».", 2.0),
        ("I earned my living as a tailor for «thirteen years».", 13.0),
        ("I joined the agency in «June 2021 and have been there since».", 5.0),
        ("I was hired by a shipping line in «2020 and have been there ever since».", 6.0),
        ("I left a bank in Oslo. «Since 2023» I keep the servers of a hospital running.", 3.0),
    ]);
}

#[test]
fn parts_and_totals() {
    check_all(&[
        ("«Twelve years» in logistics, mostly nights. Then I discovered Python.", 12.0),
        ("My background: «two years» in a telecom company and «one year» as a data engineer at a bank.", 3.0),
        ("I spent «three years» with the fire brigade and «two» at a call centre.", 5.0),
        ("I did «fourteen months» at a start-up in Porto, and «six months» as a technician at the port.", 1.667),
        ("In all, I have «seven years» of work behind me: four at a bank and three at an insurer.", 7.0),
        ("I am a control engineer, «six years» in total: four at a mill and two here.", 6.0),
        ("My career comes to «five years» all together: from «2020 to 2022» I was a cashier, then a clerk.", 5.0),
        ("My experience in robotics is «five years».", 5.0),
        (
            "My dog snores. A «one-year» co-op at a studio taught me that, and before that «four months» of QA at a bank.",
            1.333,
        ),
        (
            "Why me:\n\n- «2020 to 2023»: data analyst at an insurer in Graz, where I wrote reports that nobody read, \
             and then one that they did.\n- «six months» of research assistance at my uni.\n\nI hope to meet you.",
            3.5,
        ),
    ]);
}

#[test]
fn what_is_not_work_in_prose() {
    check_all(&[
        ("I have been a vegetarian for ten years.", 0.0),
        ("I have been a customer of this bank for ten years.", 0.0),
        ("I have been a fan of Go since 2016.", 0.0),
        ("I have been learning Rust for two years at a company meetup.", 0.0),
        ("For six years I have kept a diary.", 0.0),
        ("I played the violin in an orchestra for eight years.", 0.0),
        ("The brewery I work for has kept a log of every tank since 1998.", 0.0),
        ("The hospital where I volunteer has kept records since 1990.", 0.0),
        ("I trained a model on eight years of sales in a supermarket.", 0.0),
        ("In my bag was a disk with nine years of sound, because it was the only copy.", 0.0),
        ("Our data were recorded over three years at the harbour office.", 0.0),
        ("We followed 300 patients for two years in a clinic.", 0.0),
        ("My brother, who spent four years at a bank, warned me.", 0.0),
        ("My career is demanding and takes five years to begin.", 0.0),
        ("It took me two years to mention the office.", 0.0),
        ("My employer gives me two weeks as leave.", 0.0),
        ("I am a beginner in Python (one year, self-taught).", 0.0),
        ("My four years at the university taught me statistics.", 0.0),
        ("I was treasurer of the student union for two years.", 0.0),
        ("I spent six weeks in hospital.", 0.0),
        ("I have been in Berlin since 2022.", 0.0),
        ("I can commit two weeks of work.", 0.0),
        ("My knitting has been a hobby for ten years.", 0.0),
    ]);
}

#[test]
fn many_finds_in_one_sentence_take_linear_time() {
    for text in [
        "I was a nurse for two years and three at a bank and ".repeat(5_000),
        "two at ".repeat(20_000),
        "in 2020 ".repeat(20_000) + "since",
        "I was one for two years ".repeat(5_000),
    ] {
        measure(&text);
        measure(&format!("- {text}"));
    }
}

//! Sentences of letters by kind, as of 15 June 2025; what is marked counts. Half of each kind or so tells of no work.

use super::check_sentences;

/// Two-digit years: `'18 to '21`, `Sep ’19 – Aug ’22`, `06/18–03/21`.
#[test]
fn two_digit_years() {
    check_sentences(&[
        ("I worked at a clinic from «Oct '17 to Mar '20» as a data manager.", 2.42),
        ("Lab assistant at the chemistry department, «10/19 – 09/21».", 1.92),
        ("I was with the city council from '«15 until '19» as a surveyor.", 4.0),
        ("«Feb ’20 – now»: backend developer in a bank.", 5.33),
        ("Teaching assistant («09/20 - 02/21»), statistics.", 0.42),
        ("I have been a nurse «since '18».", 7.0),
        ("I taught at a secondary school in '«19–'22».", 3.0),
        ("Between «Jan '21 and Jul '23» I was employed as a tester.", 2.5),
        ("Software engineer '«17-'20», then product owner '«20-'22».", 5.0),
        ("I joined in '«19» and left in '22, working as an embedded developer all that time.", 3.0),
        ("My class of '18 was the largest ever.", 0.0),
        ("I was born in '98 and grew up in Lodz.", 0.0),
        ("My bachelor lasted from '17 to '21.", 0.0),
        ("I was employed as a buyer from «03/16 to 08/19».", 3.42),
        ("Quality engineer, «Mar '18 - Jun '20», tyre factory.", 2.25),
        ("From ’«13 to ’16» I drove trams.", 3.0),
        ("«11/21 – present»: nurse, children's hospital.", 3.58),
        ("I have worked here as a programmer «since Sept '22».", 2.75),
        ("I scored 15/20 in algebra and 18/20 in analysis.", 0.0),
        ("The exam of '19 was hard.", 0.0),
        ("I lived in Spain from '15 to '18.", 0.0),
        ("I worked at the post office from «Aug '14 to Aug '17».", 3.0),
        ("Assistant chef, «05/17 – 11/19», hotel.", 2.5),
        ("I have been a data manager at a clinic «since '20».", 5.0),
        ("From '«12 to '14» I was a guard at a museum.", 2.0),
        ("«Mar ’21 – present»: analyst at a ministry.", 4.25),
        ("I was a bookkeeper ('«16–'20»).", 4.0),
        ("The summer of '69 is my favourite song.", 0.0),
        ("I graduated in '21 and am now in my last year.", 0.0),
    ]);
}

/// Numeric, ISO and Roman dates, school years and terms.
#[test]
fn numeric_and_roman_dates() {
    check_sentences(&[
        ("I worked as a research associate from «15.09.2019 to 14.09.2022».", 3.0),
        ("From «2019-03 to 2021-09» I was employed as a developer.", 2.5),
        ("I was a tutor from «10/15/2020 to 02/15/2022».", 1.33),
        ("I was employed as an engineer from «VII/2017 to II/2020».", 2.58),
        ("I was a lecturer in the academic year «2021/22».", 1.0),
        ("I worked as a laboratory technician from «1/3/2018 to 1/3/2020».", 2.0),
        ("I was a student assistant in the «winter semester 2021/22» and the «summer semester 2022».", 1.0),
        ("I taught in the school years «2018/2019, 2019/2020 and 2020/2021».", 3.0),
        ("Employed as a system administrator: «2017.05.01 – 2019.05.01».", 2.0),
        ("From «autumn 2020 to autumn 2022» I was a trainee at the observatory.", 2.0),
        ("I was a junior doctor from «XI.2016 until V.2021».", 4.5),
        ("I was enrolled from 01.10.2018 to 30.09.2021.", 0.0),
        ("The exam took place on 12.06.2021.", 0.0),
        ("I studied in the academic years 2018/19 and 2019/20.", 0.0),
        ("I was a clerk at the tax office from «2.3.2015 until 2.3.2019».", 4.0),
        ("I was employed at the library «01/09/2019 – 31/08/2021».", 2.0),
        ("From «2020/03 to 2022/03» I worked as a data steward.", 2.0),
        ("I worked as a geologist from «March 1st, 2016 to March 1st, 2020».", 4.0),
        ("I was a teaching assistant in «WS 2022/23» and «SS 2023».", 1.0),
        ("In the school year «2022/23» I was a language assistant at a school in Lille.", 1.0),
        ("I worked as a courier from «X/2018 to X/2019».", 1.0),
        ("My date of birth is 03.04.1999.", 0.0),
        ("The conference took place from 12.06.2023 to 16.06.2023.", 0.0),
        ("I worked in sales from «15/01/2018 to 15/07/2020».", 2.5),
        ("From «1.9.2020 till 28.2.2022» I was employed as a student tutor.", 1.5),
        ("I was a research engineer («2019-01-15 – 2022-01-15»).", 3.0),
        ("I served as an assistant from «IV.2019 to X.2021».", 2.5),
        ("I taught English during the school years «2020/21 to 2022/23».", 3.0),
        ("I was a tutor in the «summer term 2023».", 0.5),
        ("I worked as a web developer between «02/2016 and 08/2019».", 3.5),
        ("The deadline was 31.03.2024.", 0.0),
        ("I was at school from 01.09.2006 to 30.06.2018.", 0.0),
    ]);
}

/// Beginnings that go on, or end where something new begins.
#[test]
fn still_there() {
    check_sentences(&[
        ("I took a job as a systems analyst in «May 2020» and still hold it.", 5.08),
        ("I entered the company in «2018» as a junior, and I have not left it to date.", 7.0),
        ("«Four years ago» I was hired by a shipyard as a designer, and I work there to this day.", 4.0),
        ("In «2020» I became head of the laboratory, a position I hold to this day.", 5.0),
        ("I have worked as a geologist ever «since I left university in 2017».", 8.0),
        ("First I was an assistant in «2018», then from «2020» a junior lecturer until 2023.", 5.0),
        ("I began as an intern in «June 2022» and remain with the firm as an engineer.", 3.0),
        ("I started as a tester in «2019», moved to development in «2021» and am still a developer.", 6.0),
        ("I was appointed as an assistant in «March 2021» and have remained in this post.", 4.25),
        ("I finished my degree in 2019. «Since then» I have been working as a statistician.", 6.0),
        ("I joined the bank as an analyst in «2018» and began my master's in 2021.", 3.0),
        ("I moved to Berlin in 2019 and still live there.", 0.0),
        ("I became a member in 2018 and remain one.", 0.0),
        ("I began to learn Chinese in 2017 and still do.", 0.0),
        ("Five years ago I moved to Oslo, and I still love it.", 0.0),
        ("I became a vegetarian in 2016 and remain one today.", 0.0),
        ("I was promoted to team lead in «January 2023» and still am one.", 2.42),
        ("I have held a post as a lecturer «since I finished my doctorate in 2020».", 5.0),
        ("I entered the police in «2016» and served until 2021.", 5.0),
        ("«Three years ago» I became a paramedic and I still drive nights.", 3.0),
        ("I started my career as a carpenter in «2012» and switched to IT in 2018.", 6.0),
        ("I have known Ms Berg since 2018, when she joined us.", 0.0),
        ("I got my dog in 2019, and it is still with me.", 0.0),
        ("I was taken on as a tester in «June 2020» and I am still with the company.", 5.0),
        ("In «October 2019» I started to teach at a business school, and I continue to this day.", 5.67),
        ("«Six years ago» I opened a repair shop, which I still run.", 6.0),
        ("I became the chief editor in «2021 and have been ever since».", 4.0),
        ("I worked first as a driver from «2015», then from «2018» as a dispatcher until 2021.", 6.0),
        ("I have been employed at the hospital ever «since I got my diploma in 2018».", 7.0),
        ("I joined the navy in «2011» and left it in 2019.", 8.0),
        ("I bought a house in 2018 and still live in it.", 0.0),
        ("I stopped smoking in 2019 and have not smoked since.", 0.0),
    ]);
}

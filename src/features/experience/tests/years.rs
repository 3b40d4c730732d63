//! Lines of CVs and sentences of letters, as of May 2018, and letters, as of June 2026: only the years are checked.

use super::measure_on;
use jiff::civil::{Date, date};

fn check_years(cases: &[(&str, f64)]) {
    check_years_on(date(2018, 5, 1), cases);
}

fn check_years_on(as_of: Date, cases: &[(&str, f64)]) {
    let mut wrong = Vec::new();
    for &(letter, years) in cases {
        let out = measure_on(letter, as_of);
        let value = out.values[0].unwrap_or(0.0);
        // Half a month, and the third decimal of the expected number.
        if (value - years).abs() > 0.05 {
            wrong.push(format!("{letter:?}: expected {years}, got {value}: {:?}", out.evidence));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

#[test]
fn lines_of_cvs() {
    check_years(&[
        (
            "Theta DBA\n\nDelta -  Pune, Maharashtra -\n\nJune 2012 to Present\n\nTotal 5+ years of IT experience with Theta.\n\nEDUCATION\n\nBE in CS\n\nPune University\n\n2008 to 2012",
            5.0,
        ),
        (
            "• Having 4.6 years of IT experience in which 3 years as SAP consultant.\n• Worked on 2 support projects for 1 year.",
            4.6,
        ),
        (
            "Senior Associate\n\nZeta -\n\nJanuary 2014 to Present\n\nDuration: Jan 2014 to Mar 2015\n\nTeam size: 5",
            4.33,
        ),
        (
            "Test Engineer\n\nGamma\n\nMarch 2014 to April 2016\n\nPROJECTS\n\nHospital management\n\nAugust 2013 to September 2013",
            2.17,
        ),
        ("• Currently working with Acme since Dec 2013 to till date.", 4.42),
        ("• Currently working in Lambda from April 2016 to till now.", 2.08),
        ("Acme Ltd (Jan 2013 - Dec 2015)\nGamma (Jan 2016 - Present)", 5.33),
        ("Over all experience 7.5 years in software testing", 7.5),
        ("* Around 8+ years of IT experience, 4 years in Hadoop and 4 years in Java.", 8.0),
        ("A dynamic professional with nearly 11 years of experience in Operations", 11.0),
        ("Work Experience\n\nSoftware Engineer at Google\n\n3 years", 3.0),
        ("1 year Internship in Acme", 1.0),
        ("3 months training at BETA networking academy", 0.0),
        ("Certified in CCNA valid from 2016 to 2019", 0.0),
        (
            "Summer Intern\n\nAcme\n\nMay 2017 to July 2017\n\nSKILLS\n\nJAVA (1 year), C++ (1 year), HTML (Less than 1 year)",
            0.17,
        ),
        ("Student\n\nB.Tech\n\n2014 to 2018\n\nSKILLS\n\nJava (Less than 1 year), .Net (2 years)", 2.0),
        ("Epsilon from 2009 till 2013 as Team Lead; Iota from 2013 till 2018 as manager", 9.0),
        (
            "WORK EXPERIENCE\n\nHR executive\n\nABC - Pune -\n\nNovember 2016 to Present\n\nAdditional Information\n\nDate of birth: 12 May 1990\nMarital status: single\nPassport valid 2015 to 2025",
            1.5,
        ),
        ("AREAS OF EXPERTISE: 2 years in SAP, 6 months in HANA", 2.0),
        (
            "Network Engineer\n\nBeta Networks -  Bangalore -\n\nJuly 2014 to Present\n\nRoles: Responsible for network support 24 * 7. SLA of 2 hours, 3 days and 1 week.\n\nEDUCATION\n\nB.E in ECE\n\nVTU\n\n2010 to 2014",
            3.83,
        ),
        (
            "Team Member\n\nTheta -\n\nAugust 2015 to Present\n\nTheta, Bangalore\nFrom Aug 2015 to present\n\nDelta, Chennai\nFrom Jan 2013 to July 2015",
            5.33,
        ),
        ("• 10+ years experience in recruitment out of which 6 years in IT hiring.", 10.0),
        (
            "Professional with 5.5 years of rich experience in Sales & Marketing; worked with Third Bank for 2 years",
            5.5,
        ),
        ("Project Name: XYZ\nDuration: 6 Months\nRole: Developer", 0.5),
        (
            "Sr. Consultant\n\nSigma -\n\nMay 2016 to Present\n\nConsultant\n\nSigma -\n\nJune 2013 to April 2016\n\nTrainee\n\nSigma -\n\nDecember 2012 to May 2013",
            5.42,
        ),
        ("Intern at Acme for 2 months (May-June 2016)", 0.17),
        ("Bachelor of Commerce, Mumbai University, 2009 - 2012", 0.0),
        ("Attended 2 weeks workshop on cloud computing at IIT", 0.0),
        ("Completed 45 days industrial training in Telecom Ltd", 0.0),
        ("Participated in 3 months course on Java from Jan 2017 to Mar 2017", 0.0),
        ("Total Experience - 4 Years 2 months\nRelevant Experience - 3 Years", 4.17),
        ("Working as Associate Consultant in Omega from 14th Dec 2015 to till date", 2.42),
        ("- 2 years and 8 months of work experience in mechanical design.", 2.67),
        ("Minimum 2 years of experience required", 0.0),
        ("Notice period: 2 months", 0.0),
        ("Bond of 2 years with the company", 0.0),
        ("Customer support for 5 years in US process", 0.0),
        ("Operation Analyst (2013-14)\nTeam coach (2015-17)", 3.0),
        ("Lecturer\n\nXYZ College -\n\nJune 2011 to May 2014", 2.92),
        ("Teaching Assistant\n\nIIT Delhi\n\n2013 to 2015", 2.0),
        ("Student Intern\n\nAcme\n\nJune 2017 to July 2017", 0.08),
    ]);
}

#[test]
fn sentences_of_letters() {
    check_years(&[
        ("Having 2 years and 3 months experience in manual testing.", 2.25),
        ("I have 3 years 6 months of experience and worked for Epsilon from Nov 2014.", 3.5),
        ("5 years of experience as a PL/SQL developer including 2 years of onsite experience.", 5.0),
        ("Java developer with 2+ yrs exp in Spring and 1 yr exp in Angular.", 2.0),
        ("Received Best Employee award for 2014-15 and 2015-16.", 0.0),
        ("Handled a team of 10 for the financial year 2015-16.", 0.0),
        ("I worked as a barista for one summer and as a research assistant for two years.", 2.25),
        ("I have 6 months of experience as an intern at Beta and 1 year at Kappa as an engineer.", 1.5),
        ("I worked in a lab for two summers studying corals.", 0.5),
        ("For the past two years, I have worked in the Smith Lab, where I study coral bleaching.", 2.0),
        ("As an undergraduate, I spent three years in Dr. [name]'s lab working on zebrafish.", 3.0),
        ("I spent my last two summers conducting research at MIT.", 0.5),
        ("Since joining Dr. [name]'s lab in August 2015, I have studied zebrafish.", 2.75),
        ("I have been involved in research since my freshman year.", 0.0),
        ("After graduating, I worked for two years as a lab technician at Yale.", 2.0),
        ("I have over three years of research experience in microbiology.", 3.0),
        ("During the summers of 2015 and 2016, I interned at NASA.", 0.5),
        ("In summer 2016 I interned at NASA. In the summer of 2017, I worked at JPL.", 0.5),
        ("My two years of experience with flow cytometry prepared me for this project.", 2.0),
        ("I worked full-time at Genentech for one and a half years before applying to graduate school.", 1.5),
        ("I have mentored high school students for three years.", 3.0),
        ("I volunteered at the museum for four years.", 0.0),
        ("I was a teaching assistant for two semesters and a grader for one.", 1.5),
        ("The fellowship will support me for three years.", 0.0),
        ("The samples were incubated for 2 weeks and I measured them.", 0.0),
        ("I will spend the first two years working in the lab.", 0.0),
        ("My advisor has worked in this field for over 20 years, and I have learned much.", 0.0),
        ("I collected data for two field seasons.", 0.0),
        ("I am a third-year PhD student with two years of industry experience.", 2.0),
        ("Having worked as a software engineer for 4 years, I decided to return to academia.", 4.0),
        ("From September 2014 to May 2016 I was a research assistant in the lab of Prof. [name].", 1.67),
        ("I served in the Peace Corps for 27 months as a science teacher.", 2.25),
        ("My PhD took four years.", 0.0),
        ("I have been programming since 2010.", 0.0),
        ("I've worked on NLP for 3 years.", 3.0),
        ("I have been doing research in NLP for more than three years.", 3.0),
        ("In my 2 years at Google Brain, I published three papers.", 2.0),
        ("I joined Acme Research as a research fellow, where I spent two years.", 2.0),
        ("Dr. [name] and I have collaborated for two years.", 2.0),
        ("I worked as a data analyst at a bank between 2012 and 2014 and later, for one year, as a consultant.", 3.0),
        ("I have lived in Germany since 2015, where I work as an engineer.", 0.0),
        ("Passed 10th in 2008 and 12th in 2010. B.Tech 2010-2014.", 0.0),
        ("Served as branch manager at First Bank (2005-2009) and as area manager at Second Bank (2009-2015).", 10.0),
        ("Objective: To obtain a position where I can use my 3 years of experience", 3.0),
        ("I, Rahul, have been working for Acme for the past 2.5 years as a Java developer.", 2.5),
        ("I have worked as a system engineer for 1 year and 4 months with Delta.", 1.33),
        ("Worked for 6 months as trainee and 1 year as engineer in Lambda.", 1.5),
        ("Graduate research assistant in the Ode lab (August 2015–present).", 2.75),
        ("The Hubble telescope has operated for 28 years.", 0.0),
        ("We will follow patients for 12 months.", 0.0),
        ("Over the last decade, our lab has shown that cells divide.", 0.0),
        ("Over the course of three years, I will build a model.", 0.0),
        ("I plan to complete this project in 3 years.", 0.0),
        ("In Year 1, I will analyze data. Years 2-3 will focus on models.", 0.0),
        ("During my sophomore year I worked in a lab on yeast.", 0.0),
        ("I spent a semester abroad in Chile.", 0.0),
        ("I spent a semester working as a teaching assistant.", 0.5),
        ("I spent ten weeks in the lab of Dr. [name] as an REU intern.", 0.19),
        ("Last summer, I worked at a national lab on batteries.", 0.25),
        ("The NSF funded this work from 2010 to 2015.", 0.0),
        ("I have taught English for over five years, both in Japan and at home.", 5.0),
        ("My three years in industry taught me to write tests.", 3.0),
        ("I quit my job after four years to pursue research.", 4.0),
        ("Four years of working as a nurse convinced me to study medicine.", 4.0),
        ("After working for three years as a consultant, I returned to school.", 3.0),
        ("With a background of seven years in software engineering, I can contribute.", 7.0),
        ("I bring seven years of professional software engineering to this school.", 7.0),
        ("I am a data scientist with 4 years' experience, currently in a two-year master's.", 4.0),
        ("My colleague and I worked for two years on this product at [company].", 2.0),
        ("I've spent nearly a decade teaching mathematics.", 10.0),
        ("I completed a one-year research internship at KAUST, and before that worked for two years at Huawei.", 3.0),
        ("I have been a research assistant since my second year of studies.", 0.0),
        ("Since September 2016, I have been a research assistant at MIPT.", 1.67),
        ("For about a year now I have been working on diffusion models at Sber.", 1.0),
        ("I worked at Yandex for a year, then at Sber for two years.", 3.0),
        ("I have over 5 years' worth of experience in the field of AI.", 5.0),
        ("It has been two years since I started working as an ML engineer.", 2.0),
        ("I started working as an ML engineer two years ago.", 0.0),
        ("I have 2 years experience in computer vision and 3 in NLP.", 3.0),
        ("I am 25 and have worked as a doctor since 2016.", 2.0),
        ("I worked on reinforcement learning for 2 years during my PhD.", 2.0),
        ("In the three years that I worked at the bank, I learned SQL.", 3.0),
        ("I was employed as a QA engineer for 18 months (2015–2016).", 1.5),
    ]);
}

#[test]
fn whole_letters() {
    let cases = &[
        (
            "Dear committee,\n\nMy name is [name], and I am a third-year PhD student at [university]. I finished my bachelor's in 2019 and my master's in 2021. During my master's I worked for a year and a half as a research assistant in the vision lab, where I trained diffusion models. After that, from September 2021 to August 2022, I was an ML engineer at [company]. Since October 2022 I have been working on spiking networks in Prof. Ode's group; my supervisor has more than thirty years of experience in the field.\n\nIn the next three years I hope to finish my thesis. I am 27 years old.\n\nSincerely,\n[name]",
            6.08,
        ),
        (
            "I am writing to apply for the school. I have been working as a data\nscientist at [company] for the last\nthree years, and before that I spent two\nyears as a backend developer. Over the\npast decade, machine learning has changed\nmy field.",
            5.0,
        ),
        (
            "I have more than 7 years of experience as a software developer. I spent four years at [company] building search and three years at a startup. Since 2023 I have led a team of five.",
            7.0,
        ),
        (
            "I am an undergraduate in my third year. Last summer I interned at Acme for three months, where I fine-tuned LLMs. I have participated in olympiads for five years and have played the violin since 2010.",
            0.25,
        ),
        ("I have no work experience yet. I took a 6-month course and two semesters of RL.", 0.0),
        (
            "I graduated from Oslo in 2020. In 2020–2022 I worked at Acme as an analyst; in 2022–2024 at Beta Bank as a senior analyst; now I am a team lead at Gamma.",
            4.0,
        ),
        (
            "Education: BSc 2016-2020, MSc 2020-2022.\nExperience: ML engineer, Acme, 2020-2023; research intern, Beta, summer 2019.",
            3.25,
        ),
        (
            "- 2 years: teaching assistant in statistics\n- 1 year: junior developer at [company]\n- 3 months: internship in Berlin",
            3.25,
        ),
        (
            "My journey in machine learning began 4 years ago. For the first two years I worked as an analyst, and for the last two years as an ML engineer.",
            4.0,
        ),
        ("I worked as a nurse for ten years and have now been a student for two years.", 10.0),
        ("Two years ago, I started my PhD, and since then I have been researching transformers.", 0.0),
        ("I’ve been working in industry for 3+ years — first as an intern, then as a developer.", 3.0),
        ("With over 10 years’ experience in academia and 5 years in industry, I bring both worlds.", 10.0),
        ("I have around two years' experience of working with LLMs, 1 year with RAG and six months with agents.", 2.0),
        ("Having spent the last 18 months as a research engineer, I know the pain of reproducing RL papers.", 1.5),
        ("I was a Open Summer of Code student in the summer of 2025 and worked on JAX.", 0.25),
        ("I have been a member of the robotics club for 3 years.", 0.0),
        ("I'm a self-taught programmer with 6 years of programming experience.", 6.0),
        ("I've published in NeurIPS 2023 and ICML 2024, and reviewed since 2022.", 0.0),
        ("As a lecturer with 12 years of teaching experience, I supervise 20 students a year.", 12.0),
        ("I have three years of research experience, two of which were spent on SNNs.", 3.0),
        ("Our startup was founded in 2021; I have been its CTO since then.", 0.0),
        ("I worked 2 years at Acme and 3 years at Beta.", 5.0),
        ("My current employer, a company with 40 years of history, hired me in May 2023.", 0.0),
        ("During my gap year I worked for 8 months as a barista.", 0.67),
    ];
    check_years_on(date(2026, 6, 15), cases);
}

#[test]
fn letters_that_state_no_years() {
    let letters = [
        "EDUCATION\n\nMBA in Finance\n\nICFAI University\n\n2012 to 2014\n\nSKILLS\n\nTally, Excel",
        "Diploma in Computer Engineering\n\nGovernment Polytechnic -  Nagpur, Maharashtra\n\nJune 2011 to May 2014",
        "Higher Secondary\n\nKendriya Vidyalaya\n\n2006 to 2008",
        "AWARDS\n\nBest performer\n\nMay 2016 to June 2016",
        "CERTIFICATIONS/LICENSES\n\nDriving Licence\n\nMarch 2014 to March 2034",
        "Declaration\n\nI hereby declare that the above is true. 12-05-2018",
        "Won first prize in coding event 2014-2015.",
        "PUBLICATIONS\n\nIEEE, vol 12, pp 2010-2015, 2016",
        "Academic project: Attendance system (Jan 2016 - May 2016)",
        "Languages: English, Hindi. DOB: 05/06/1992",
        "Fresher, B.Tech passed out 2017 with 72%.",
        "I am looking for a job where I can work for the next 5 years.",
        "Our preliminary data, collected over 18 months in three labs, support the hypothesis.",
        "This work builds on 20 years of research in protein folding.",
        "Dr. Smith has led the lab since 1998 and has mentored 40 students.",
        "In collaboration with Dr. Jones, who has studied these birds for 15 years, I will test this.",
        "The project will run from May 2019 to August 2021 in my advisor's lab.",
        "Timeline: Summer 2019: collect samples. Fall 2019 - Spring 2020: analysis.",
        "I will conduct field work during the summers of 2019 and 2020.",
        "Field work will take place over three summers.",
        "I propose a three-year study in which I work with local schools.",
        "Since the 1970s, the industry has relied on petroleum.",
        "Since 2010, the company has employed 500 engineers.",
        "Between 2000 and 2010, employment in the sector fell.",
        "Patients were followed for 5 years by the research team.",
        "We worked with data from 1990 to 2015.",
        "I analyzed satellite images from 2000 to 2015 as a research assistant.",
        "The average teacher works 10 years before leaving the profession.",
        "One in five teachers leave within five years of starting their job.",
        "My grandmother worked as a nurse for forty years.",
        "My father, who worked as an engineer for 30 years, inspired me.",
        "I was born in 1996 and raised by a teacher who taught for 25 years.",
        "Over the past 50 years, researchers have worked on this problem.",
        "The mission lasted two years longer than engineers planned.",
        "I was awarded a three-year fellowship by the NSF.",
        "I took classes for two years at a community college.",
        "My thesis work during my two-year master's program focused on batteries.",
        "I have been fascinated by robots for as long as ten years.",
        "For two years I struggled with an illness.",
        "I have led the debate club for two years.",
        "I ran a blog on AI for three years.",
        "The internship program has existed for ten years.",
        "The school lasts two weeks, and I would work hard.",
        "I can commit 2 weeks of full-time work in July 2026.",
        "In the last 2 years LLMs have become the main tool of engineers.",
        "Transformers, introduced in 2017, have dominated research since 2019.",
        "I have followed the work of your lab since 2021.",
        "I have known Prof. Ode for five years.",
        "I have used Python for 5 years.",
        "It takes a researcher ten years to master this.",
        "The lab's internship lasts for 3 months, and I hope to join.",
        "I hope that within 5 years of working I will be a leader.",
        "I read a 2019 paper by researchers who spent 3 years on it.",
        "I am 19 years old and work at a café.",
        "My dream since 2015 has been to become a scientist.",
        "The school has taught students since 2019.",
        "I dedicated three months to preparing for the exam at work.",
    ];
    for letter in letters {
        let out = measure_on(letter, date(2018, 5, 1));
        assert_eq!(out.values, [None], "{letter}: {:?}", out.evidence);
    }
}

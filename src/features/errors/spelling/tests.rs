use super::super::check_marked;

#[test]
fn misspelt_words_and_what_they_should_be() {
    for (marked, right) in [
        ("The «schoo's» focus is broad.", "school's"),
        ("They operate «differentlly» here.", "differently"),
        ("Models like «Transformeers» are large.", "Transformers"),
        ("I «recieved» it.", "received"),
        ("It is a «compaany» with two offices.", "company"),
        ("We want «robusst» models.", "robust"),
        ("I work in an «enviroment» like this.", "environment"),
        ("«Becuase» it rained, we left.", "Because"),
        ("That is «alot» of work.", "a lot"),
        ("I «dont» know.", "don't"),
        ("He found it «interresting» to read.", "interesting"),
        ("Her «Amrican» friends came along.", ""),
        ("The «acomodation» was cheap.", "accommodation"),
        ("We meet «socity's» needs.", "society's"),
        ("A GOOD «EDUCATOIN» FOR ALL.", "EDUCATION"),
    ] {
        let found = check_marked(marked, "spelling");
        if !right.is_empty() {
            assert_eq!(found[0].suggestion.as_deref(), Some(right), "{marked}");
        }
    }
}

#[test]
fn right_words_names_and_terms_pass() {
    for good in [
        "I analyse and analyze colour and color at the centre or center of the programme.",
        "Skoltech and Yandex run SMILES-2025 with LLMs, SNNs, PyTorch and scikit-learn.",
        "We use backpropagation, hyperparameters, neuroplasticity, adaptivity and pre- and post-processing.",
        "Write to me at ann@example.org or see https://example.org/lettter and [namme].",
        "She used Informatica at Centrica and a Mantri scheme, with some things from day to night.",
        "My supervisor Thiago Oduyemi moved from Ulyanovsk to Lausanne.",
        "We study reinforce-\nment learning and self-\nsupervised models.",
        "As shown by (Wang and Liu, 2019) and Zhou et al., x = foo(bar) holds.",
        "I do n't think it ca n't be done .",
        "The naïve approach of O'Brien's café isn't Müller's.",
        "The Zorbel method: zorbel units make a zorbel net of zorbel size, and zorbel rules.",
        "Min-kyung trained GANITE on ctc-XES data (Appl. Microb. 83) with simplify(cid:173) ing steps.",
        r"We use the \textbf{A}nnotations and the \textbf{D}iffusion for the good of all.",
        "Each gaida is a bagpipe, and no gaida is like another.",
        "An ad hoc study in vivo, ex vivo and ab initio against the status quo, de facto by Universidad de San Marcos.",
    ] {
        check_marked(good, "spelling");
    }
}

#[test]
fn lower_case_names_are_matters_of_capitals() {
    let found = check_marked("I learned «english» and «russian» on «monday».", "capitalisation");
    assert_eq!(found[0].suggestion.as_deref(), Some("English"));
    check_marked("My friend and «i» agree. «it» works.", "capitalisation");
    check_marked("For the i-th item w.r.t. the list, i.e. this one, we may march in may.", "capitalisation");
}

#[test]
fn capitals_inside_a_sentence() {
    check_marked(
        "Likewise, «The» theory is also limited, «And» so are we, as I said, because it rains.",
        "capitalisation",
    );
    check_marked("He read The economist and went to The Hague, And Now for Something.", "capitalisation");
    check_marked("Dear all, We hope that you are well and happy. «is» it right?", "capitalisation");
}

#[test]
fn doubled_words() {
    check_marked("I saw «the the» cat, and she had had that that we wanted very very much.", "repetition");
}

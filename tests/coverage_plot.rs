//! The plot of the coverage formula in `docs/` is drawn from the formula itself (`SHORTLIST_UPDATE=1` renews it).

use shortlist::features::coverage_table;
use std::fmt::Write;

/// Concepts along the x axis.
const MOST: usize = 10;

fn draw() -> String {
    let (left, top, wide, high) = (50.0, 20.0, 420.0, 240.0);
    let x = |n: usize| left + wide * n as f64 / MOST as f64;
    let y = |v: f64| top + high * (1.0 - v);
    let mut svg = String::from(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 620 310\" font-family=\"sans-serif\" font-size=\"12\">\n<rect width=\"620\" height=\"310\" fill=\"white\"/>\n",
    );
    for step in 0..=5 {
        let v = step as f64 / 5.0;
        writeln!(svg, "<line x1=\"{left}\" x2=\"{}\" y1=\"{:.1}\" y2=\"{:.1}\" stroke=\"#ddd\"/><text x=\"20\" y=\"{:.1}\">{v:.1}</text>", left + wide, y(v), y(v), y(v) + 4.0).unwrap();
    }
    for n in (0..=MOST).step_by(2) {
        writeln!(svg, "<text x=\"{:.1}\" y=\"278\" text-anchor=\"middle\">{n}</text>", x(n)).unwrap();
    }
    let table = coverage_table(MOST);
    for (index, (name, colour)) in
        [("worked on", "#1b6ca8"), ("mentioned", "#d1701f"), ("wished for", "#5a8f3c")].iter().enumerate()
    {
        let points: Vec<String> =
            table.iter().map(|(n, values)| format!("{:.1},{:.1}", x(*n), y(values[index]))).collect();
        let last = table.last().unwrap().1[index];
        writeln!(
            svg,
            "<polyline fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\" points=\"{}\"/>",
            points.join(" ")
        )
        .unwrap();
        writeln!(svg, "<text x=\"{}\" y=\"{:.1}\" fill=\"{colour}\">{name}</text>", left + wide + 8.0, y(last) + 4.0)
            .unwrap();
    }
    svg.push_str("<text x=\"260\" y=\"300\" text-anchor=\"middle\">distinct concepts, each in a sentence of its own</text>\n<text x=\"20\" y=\"12\">coverage</text>\n</svg>\n");
    svg
}

#[test]
fn the_plot_is_that_of_the_formula() {
    let drawn = draw();
    if std::env::var_os("SHORTLIST_UPDATE").is_some() {
        std::fs::write("docs/coverage.svg", &drawn).unwrap();
    }
    assert_eq!(
        std::fs::read_to_string("docs/coverage.svg").unwrap_or_default(),
        drawn,
        "SHORTLIST_UPDATE=1 renews docs/coverage.svg"
    );
}

#[test]
fn coverage_rises_with_concepts_and_with_what_was_done() {
    let table = coverage_table(30);
    for pair in table.windows(2) {
        assert!((0..3).all(|i| pair[0].1[i] <= pair[1].1[i]), "{pair:?}");
    }
    assert!(
        table.iter().all(|(_, [done, mention, wish])| done >= mention && mention >= wish && (0.0..=1.0).contains(done))
    );
}

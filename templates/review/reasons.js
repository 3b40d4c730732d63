// The score as the sum that it is: a bar per contribution, each beginning where the one before it ended.

/** The reasons of a person, the strongest first: `{column, amount, phrase, value, isStated}`. A column has one, or two where the model
 * pays for a value being stated, too. */
function contributions(person) {
  const all = person.sum.flatMap(([amount, value, phrase, stated, words], at) => {
    const column = data.places[at];
    const much = { column, amount: amount - (stated ?? 0), value, phrase };
    return words ? [much, { column, amount: stated, value, phrase: words, isStated: true }] : [much];
  });
  return all.sort((a, b) => Math.abs(b.amount) - Math.abs(a.amount) || a.column - b.column);
}

/** The two strongest reasons, in words. */
const shortly = (person) =>
  contributions(person).slice(0, 2).map((c) => `${visible(c.phrase)} ${signed(c.amount)}`).join("; ");

/** A bar from `from` to `to` on an axis from `low` to `high`. */
function bar(from, to, low, high, kind) {
  const share = (x) => ((x - low) / (high - low)) * 100;
  const fill = el("span", { class: `fill ${kind}` });
  fill.style.left = `${share(Math.min(from, to))}%`;
  fill.style.width = `${Math.max(0.4, Math.abs(share(to) - share(from)))}%`;
  const nought = el("span", { class: "nought" });
  nought.style.left = `${share(0)}%`;
  return el("span", { class: "bar", "aria-hidden": "true" }, nought, fill);
}

/** Text of the program's help: words between backticks are as they are. */
const plainly = (text) => visible(text.replaceAll("`", ""));

/** What a contribution is about: what its column measures and how that misleads, and the passages behind it. */
function passages(column) {
  const MOST = 12;
  const { measures, misleads } = data.columns[column];
  const found = opened.e.filter((e) => e[0] === column);
  const items = found.slice(0, MOST).map((e) => {
    const words = quote(opened, e[1], e[2], isBlind());
    return el("li", {}, words ? el("q", {}, words) : "", ` ${meaning(e)}`);
  });
  if (found.length > MOST) items.push(el("li", {}, `and ${found.length - MOST} more`));
  return el("div", { class: "about" },
    items.length ? el("ul", { class: "passages" }, ...items) : "",
    measures ? el("p", {}, el("strong", {}, "What it measures: "), plainly(measures)) : "",
    misleads ? el("p", {}, el("strong", {}, "How it misleads: "), plainly(misleads)) : "");
}

function reasonsOf(person) {
  const all = contributions(person);
  const steps = [0, person.base];
  for (const c of all) steps.push(steps.at(-1) + c.amount);
  const margin = (Math.max(...steps) - Math.min(...steps)) * 0.02 || 1;
  const [low, high] = [Math.min(...steps) - margin, Math.max(...steps) + margin];
  const row = (name, from, to, kind, amount) => [
    el("span", { class: "phrase" }, name),
    bar(from, to, low, high, kind),
    el("span", { class: "amount" }, signed(amount)),
  ];
  const items = all.map((c, at) => {
    const [from, to] = [steps[at + 1], steps[at + 2]];
    const cells = row(visible(c.phrase), from, to, c.amount < 0 ? "less" : "more", c.amount);
    const isOpen = brought === c.column && !c.isStated;
    const button = el("button", { type: "button", class: "step", "data-column": String(c.column), "aria-expanded": String(isOpen) }, ...cells);
    return el("li", { "data-amount": String(c.amount) }, button, isOpen ? passages(c.column) : "");
  });
  const base = el("li", { "data-amount": String(person.base) },
    el("div", { class: "step" }, ...row("where every score starts: a letter with average values", 0, person.base, "base", person.base)));
  const total = el("li", { class: "total", "data-total": String(person.logOdds) },
    el("div", { class: "step" }, ...row(`together: a score of ${person.score.toFixed(3)}`, 0, person.logOdds, "base", person.logOdds)));
  const LOG_ODDS = "The model adds in log-odds: 0 is a score of 0.5, +1 of 0.73, +2 of 0.88, −1 of 0.27.";
  const COVERAGE = topicWords(all);
  return el(
    "section",
    { class: "reasons" },
    el("h3", {}, "Why this score"),
    el("p", { class: "small" }, `Each bar begins where the one before it ends; together they make the score. The figures are `, term("log-odds", LOG_ODDS), ". Choose a reason to see its passages and what it measures."),
    el("ol", { class: "sum" }, base, ...items, total),
    COVERAGE ? el("p", { class: "small" }, COVERAGE) : "",
  );
}

/** What the words for topics mean, where a reason uses them. */
function topicWords(all) {
  const words = all.filter((c) => data.columns[c.column].group === "topic").map((c) => c.phrase).join(" ");
  const MEANINGS = [
    ["not addressed", /\bnot addressed\b/, "nothing is said of the topic"],
    ["touched", /\btouched\b/, "one idea of the topic is mentioned"],
    ["covered in depth", /\bcovered in depth\b/, "several ideas were worked with"],
    ["covered", /\bcovered\b(?! in depth)/, "an idea was worked with, or several are mentioned"],
  ];
  const used = MEANINGS.filter(([, pattern]) => pattern.test(words)).map(([word, , meaning]) => `${word}: ${meaning}`);
  return used.length ? `Topics, from 0 to 1. ${used.join("; ")}.` : "";
}

// The score as the sum that it is: a bar per contribution, each beginning where the one before it ended.

/** The contributions of a person, the strongest first: `{column, amount, phrase, value}`. */
function contributions(person) {
  const all = person.sum.map(([amount, value, phrase], at) => ({ column: data.places[at], amount, value, phrase }));
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

/** The passages behind a contribution, as a list. */
function passages(column) {
  const MOST = 12;
  const found = opened.e.filter((e) => e[0] === column);
  const items = found.slice(0, MOST).map((e) => {
    const words = quote(opened, e[1], e[2], isBlind());
    return el("li", {}, words ? el("q", {}, words) : "", ` ${meaning(e)}`);
  });
  if (found.length > MOST) items.push(el("li", {}, `and ${found.length - MOST} more`));
  return el("ul", { class: "passages" }, ...items);
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
    const kind = c.amount < 0 ? "less" : "more";
    const found = opened.e.some((e) => e[0] === c.column);
    const cells = row(visible(c.phrase), from, to, kind, c.amount);
    const item = el("li", { "data-amount": String(c.amount) });
    if (found) {
      const pressed = String(brought === c.column);
      item.append(el("button", { type: "button", class: "step", "data-column": String(c.column), "aria-pressed": pressed }, ...cells));
      if (brought === c.column) item.append(passages(c.column));
    } else {
      item.append(el("div", { class: "step" }, ...cells));
    }
    return item;
  });
  const base = el("li", { "data-amount": String(person.base) },
    el("div", { class: "step" }, ...row("base: a letter that is average in everything", 0, person.base, "base", person.base)));
  const total = el("li", { class: "total", "data-total": String(person.logOdds) },
    el("div", { class: "step" }, ...row(`log-odds, which is a score of ${person.score.toFixed(3)}`, 0, person.logOdds, "base", person.logOdds)));
  return el(
    "section",
    { class: "reasons" },
    el("h3", {}, "Why this score"),
    el("p", { class: "small" }, `Each bar begins where the one before it ends; together they are the log-odds of “${visible(data.positive)}”. Choose a reason to see its passages.`),
    el("ol", { class: "sum" }, base, ...items, total),
  );
}

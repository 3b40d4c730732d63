// The list: which applicants are shown, in which order.

/** The applicants shown, in order. */
let shown = [];

/** A row per applicant, made once. */
let rows = [];

/** What search sees of each letter, or the promise of it; made soon after the page is open, and again when the blind
 * switch is turned. */
let searched = null;

const isScored = (person) => person.at < data.ranked.length;

/** Orders of reading. Where they differ, `key` is compared, then the place in the ranking. */
const ORDERS = {
  rank: ["by rank", (person) => person.at],
  random: ["random", (person) => hashOf(`${$("seed").value}\n${person.id}`)],
  uncertain: ["most uncertain first", (person) => (isScored(person) ? Math.abs(person.logOdds) : Infinity)],
  assigned: ["as assigned", (person) => assignedTo($("reader").value).get(person.id)?.order ?? Infinity],
  row: ["as in the table", (person) => person.row],
};

/** Orders that would tell the score. */
const tells = (order) => !["random", "row", "assigned"].includes(order);

/** The letters of a reviewer by id; every reviewer's where none is chosen. */
function assignedTo(reviewer) {
  return new Map(data.assignment.filter((a) => a.reviewer === reviewer).map((a) => [a.id, a]));
}

function keyOf(order) {
  if (ORDERS[order]) return ORDERS[order][1];
  const at = Number(order.slice("column:".length));
  return (person) => (isScored(person) ? -(person.sum[at][1] ?? -Infinity) : Infinity);
}

function fillOrders() {
  const options = Object.entries(ORDERS)
    .filter(([name]) => name !== "assigned" || data.assignment.length)
    .map(([name, [words]]) => el("option", { value: name }, words));
  const measured = data.places.map((column, at) => el("option", { value: `column:${at}` }, visible(data.columns[column].title)));
  $("order").replaceChildren(...options, el("optgroup", { label: "most of" }, ...measured));
}

function fillFilters() {
  const sides = { in: "above the line", tie: "tied at the line", waitlist: "on the waitlist", out: "below the line" };
  const found = Object.entries(sides).filter(([side]) => data.ranked.some((person) => person.side === side));
  const others = [...new Set(data.ranked.map((person) => person.side))].filter((side) => side && !sides[side]).sort();
  const options = [["", "all"], ...found, ...others.map((side) => [side, side])];
  if (data.unscored.length) options.push(["unscored", "not scored"]);
  $("side").replaceChildren(...options.map(([value, words]) => el("option", { value }, visible(words))));
  const flags = [...new Set(people.flatMap((person) => person.flags))].sort();
  $("flag").replaceChildren(
    ...["", ...flags].map((flag) => el("option", { value: flag }, flag ? visible(flag).replaceAll("_", " ") : "all")),
  );
  $("flag-label").hidden = !flags.length;
  fillPlan();
  fillGroups();
  const reviewers = [...new Set(data.assignment.map((a) => a.reviewer))].sort();
  $("reader").replaceChildren(
    ...(data.reviewer ? [] : [el("option", { value: "" }, "everybody")]),
    ...reviewers.map((name) => el("option", { value: name }, visible(name))),
  );
  $("reader-label").hidden = reviewers.length < 2;
  if (data.reviewer) $("reader").value = data.reviewer;
}

/** The bands of the reading plan, where the list has one. */
function fillPlan() {
  const words = { "must read": "must be read in full", "random check": "drawn by lot: in full", clear: "a short look" };
  const found = Object.entries(words).filter(([band]) => people.some((person) => person.band === band));
  $("band").replaceChildren(...[["", "all"], ...found].map(([value, text]) => el("option", { value }, text)));
  $("band-label").hidden = !found.length;
}

/** The group of a person, where places are reserved for groups. */
const groupNameOf = (person) => (data.group === null ? "" : person.passthrough[data.group] ?? "");

/** The groups that places are reserved for. A blind reader can't choose by them. */
function fillGroups() {
  if (data.group === null) return;
  const groups = [...new Set(people.map(groupNameOf))].sort();
  $("group-name").textContent = visible(data.passthrough[data.group]);
  const options = groups.map((group) => el("option", { value: `=${group}` }, group ? visible(group) : "(none)"));
  $("group").replaceChildren(el("option", { value: "" }, "all"), ...options);
  onBlind();
}

function onBlind() {
  $("group-label").hidden = isBlind() || data.group === null;
  if (isBlind()) $("group").value = "";
}

/** What a row says. */
function fillRow(row, person) {
  const label = labelOf(person);
  const hidden = isHidden(person);
  const parts = [el("bdi", { class: "id" }, nameOf(person))];
  if (!isScored(person)) parts.push(el("span", { class: "side" }, "not scored"));
  else if (!hidden) {
    parts.unshift(el("span", { class: "place" }, String(person.rank)));
    parts.push(el("span", { class: "score" }, person.score.toFixed(3)), el("span", { class: `side ${person.side}` }, person.side));
  }
  if (label || noteOf(person)) {
    parts.push(el("span", { class: "label" }, label ? (label.length > 1 ? label : `grade ${label}`) : "note"));
  }
  const why = isScored(person) ? (hidden ? "" : shortly(person)) : visible(person.reason ?? "");
  row.firstChild.replaceChildren(el("span", { class: "line" }, ...parts), ...(why ? [el("span", { class: "why" }, why)] : []));
}

function makeRows() {
  rows = people.map((person) => {
    const button = el("button", { type: "button", class: "go", "data-person": String(person.at) });
    button.tabIndex = -1;
    return el("li", {}, button);
  });
}

const fillRows = () => people.forEach((person) => fillRow(rows[person.at], person));

/** Marks the row of the open letter; it is the one that Tab reaches. */
function markRow() {
  for (const row of document.querySelectorAll("#rows [aria-current], #rows [tabindex='0']")) {
    row.removeAttribute("aria-current");
    row.tabIndex = -1;
  }
  const person = current && shown.includes(current) ? current : null;
  if (person) {
    const button = rows[person.at].firstChild;
    button.setAttribute("aria-current", "true");
    button.scrollIntoView({ block: "nearest" });
  }
  const reach = person ?? shown[0];
  if (reach) rows[reach.at].firstChild.tabIndex = 0;
}

/** What search sees of each letter. */
function searchTexts() {
  searched ??= makeSearchTexts(isBlind());
  return searched;
}

async function makeSearchTexts(blind) {
  const texts = [];
  for (const person of people) {
    // Now and then the page gets a turn, so that keys are not kept waiting.
    if (person.at % data.block === 0) await new Promise((resume) => setTimeout(resume));
    const letter = await letterOf(person);
    const columns = blind ? [] : person.passthrough;
    texts.push([folded([nameOf(person), ...columns].join("\n")), letter ? searchable(letter, blind) : ""].join("\n"));
  }
  return texts;
}

/** Filters and orders anew. Of two calls the later one counts. */
let turn = 0;
async function list() {
  const mine = ++turn;
  const words = folded($("search").value).split(/\s+/).filter(Boolean);
  const texts = words.length ? await searchTexts() : null;
  if (mine !== turn) return;
  const [side, graded, flag, reader, band, group] = ["side", "graded", "flag", "reader", "band", "group"].map((id) => $(id).value);
  const own = reader ? assignedTo(reader) : null;
  shown = people.filter(
    (person) =>
      (!own || own.has(person.id)) &&
      (!side || (isScored(person) ? person.side : "unscored") === side) &&
      (!graded || (labelOf(person) !== "") === (graded === "yes")) &&
      (!flag || person.flags.includes(flag)) &&
      (!band || person.band === band) &&
      (!group || groupNameOf(person) === group.slice(1)) &&
      (!texts || words.every((word) => texts[person.at].includes(word))),
  );
  const key = keyOf($("order").value);
  const keys = new Map(shown.map((person) => [person, key(person)]));
  shown.sort((a, b) => (keys.get(a) < keys.get(b) ? -1 : keys.get(a) > keys.get(b) ? 1 : a.at - b.at));
  $("seed-label").hidden = $("order").value !== "random";
  $("rows").replaceChildren(...shown.map((person) => rows[person.at]));
  $("count").textContent = shown.length === people.length ? `${people.length} letters` : `${shown.length} of ${people.length} letters`;
  markRow();
}

function drawProgress() {
  const own = $("reader").value ? assignedTo($("reader").value) : null;
  const asked = own ? people.filter((person) => own.has(person.id)) : people;
  const done = asked.filter((person) => labelOf(person)).length;
  $("progress").textContent = `${done} of ${asked.length} graded`;
}

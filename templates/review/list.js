// The list: which applicants are shown, in which order.

/** The applicants shown, in order. */
let shown = [];

/** A row per applicant, made once. */
let rows = [];

/** What search sees of each letter, or the promise of it; made soon after the page is open, and again when the blind
 * switch is turned. */
let searched = null;

/** Orders of reading. Where they differ, `key` is compared, then the place in the ranking. */
const ORDERS = {
  rank: ["by rank", (person) => person.at],
  random: ["random", (person) => hashOf(`${$("seed").value}\n${person.code}`)],
  uncertain: ["most uncertain first", (person) => (isScored(person) ? Math.abs(person.logOdds) : Infinity)],
  assigned: ["as assigned", (person) => assignedTo($("reader").value).get(person.id)?.order ?? Infinity],
  row: ["as in the table", (person) => person.row],
  spread: ["most disagreed first", (person) => -spreadOn(person)],
};

/** Orders that would tell the score. */
const tells = (order) => !["random", "row", "assigned", "spread"].includes(order);

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
    .filter(([name]) => (name !== "assigned" || data.assignment.length) && name !== "spread")
    .map(([name, [words]]) => el("option", { value: name }, words));
  const measured = data.places.map((column, at) => el("option", { value: `column:${at}` }, visible(data.columns[column].title)));
  $("order").replaceChildren(...options, el("optgroup", { label: "most of" }, ...measured));
}

function fillFilters() {
  const sides = { in: "above the line", tie: "tied at the line", waitlist: "on the waitlist", out: "below the line", apart: "set apart (another language)" };
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
  hasBands = found.length > 0;
}
let hasBands = false;

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

/** What a row says; its parts have points between them, to the eye and to the ear. */
function fillRow(row, person) {
  const label = labelOf(person);
  const hidden = isHidden(person);
  const name = fullName(person);
  const parts = [el("bdi", { class: "id" }, nameOf(person))];
  if (name) parts.push(el("bdi", { class: "name" }, name));
  if (!isScored(person)) parts.push(el("span", { class: "side" }, "not scored"));
  else if (!hidden) {
    parts.unshift(el("span", { class: "place" }, rankOf(person)));
    parts.push(el("span", { class: "score" }, person.score.toFixed(3)));
    if (person.side) parts.push(el("span", { class: `side ${person.side}` }, person.side));
  }
  if (label || entryOf(person)) {
    const words = label ? (/^-?\d+$/.test(label) ? `grade ${label.replace("-", "−")}` : visible(label)) : noteOf(person) ? "note" : "tags";
    parts.push(el("span", { class: "label" }, words));
  } else if (skipped.has(person)) parts.push(el("span", { class: "side" }, "skipped"));
  if ($("meeting").checked && spreadOn(person)) {
    parts.push(el("span", { class: "side" }, votesOn(person).map((vote) => visible(vote.label)).filter(Boolean).join(" / ")));
  }
  // The grade has a ground of its own; its point is for the ear alone.
  const between = (part) => el("span", { class: part.matches(".label") ? "unseen" : "point" }, " · ");
  const line = parts.flatMap((part, at) => (at ? [between(part), part] : [part]));
  const why = isScored(person) ? (hidden ? "" : shortly(person)) : coded(person.reason);
  row.firstChild.replaceChildren(el("span", { class: "line" }, ...line), ...(why ? [el("span", { class: "why" }, why)] : []));
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
    const columns = blind ? [person.code] : [person.id, person.code, ...person.passthrough];
    texts.push([folded(columns.join("\n")), letter ? searchable(letter, blind) : ""].join("\n"));
  }
  return texts;
}

/** Filters and orders again. Of two calls the later one counts. */
let turn = 0;
async function list() {
  const mine = ++turn;
  const words = folded($("search").value).split(/\s+/).filter(Boolean);
  const texts = words.length ? await searchTexts() : null;
  if (mine !== turn) return;
  const [side, graded, flag, reader, band, group, tag] = ["side", "graded", "flag", "reader", "band", "group", "tag"].map((id) => $(id).value);
  const meeting = $("meeting").checked;
  const own = reader ? assignedTo(reader) : null;
  shown = people.filter(
    (person) =>
      (!own || own.has(person.id)) &&
      (!side || (isScored(person) ? person.side : "unscored") === side) &&
      (!graded || (labelOf(person) !== "") === (graded === "yes")) &&
      (!tag || tagsOf(person).includes(tag)) &&
      (!meeting || spreadOn(person) > 0) &&
      (!flag || person.flags.includes(flag)) &&
      (!band || person.band === band) &&
      (!group || groupNameOf(person) === group.slice(1)) &&
      (!texts || words.every((word) => texts[person.at].includes(word))),
  );
  const key = keyOf(meeting ? "spread" : $("order").value);
  const keys = new Map(shown.map((person) => [person, key(person)]));
  shown.sort((a, b) => (keys.get(a) < keys.get(b) ? -1 : keys.get(a) > keys.get(b) ? 1 : a.at - b.at));
  $("seed-label").hidden = $("order").value !== "random";
  $("rows").replaceChildren(...shown.map((person) => rows[person.at]));
  const all = many(people.length, "letter");
  const count = shown.length === people.length ? all : `${counted(shown.length)} of ${all}`;
  $("count").textContent = meeting ? `reviewers disagree on ${count}` : count;
  markRow();
}

/** The letters that this reviewer is asked to grade. */
function asked() {
  const own = $("reader").value ? assignedTo($("reader").value) : null;
  return own ? people.filter((person) => own.has(person.id)) : people;
}

function drawProgress() {
  const all = asked();
  const done = all.filter((person) => labelOf(person)).length;
  const left = timeLeft(all.length - done);
  $("progress").textContent = `${counted(done)} of ${counted(all.length)} graded${left ? `, ${left}` : ""}`;
  $("bar").max = Math.max(1, all.length);
  $("bar").value = done;
}

/** The tags to choose from. */
function fillTags() {
  const [tags, chosen] = [tagsInUse(), $("tag").value];
  $("tag").replaceChildren(...["", ...tags].map((tag) => el("option", { value: tag }, tag ? visible(tag) : "all")));
  $("tag").value = tags.includes(chosen) ? chosen : "";
  $("tag-label").hidden = !tags.length;
}

/** The warnings of the run: one line that unfolds. A blind reader sees codes in place of ids. */
function fillWarnings() {
  const lines = data.warnings.map(([byId, byCode]) => coded(isBlind() ? byCode : byId));
  $("warnings").hidden = !lines.length || closedWarnings;
  $("warnings-head").textContent = lines.length > 1 ? `${many(lines.length, "warning")}: ${lines[0]}` : lines[0] ?? "";
  $("warnings-list").replaceChildren(...lines.map((line) => el("li", {}, line)));
}
let closedWarnings = false;

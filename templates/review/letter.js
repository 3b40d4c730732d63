// The open letter: its text with the evidence in place, the grade, neighbours in rank.

/** The person whose letter is open, their letter, and the column whose evidence is brought out. */
let current = null;
let opened = null;
let brought = null;

/** Letters whose score was asked for, though scores are hidden. */
const revealed = new Set();

const isBlind = () => $("blind").checked;

/** Whether a person's score must not be seen yet. */
const isHidden = (person) => $("hide").checked && !labelOf(person) && !revealed.has(person.id);

/** How a person is called: an id that holds an e-mail address would say who they are. */
const nameOf = (person) => (isBlind() && person.id.includes("@") ? `row ${person.row}` : visible(person.id));

const groupOf = (evidence) => data.columns[evidence[0]].group;
const topicOf = (evidence) => data.topics.indexOf(evidence[0]) % 12;

/** What was found and does not count, by kind of evidence. */
const ASIDE = new Map([
  ["ignored", "set aside"],
  ["negated", "negated"],
  ["planned", "planned, not done"],
  ["asked_for", "asked for, not offered"],
  ["somebody_elses", "somebody else’s"],
]);

/** One line for a person about a piece of evidence. */
function meaning([column, start, end, kind, message, suggestion, value]) {
  const { title, group } = data.columns[column];
  const said = message ? visible(message) : "";
  if (group === "error") {
    const right = suggestion ? ` → ${visible(suggestion)}` : "";
    return `${kind}${said ? ": " + said : ""}${right}`;
  }
  const what = ASIDE.get(kind) ?? kind.replaceAll("_", " ");
  return `${visible(title)}: ${what}${value === null ? "" : ` (${value})`}${said ? ", " + said : ""}`;
}

/** A segment of the letter as a node. */
function segmentNode(segment) {
  const { start, end, evidence, starts, mask } = segment;
  const text = mask
    ? [el("span", { class: "mask" }, mask[0] === start ? `[${mask[2]}]` : "…")]
    : nodes(opened.t.slice(start, end));
  const shown = evidence.filter((e) => groupOf(e) !== "other" || e[0] === brought);
  if (!shown.length) return el("span", {}, ...text);
  const topics = shown.filter((e) => groupOf(e) === "topic").map(topicOf);
  const classes = new Set(shown.map((e) => (ASIDE.has(e[3]) ? `aside ${groupOf(e)}` : groupOf(e))));
  if (topics.length) classes.add(`t${topics[0]}`);
  const second = topics.find((topic) => topic !== topics[0]);
  if (second !== undefined) classes.add(`two u${second}`);
  if (shown.some((e) => e[0] === brought)) classes.add("brought");
  if (start === end) classes.add("gap");
  const mark = el("mark", { class: [...classes].join(" ") }, ...(start === end ? ["‸"] : text));
  mark.evidence = shown;
  mark.dataset.at = shown.map((e) => opened.e.indexOf(e)).join(" ");
  // Keyboard focus goes to errors, once each; what else is marked is listed under its reason.
  if (starts.some((e) => groupOf(e) === "error")) {
    mark.tabIndex = 0;
    mark.setAttribute("role", "button");
    mark.setAttribute("aria-describedby", "tip");
  }
  return mark;
}

function letterText() {
  const body = el("div", { class: "text", lang: "en", dir: "auto" });
  body.append(...segments(opened, opened.e, isBlind()).map(segmentNode));
  return body;
}

/** What the marks mean: the topics of this letter, experience, errors. */
function legend() {
  const counts = new Map();
  for (const e of opened.e) {
    if (groupOf(e) !== "other") counts.set(e[0], (counts.get(e[0]) ?? 0) + 1);
  }
  const chips = [...counts].map(([column, count]) => {
    const { title, group } = data.columns[column];
    const mark = group === "topic" ? `topic t${data.topics.indexOf(column) % 12}` : group;
    return el("li", {}, el("mark", { class: mark }, visible(title)), ` ${count}`);
  });
  return el("ul", { class: "legend", "aria-label": "What is marked" }, ...chips);
}

function gradePanel() {
  const scale = $("scale").value === "grade" ? ["1", "2", "3", "4", "5"] : ["accept", "reject"];
  const label = labelOf(current);
  const buttons = scale.map((value) =>
    el("button", { type: "button", class: "grade", "data-grade": value, "aria-pressed": String(label === value) }, value),
  );
  const note = el("textarea", { id: "note", rows: "2" });
  note.value = noteOf(current);
  return el(
    "section",
    { class: label || noteOf(current) ? "grades given" : "grades", "aria-label": "Your grade" },
    el("div", { role: "group", "aria-label": "Grade" }, ...buttons,
      el("button", { type: "button", class: "clear", "data-grade": "", disabled: !label }, "take back")),
    el("label", {}, "Note ", note),
  );
}

function neighbours() {
  const around = data.ranked.slice(Math.max(0, current.at - 2), current.at + 3);
  const items = around.map((person) => {
    const words = isHidden(person) ? nameOf(person) : `${person.rank}. ${nameOf(person)}, ${person.score.toFixed(3)}`;
    const button = el("button", { type: "button", class: "go", "data-person": String(person.at) }, words);
    if (person === current) button.setAttribute("aria-current", "true");
    return el("li", {}, button);
  });
  return el("section", {}, el("h3", {}, "Neighbours in rank"), el("ol", { class: "neighbours" }, ...items));
}

function otherColumns() {
  if (isBlind() || !data.passthrough.length) return undefined;
  const pairs = data.passthrough.flatMap((name, at) => [
    el("dt", {}, visible(name)),
    el("dd", {}, el("bdi", {}, visible(current.passthrough[at] ?? ""))),
  ]);
  return el("section", {}, el("h3", {}, "Other columns"), el("dl", { class: "columns" }, ...pairs));
}

/** What a flag rests on, as a list: words of the letter, or a line about the letter as a whole. */
function flagPassages(flag) {
  const [MOST, LONGEST] = [5, 160];
  const found = (opened?.f ?? []).filter((f) => f[0] === flag);
  const items = found.slice(0, MOST).map(([, start, end, message]) => {
    const words = start === null ? "" : quote(opened, start, end, isBlind());
    const shown = words.length > LONGEST ? `${words.slice(0, LONGEST)}…` : words;
    return el("li", {}, shown ? el("q", {}, shown) : "", ` ${visible(message)}`);
  });
  if (found.length > MOST) items.push(el("li", {}, `and ${found.length - MOST} more`));
  return items.length ? el("ul", { class: "passages" }, ...items) : "";
}

/** What people decided of somebody against the score. A reason may tell who it is, so a blind reader does without. */
function decided({ decision, reason }) {
  return `people decided: ${decision}${isBlind() ? " (their reason is covered while the page is blind)" : `, because: ${visible(reason)}`}`;
}

function heading() {
  const parts = [el("h2", {}, el("bdi", {}, nameOf(current)))];
  if (opened && !isHidden(current)) {
    const side = { in: "above the line", out: "below the line", tie: "tied at the line", waitlist: "on the waitlist" }[current.side] ?? current.side;
    const sure = current.interval ? ` (90 %: ${current.interval}${current.chance ? `; among the first with ${current.chance} chance` : ""})` : "";
    const words = `rank ${current.rank}${sure}, score ${current.score.toFixed(3)}${side ? `, ${side}` : ""}`;
    parts.push(el("p", { class: "rank" }, words));
    if (data.group !== null && !isBlind()) {
      const words = `${visible(data.passthrough[data.group])}: ${visible(groupNameOf(current)) || "(none)"}; places are reserved by this column`;
      parts.push(el("p", { class: "group" }, words));
    }
  }
  if (current.override && !isHidden(current)) parts.push(el("p", { class: "decided" }, decided(current.override)));
  // The band says how long to look, the reason could say what is expected.
  const why = isHidden(current) ? "" : `: ${visible(current.read ?? "")}`;
  if (current.band) parts.push(el("p", { class: "plan" }, `${current.band}${why}`));
  if (opened && isHidden(current)) {
    parts.push(el("button", { type: "button", id: "reveal" }, "Show the score (s)"));
  }
  const flags = current.flags.map((flag) => el("li", {}, visible(flag).replaceAll("_", " "), flagPassages(flag)));
  if (flags.length) parts.push(el("ul", { class: "flags", "aria-label": "Flags, which change no score" }, ...flags));
  return el("header", {}, el("button", { type: "button", id: "back" }, "← List"), ...parts);
}

/** Draws the open letter anew. */
function drawLetter() {
  const article = $("letter");
  if (!current) return;
  closeTip();
  if (!opened) {
    const why = el("p", { class: "notice" }, `Not scored: ${visible(current.reason ?? "the page holds no letter for this row")}`);
    article.replaceChildren(...[heading(), why, otherColumns()].filter(Boolean));
    return;
  }
  const reasons = isHidden(current)
    ? el("p", { class: "empty" }, "Rank, score and reasons appear when you have graded this letter.")
    : reasonsOf(current);
  const after = isHidden(current) ? [] : [neighbours()];
  const beside = [reasons, ...after, otherColumns()].filter(Boolean);
  article.replaceChildren(
    el("div", {}, heading(), gradePanel(), legend(), letterText()),
    el("div", { class: "side-by" }, ...beside),
  );
}

/** Opens a person's letter. */
async function open(person, { focus = true } = {}) {
  current = person;
  brought = null;
  const letter = await letterOf(person);
  if (current !== person) return;
  opened = letter;
  document.body.classList.add("reading");
  drawLetter();
  markRow();
  $("letter").setAttribute("aria-label", `Letter of ${nameOf(person)}`);
  if (focus) {
    $("letter").scrollTop = 0;
    $("letter").focus({ preventScroll: true });
    if (getComputedStyle($("list")).display === "none") scrollTo(0, 0);
  }
  write(settingsAs(), { ...read(settingsAs()), open: person.id });
}

/** Brings out the evidence of a column, or of none. */
function bring(column) {
  brought = brought === column ? null : column;
  drawLetter();
  document.querySelector("mark.brought")?.scrollIntoView({ block: "center" });
  document.querySelector(`.sum button[data-column="${column}"]`)?.focus({ preventScroll: true });
}

// Hints: what a mark means, under the pointer or the focus.

function openTip(mark) {
  const tip = $("tip");
  tip.replaceChildren(...mark.evidence.map((e) => el("p", {}, meaning(e))));
  tip.hidden = false;
  const box = mark.getClientRects()[0] ?? mark.getBoundingClientRect();
  const width = document.documentElement.clientWidth;
  tip.style.left = `${Math.max(4, Math.min(box.left, width - tip.offsetWidth - 4))}px`;
  const below = box.bottom + tip.offsetHeight + 6 < innerHeight;
  tip.style.top = `${below ? box.bottom + 2 : Math.max(2, box.top - tip.offsetHeight - 2)}px`;
}

function closeTip() {
  $("tip").hidden = true;
}

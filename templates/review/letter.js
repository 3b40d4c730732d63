// The open letter: its text with the evidence in place, the grade, neighbours in rank.

/** The person whose letter is open, their letter, and the column whose evidence is brought out. */
let current = null;
let opened = null;
let brought = null;

/** Letters whose score was asked for, though scores are hidden. */
const revealed = new Set();

const isBlind = () => $("blind").checked;

/** Whether a trial shows this reader the score before the grade: chance decides, for half of the letters, by code, reader and
 * seed, so that it stays so. */
function isDrawn(person) {
  let hash = 2166136261;
  for (const character of `${person.code}/${kept.reviewer || $("reader").value}/${data.seed}`) {
    hash = Math.imul(hash ^ character.codePointAt(0), 16777619);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x45d9f3b);
  return ((hash ^ (hash >>> 16)) & 1) === 1;
}

/** Whether scores are held back from this letter until it is graded. The one place that decides it. */
const holdsBack = (person) => isScored(person) && ($("trial").checked ? !isDrawn(person) : $("hide").checked);

/** Whether a person's score, and what would tell it, must not be seen yet. */
const isHidden = (person) => holdsBack(person) && !labelOf(person) && !revealed.has(person);

/** How a person is called: an id may say who they are, so that a blind reader sees a code made from it. */
const nameOf = (person) => (isBlind() ? person.code : visible(person.id));

/** The names of a person, from the columns that hold names; nothing for a blind reader. */
const fullName = (person) =>
  isBlind() ? "" : data.names.map((at) => visible(person.passthrough[at] ?? "").trim()).filter(Boolean).join(" ");

/** What the program says of a letter, with codes in place of ids for a blind reader: a second look, after `byCode`. */
function coded(text) {
  const said = visible(text ?? "");
  if (!isBlind()) return said;
  return said.replace(/[^\s,;:()“”"'<>]+/g, (word) => {
    const id = word.replace(/[.!?]+$/, "");
    const person = /^\d*$/.test(id) ? undefined : byId.get(id);
    return person ? person.code + word.slice(id.length) : word;
  });
}

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
function meaning([column, start, end, kind, message, suggestion, value, sureness, byCode]) {
  const { title, group } = data.columns[column];
  // What is said of covered words may repeat them.
  const isMasked = covered(opened, isBlind()).some(([from, to]) => from < end && to > start);
  const said = isMasked ? "" : coded((isBlind() && byCode) || message || "");
  if (group === "error") {
    const right = suggestion && !isMasked ? ` → ${visible(suggestion)}` : "";
    const doubt = sureness === "likely" ? " (likely)" : "";
    return `${kind}${said ? ": " + said : ""}${right}${doubt}`;
  }
  const what = ASIDE.get(kind) ?? kind.replaceAll("_", " ");
  return `${visible(title)}: ${what}${value === null || value === undefined ? "" : ` (${value})`}${said ? ", " + said : ""}`;
}

/** Whether a mark would tell the score that is held back: all of them do, but those of flags. */
const isCovered = (evidence) => isHidden(current) && groupOf(evidence) !== "flag";

/** A segment of the letter as a node. */
function segmentNode(segment) {
  const { start, end, evidence, starts, mask } = segment;
  const text = mask
    ? [el("span", { class: "mask" }, mask[0] === start ? `[${mask[2]}]` : "…")]
    : nodes(opened.t.slice(start, end));
  const shown = evidence.filter((e) => (groupOf(e) !== "other" || e[0] === brought) && !isCovered(e));
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
  // An application of several texts: each under its title.
  const parts = (opened.p ?? []).filter(([, start, end]) => end > start);
  for (const segment of segments(opened, opened.e, isBlind())) {
    const part = segment.end > segment.start && parts.find(([, start]) => start === segment.start);
    if (part) body.append(el("h3", { class: "part" }, visible(part[0])));
    body.append(segmentNode(segment));
  }
  return body;
}

/** How many marks of a column there are, in words that can't be taken for a rate. */
function countOf(column, count) {
  const { title, group } = data.columns[column];
  if (group === "error") return many(count, "error");
  if (group === "experience") return many(count, "statement of experience", "statements of experience");
  if (group === "flag") return many(count, "flagged passage");
  return visible(title);
}

/** What the marks mean: the topics of this letter, experience, errors. */
function legend() {
  const counts = new Map();
  for (const e of opened.e) {
    if (groupOf(e) !== "other" && !isCovered(e)) counts.set(e[0], (counts.get(e[0]) ?? 0) + 1);
  }
  if (!counts.size) return undefined;
  const chips = [...counts].map(([column, count]) => {
    const { group } = data.columns[column];
    const mark = group === "topic" ? `topic t${data.topics.indexOf(column) % 12}` : group;
    const passages = group === "topic" ? `: ${many(count, "passage")}` : "";
    return el("li", {}, el("mark", { class: mark }, countOf(column, count)), passages);
  });
  return el("ul", { class: "legend", "aria-label": "What is marked" }, ...chips);
}

/** What the others wrote, in a meeting. */
function votes() {
  if (!$("meeting").checked) return undefined;
  const all = votesOn(current);
  if (!all.length) return el("p", { class: "empty" }, "No reviewer has said anything about this letter.");
  const rows = all.map(({ reviewer, label, note, tags }) =>
    el("li", {}, el("strong", {}, visible(reviewer)), " ", el("span", { class: "label" }, label ? visible(label) : "no grade"),
      tags.length ? ` ${tags.map(visible).join(", ")}` : "", note ? el("p", {}, coded(note)) : ""));
  return el("section", { class: "votes" }, el("h3", {}, "What reviewers say"), el("ul", {}, ...rows));
}

function gradePanel() {
  const { values, words, keys } = scaleInUse();
  const label = labelOf(current);
  const buttons = values.map((value, at) =>
    el("button", { type: "button", class: "grade", "data-grade": value, "aria-pressed": String(label === value), "aria-keyshortcuts": keys[at] },
      visible(value.replace(/^-/, "−")), words[at] ? el("span", { class: "means" }, ` ${words[at]}`) : ""));
  if (label && !values.includes(label)) {
    buttons.push(el("button", { type: "button", class: "grade", "data-grade": label, "aria-pressed": "true" }, visible(label)));
  }
  const note = el("textarea", { id: "note", rows: "2" });
  note.value = noteOf(current);
  const tags = el("input", { id: "tags", type: "text", list: "known-tags", autocomplete: "off" });
  tags.value = tagsOf(current).join(", ");
  const known = el("datalist", { id: "known-tags" }, ...tagsInUse().map((tag) => el("option", { value: tag })));
  const next = people.length < 2 ? [] : [
    ["back", "Back", "b"], ["skip", "Skip", "w"], ["next", "Next ungraded", "u"],
    ...(hasOthers() ? [["disagreement", "Next disagreement", "d"]] : []),
  ];
  const moves = next.map(([id, words, key]) =>
    el("button", { type: "button", class: "move", "data-move": id, "aria-keyshortcuts": key }, words, " ", el("kbd", { "aria-hidden": "true" }, key)));
  return el(
    "section",
    { class: entryOf(current) ? "grades given" : "grades", "aria-label": "Your grade" },
    el("div", { role: "group", "aria-label": "Grade" }, ...buttons,
      el("button", { type: "button", class: "clear", "data-grade": "", disabled: !label }, "Take back")),
    el("div", { class: "said" }, el("label", {}, "Note ", note), el("label", {}, "Tags ", tags), known),
    el("div", { role: "group", "aria-label": "Go on", class: "moves" }, ...moves),
  );
}

function neighbours() {
  const around = data.ranked.slice(Math.max(0, current.at - 2), current.at + 3);
  const items = around.map((person) => {
    const words = isHidden(person) ? nameOf(person) : `${rankOf(person)}. ${nameOf(person)}, ${person.score.toFixed(3)}`;
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
  const items = found.slice(0, MOST).map(([, start, end, message, byCode]) => {
    const words = start === null ? "" : quote(opened, start, end, isBlind());
    const shown = words.length > LONGEST ? `${words.slice(0, LONGEST)}…` : words;
    return el("li", {}, shown ? el("q", {}, shown) : "", ` ${start !== null && covered(opened, isBlind()).some(([from, to]) => from < end && to > start) ? "" : coded((isBlind() && byCode) || message)}`);
  });
  if (found.length > MOST) items.push(el("li", {}, `and ${found.length - MOST} more`));
  return items.length ? el("ul", { class: "passages" }, ...items) : "";
}

/** What people decided of somebody against the score. A reason may tell who it is, so a blind reader does without. */
function decided({ decision, reason }) {
  return `people decided: ${decision}${isBlind() ? " (their reason is covered while the page is blind)" : `, because: ${visible(reason)}`}`;
}

/** The rank and the score with what they mean, a word of it at the pointer or the keyboard. */
function standing() {
  const side = { in: "above the line", out: "below the line", tie: "tied at the line", waitlist: "on the waitlist", apart: "set apart: in another language" }[current.side] ?? current.side;
  const parts = [current.rank === null ? "no rank" : `rank ${rankOf(current)}`];
  if (current.interval) {
    const chance = current.chance ? `; among the first with ${current.chance} chance` : "";
    parts.push(" (", term("90 %", "With other labels of the same kind, the rank would be within these nine times out of ten."), `: ${current.interval}${chance})`);
  }
  parts.push(", ", term("score", SCORE()), ` ${current.score.toFixed(3)}${side ? `, ${visible(side)}` : ""}`);
  return el("p", { class: "rank" }, ...parts);
}

function heading() {
  const name = fullName(current);
  const parts = [el("h2", {}, el("bdi", {}, nameOf(current))), name ? el("p", { class: "name" }, el("bdi", {}, name)) : ""];
  const hidden = isHidden(current);
  if (opened && !hidden) {
    parts.push(standing());
    if (data.group !== null && !isBlind()) {
      const words = `${visible(data.passthrough[data.group])}: ${visible(groupNameOf(current)) || "(none)"}; places are reserved by this column`;
      parts.push(el("p", { class: "group" }, words));
    }
  }
  if (current.override && !hidden) parts.push(el("p", { class: "decided" }, decided(current.override)));
  // The band says how sure the score is, so it is held back with the score.
  if (current.band && !hidden) parts.push(el("p", { class: "plan" }, `${current.band}: ${coded(current.read)}`));
  if (opened && hidden) parts.push(el("button", { type: "button", id: "reveal" }, "Show the score ", el("kbd", { "aria-hidden": "true" }, "s")));
  const flags = current.flags.map((flag) => el("li", {}, visible(flag).replaceAll("_", " "), flagPassages(flag)));
  if (flags.length) parts.push(el("ul", { class: "flags", "aria-label": "Flags, which change no score" }, ...flags));
  return el("header", {}, el("button", { type: "button", id: "back" }, "← List"), ...parts);
}

/** Draws the open letter again. */
function drawLetter() {
  const article = $("letter");
  if (!current) return;
  closeTip();
  if (!opened) {
    const damaged = "this page holds no letter for this row, or is damaged: copy the file again, or open it from where it came";
    const why = el("p", { class: "notice" }, isScored(current) ? damaged : `Not scored: ${coded(current.reason ?? damaged)}`);
    article.replaceChildren(...[heading(), why, otherColumns()].filter(Boolean));
    return;
  }
  const reasons = isHidden(current)
    ? el("p", { class: "empty" }, "Rank, score, reasons and what is marked in the letter appear when you have graded it.")
    : reasonsOf(current);
  const after = isHidden(current) ? [] : [neighbours()];
  const beside = [reasons, ...after, otherColumns()].filter(Boolean);
  article.replaceChildren(
    el("div", {}, ...[heading(), gradePanel(), votes(), legend(), letterText()].filter(Boolean)),
    el("div", { class: "side-by" }, ...beside),
  );
}

/** The letters that were open before this one, the latest last. */
const trail = [];

/** Opens a person's letter. */
async function open(person, { focus = true, back = false } = {}) {
  if (current && current !== person && !back) trail.push(current);
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
  write(SETTINGS, { ...read(SETTINGS), open: person.code });
}

/** Brings out the evidence of a column, or of none. */
function bring(column) {
  brought = brought === column ? null : column;
  drawLetter();
  document.querySelector("mark.brought")?.scrollIntoView({ block: "center" });
  document.querySelector(`.sum button[data-column="${column}"]`)?.focus({ preventScroll: true });
}

// Hints: what a mark means, under the pointer or the focus.

const SCORE = () => `From 0 to 1: how likely people were to say “${visible(data.label.positive)}” of letters like this one. It orders reading.`;

/** A word with its explanation, at the pointer and at the keyboard's focus. */
const term = (words, explanation) => el("button", { type: "button", class: "term", "data-tip": explanation, "aria-describedby": "tip" }, words);

function openTip(mark) {
  const tip = $("tip");
  tip.replaceChildren(...(mark.dataset.tip ? [mark.dataset.tip] : mark.evidence.map(meaning)).map((line) => el("p", {}, line)));
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

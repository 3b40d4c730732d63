// Grades, notes and tags: what they may be, and how they are kept in this browser.
//
// A grade belongs to an applicant's letter, not to a run: it is kept under the applicant's code and the letter's
// fingerprint. A page made again finds it again; a letter of another season under the same id does not.

/** Scales: values, what each means, and the key of each. */
const SCALES = {
  "1-5": { name: "1–5", values: ["1", "2", "3", "4", "5"], words: ["no", "rather no", "unsure", "rather yes", "yes"], keys: "12345" },
  "-1-1": { name: "−1 / 0 / 1", values: ["-1", "0", "1"], words: ["no", "unsure", "yes"], keys: "-0+" },
  "yes-no": { name: "yes / no", values: ["yes", "no"], words: ["", ""], keys: "yn" },
  "accept-reject": { name: "accept / reject", values: ["accept", "reject"], words: ["", ""], keys: "ar" },
};

/** Adds a scale of these values, unless there is one; gives its name. */
function addScale(values, name) {
  const known = Object.entries(SCALES).find(([, scale]) => scale.values.join("\n") === values.join("\n"));
  if (known) return known[0];
  const digits = values.every((value) => /^\d$|^10$/.test(value));
  const keys = values.map((value, at) => (digits ? (value === "10" ? "x" : value) : String(at + 1))).join("");
  const words = values.map((value, at) => (!digits ? "" : at === 0 ? "no" : at === values.length - 1 ? "yes" : ""));
  SCALES[name] = { name: values.length > 3 ? `${values[0]}–${values.at(-1)}` : values.join(" / "), values, words, keys };
  return name;
}

/** The scale of the labels that the model learnt from. */
function scaleOfModel() {
  const { scale, positive, negative } = data.label;
  if (!scale) return positive && negative && positive !== negative ? addScale([positive, negative], "labels") : "accept-reject";
  const [low, high] = scale;
  if (!Number.isInteger(low) || !Number.isInteger(high) || high - low > 10) return "1-5";
  return addScale(Array.from({ length: high - low + 1 }, (_, at) => String(low + at)), "labels");
}

const scaleInUse = () => SCALES[$("scale").value] ?? SCALES["1-5"];

/** What is kept of one reviewer: `labels[key] = {label, note, tags}`, rows of applicants who are not on this page, the
 * reviewer's name, the scale, and how many changes no file has yet. */
let kept = { labels: Object.create(null), strays: [], reviewer: "", scale: "", unsaved: 0 };

/** What other reviewers said: `others[reviewer][key] = {label, note, tags}`. */
let others = Object.create(null);

const keptAs = () => `shortlist-grades:${$("reader").value}`;
const OTHERS = "shortlist-grades-of-others";
const SETTINGS = "shortlist-review";

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key)) ?? {};
  } catch {
    return {};
  }
}

/** Whether the browser takes what it is given to keep. */
let keeps = true;

function write(key, value) {
  try {
    localStorage.setItem(key, JSON.stringify(value));
    if (!keeps) problem("");
    keeps = true;
  } catch {
    keeps = false;
    problem("This browser does not let the page keep grades: its storage is full or forbidden. They stay in this window; download labels.csv before you close it.");
  }
}

function problem(text) {
  $("problem").textContent = text;
  $("problem").hidden = !text;
}

/** A plain object would take an applicant called `__proto__` for something else. */
const bare = (object) => Object.assign(Object.create(null), object);

/** Under what a letter's grade is kept. */
const keyFor = (person) => `${person.code}/${person.letter}`;

function openLabels() {
  const found = read(keptAs());
  const reviewer = $("reader").value || data.reviewer || "";
  kept = { strays: [], reviewer, scale: scaleOfModel(), unsaved: 0, ...found, labels: bare(found.labels) };
  if (kept.values) addScale(kept.values, kept.scale);
  if (!SCALES[kept.scale]) kept.scale = scaleOfModel();
  others = bare(read(OTHERS));
  for (const name of Object.keys(others)) others[name] = bare(others[name]);
  fillScales();
}

function fillScales() {
  $("scale").replaceChildren(...Object.entries(SCALES).map(([value, { name }]) => el("option", { value }, visible(name))));
  $("scale").value = kept.scale;
}

function keep() {
  write(keptAs(), { ...kept, labels: { ...kept.labels }, values: SCALES[kept.scale]?.values });
  drawUnsaved();
}

const entryOf = (person) => kept.labels[keyFor(person)];
const labelOf = (person) => entryOf(person)?.label ?? "";
const noteOf = (person) => entryOf(person)?.note ?? "";
const tagsOf = (person) => entryOf(person)?.tags ?? [];
const shownOf = (person) => entryOf(person)?.shown ?? "";

/** Whether the score is shown now, in a trial: "1" or "0"; "" where it was asked for, so that chance did not decide. */
const shownNow = (person) => (!isScored(person) || revealed.has(person) ? "" : isDrawn(person) ? "1" : "0");

/** Changes what is stored about a person: `put(person, {label: "5"})`. */
function put(person, change) {
  const entry = { label: labelOf(person), note: noteOf(person), tags: tagsOf(person), ...change };
  const shown = labelOf(person) ? shownOf(person) : entry.label && $("trial").checked ? shownNow(person) : "";
  if (shown) entry.shown = shown;
  if (entry.label || entry.note || entry.tags.length) kept.labels[keyFor(person)] = entry;
  else delete kept.labels[keyFor(person)];
  kept.unsaved += 1;
  keep();
  autosave();
}

/** Tags of a text: with commas between them. */
const tagsIn = (text) => [...new Set(text.split(",").map((tag) => tag.trim()).filter(Boolean))];

/** All tags that were given to letters of this page. */
const tagsInUse = () => [...new Set(people.flatMap(tagsOf))].sort();

/** A grade that is not on a scale, among those of this page but one's; a file of labels has one kind. */
function misfit(scale, but) {
  return people.find((person) => person !== but && labelOf(person) && !scale.values.includes(labelOf(person)));
}

/** Grades that were given to other letters of people on this page, who have none now. */
function ofOtherLetters() {
  return Object.entries(kept.labels).flatMap(([key, entry]) => {
    const [code, letter] = key.split("/");
    const person = byCode.get(code);
    return person && letter !== person.letter && !entryOf(person) ? [{ person, entry, key }] : [];
  });
}

// What reviewers say, side by side.

const sameLabel = (a, b) => a.toLowerCase() === b.toLowerCase() || (a !== "" && b !== "" && Number(a) === Number(b));

/** What each reviewer says of a person: `{reviewer, label, note, tags}`, one's own first. */
function votesOn(person) {
  const own = entryOf(person);
  const votes = own ? [{ reviewer: kept.reviewer || "you", ...own }] : [];
  for (const [reviewer, said] of Object.entries(others)) {
    if (said[keyFor(person)]) votes.push({ reviewer, ...said[keyFor(person)] });
  }
  return votes;
}

/** How far reviewers are apart on a person: 0 where they agree or only one has graded. */
function spreadOn(person) {
  const labels = votesOn(person).map((vote) => vote.label).filter(Boolean);
  if (labels.every((label) => sameLabel(label, labels[0]))) return 0;
  const numbers = labels.map(Number);
  return numbers.every(Number.isFinite) ? Math.max(...numbers) - Math.min(...numbers) : 1;
}

const hasOthers = () => Object.keys(others).length > 0;

// How fast it goes.

/** Seconds between grades of this sitting; a pause is none. */
const pace = [];
let lastGrade = null;

function notePace() {
  const PAUSE = 15 * 60;
  const now = performance.now() / 1000;
  if (lastGrade !== null && now - lastGrade < PAUSE) pace.push(now - lastGrade);
  lastGrade = now;
}

/** The time that so many letters take, in words; nothing where there are too few grades to tell. */
function timeLeft(count) {
  const FEWEST = 3;
  if (pace.length < FEWEST || !count) return "";
  const recent = pace.slice(-20).sort((a, b) => a - b);
  const minutes = (recent[recent.length >> 1] * count) / 60;
  if (minutes < 1.5) return "about a minute left";
  if (minutes < 90) return `about ${Math.round(minutes)} minutes left`;
  return `about ${(minutes / 60).toFixed(minutes < 600 ? 1 : 0)} hours left`;
}

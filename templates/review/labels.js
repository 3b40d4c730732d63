// Grades and notes: kept in the browser's storage for this run, and written out as labels.csv.

/** What is kept: `labels[id] = {label, note}`, the reviewer's name and how they read. */
let kept = { labels: {}, reviewer: "", scale: "grade" };

const keptAs = () => `shortlist-review:${data.run}:${$("reader").value}`;
const settingsAs = () => `shortlist-review:${data.run}`;

function problem(text) {
  $("problem").textContent = text;
  $("problem").hidden = !text;
}

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key)) ?? {};
  } catch {
    return {};
  }
}

function write(key, value) {
  try {
    localStorage.setItem(key, JSON.stringify(value));
    problem("");
  } catch {
    problem("This browser does not let the page keep grades: download labels.csv before you close it.");
  }
}

function openLabels() {
  const found = read(keptAs());
  kept = { labels: {}, reviewer: $("reader").value || data.reviewer || "", scale: "grade", ...found };
  // A plain object would take an applicant called `__proto__` for something else.
  kept.labels = Object.assign(Object.create(null), kept.labels);
}

const keep = () => write(keptAs(), { ...kept, labels: { ...kept.labels } });

const labelOf = (person) => kept.labels[person.id]?.label ?? "";
const noteOf = (person) => kept.labels[person.id]?.note ?? "";

/** The kind of a label, and whether another kind was given before: a file of labels has one kind. */
const kindOf = (label) => (/^[1-5]$/.test(label) ? "grade" : "decision");
const kindInUse = () => Object.values(kept.labels).map((l) => l.label).filter(Boolean).map(kindOf)[0];

function setLabel(person, label) {
  put(person, { label, note: noteOf(person) });
}

function setNote(person, note) {
  put(person, { label: labelOf(person), note });
}

function put(person, { label, note }) {
  if (label || note) kept.labels[person.id] = { label, note };
  else delete kept.labels[person.id];
  keep();
}

/** A field of CSV. What a spreadsheet could run as a formula gets a `'`, which the program takes away on reading. */
function field(text) {
  const safe = /^'*[=+\-@\t\r]/.test(text) && !/^-[\d.]+$/.test(text) ? `'${text}` : text;
  return /[",\r\n]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** labels.csv: `id,label,reviewer,note`, in the order of the letters' table. */
function labelsCsv() {
  const rows = people.filter((person) => kept.labels[person.id]).sort((a, b) => a.row - b.row);
  const lines = rows.map((person) => [person.id, labelOf(person), kept.reviewer, noteOf(person)].map(field).join(","));
  return ["id,label,reviewer,note", ...lines, ""].join("\n");
}

function download() {
  const link = el("a", { download: "labels.csv" });
  link.href = URL.createObjectURL(new Blob([labelsCsv()], { type: "text/csv" }));
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  say("labels.csv is in your downloads");
}

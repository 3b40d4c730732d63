// Files of labels: read, written, and and messages about them.

/** What begins a formula, after any `'`: signs count behind what is not shown, and at full width. */
const FORMULA =
  /^'*(?:[\t\r]|[\s\p{Cc}\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]*[=+\-@＝＋－＠])/u;

/** A field of CSV. What a spreadsheet could run as a formula gets a `'`, which is taken away on reading. */
function field(text) {
  const safe = FORMULA.test(text) && !/^-[\d.]+$/.test(text) ? `'${text}` : text;
  return /[",\r\n]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

const unguarded = (text) => (text.startsWith("'") && FORMULA.test(text) ? text.slice(1) : text);

const HEADER = ["id", "label", "reviewer", "note", "tags", "fingerprint"];

/** What a trial adds: the letter's score, and whether it was shown before the grade. */
const TRIAL = ["score", "score_shown"];

/** labels.csv, in the order of the letters' table; on a blind page with codes in place of ids. Rows that were loaded for
 * applicants who are not on this page stand at the end. */
function labelsCsv() {
  const graded = people.filter(entryOf).sort((a, b) => a.row - b.row);
  const rows = graded.map((person) => [
    isBlind() ? person.code : person.id, labelOf(person), kept.reviewer, noteOf(person), tagsOf(person).join(", "), person.letter,
    ...(shownOf(person) ? [String(person.score), shownOf(person)] : ["", ""]),
  ]);
  const strays = kept.strays.map((stray) => [...HEADER, ...TRIAL].map((name) => stray[name] ?? ""));
  const all = [[...HEADER, ...TRIAL], ...rows, ...strays];
  const isTrial = all.slice(1).some((row) => row.at(-1) !== "");
  return all.map((row) => (isTrial ? row : row.slice(0, HEADER.length))).map((row) => row.map(field).join(",") + "\n").join("");
}

function offer(text) {
  const link = el("a", { download: "labels.csv" });
  link.href = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

function saved() {
  kept.unsaved = 0;
  write(keptAs(), { ...kept, labels: { ...kept.labels } });
  drawUnsaved();
}

function download() {
  offer(labelsCsv());
  saved();
  say("labels.csv is in your downloads");
}

/** The file that the reviewer chose, where the browser can write to one. */
let chosen = null;
let saving = Promise.resolve();

async function chooseFile() {
  try {
    chosen = await showSaveFilePicker({ suggestedName: "labels.csv", types: [{ description: "Labels", accept: { "text/csv": [".csv"] } }] });
  } catch (error) {
    if (error.name !== "AbortError") problem(`No file could be chosen (${error.message}); download labels.csv instead.`);
    return;
  }
  autosave();
}

/** Writes the grades to the chosen file, one writing after the other. */
function autosave() {
  if (!chosen) return;
  const file = chosen;
  saving = saving.then(async () => {
    try {
      const before = kept.unsaved;
      const out = await file.createWritable();
      await out.write(labelsCsv());
      await out.close();
      kept.unsaved = Math.max(0, kept.unsaved - before);
      write(keptAs(), { ...kept, labels: { ...kept.labels } });
      drawUnsaved();
    } catch (error) {
      chosen = null;
      problem(`The chosen file could not be written (${error.message}). The grades stay in this browser; choose a file again or download labels.csv.`);
    }
  });
}

function drawUnsaved() {
  const count = kept.unsaved;
  const file = chosen ? ` Saved in ${visible(chosen.name)}.` : "";
  $("unsaved").textContent = count ? `${many(count, "change")} in no file yet.` : file;
}

/** The rows of a table of text: fields with commas, semicolons or tabs between them. */
function parseCsv(text) {
  const body = text.replace(/^\ufeff/, "");
  const first = body.slice(0, body.search(/[\r\n]|$/));
  const between = [",", ";", "\t"].sort((a, b) => first.split(b).length - first.split(a).length)[0];
  const rows = [];
  let row = [];
  let at = 0;
  while (at < body.length) {
    let value = "";
    if (body[at] === '"') {
      for (at++; at < body.length; at++) {
        if (body[at] !== '"') value += body[at];
        else if (body[at + 1] === '"') (value += '"'), at++;
        else break;
      }
      at++;
    }
    while (at < body.length && body[at] !== between && body[at] !== "\n" && body[at] !== "\r") value += body[at++];
    row.push(value);
    const end = at >= body.length || body[at] !== between;
    if (end) {
      if (row.length > 1 || row[0] !== "") rows.push(row);
      row = [];
      if (body[at] === "\r" && body[at + 1] === "\n") at++;
    }
    at++;
  }
  if (row.length) rows.push([...row, ""]);
  return rows;
}

/** The rows of a file of labels: `{row, id, label, reviewer, note, tags, fingerprint}`; throws what is wrong with it. */
function labelsIn(name, text) {
  const [header, ...rows] = parseCsv(text);
  const names = (header ?? []).map((title) => title.trim().toLowerCase());
  const place = (title) => names.indexOf(title);
  if (place("id") < 0 || place("label") < 0) {
    const found = names.filter(Boolean).slice(0, 8).map(visible).join(", ");
    throw new Error(`it has no column ${place("id") < 0 ? "id" : "label"} (${found ? `its columns are ${found}` : "it is empty"}); a file of labels has the columns ${HEADER.slice(0, 4).join(", ")}`);
  }
  const stem = name.replace(/\.[^.]*$/, "");
  return rows.map((fields, at) => {
    const of = (title) => unguarded(fields[place(title)] ?? "").trim();
    if (fields.length !== names.length) throw new Error(`row ${at + 1} has ${fields.length} fields where the header has ${names.length}; correct the row`);
    return {
      row: at + 1, id: of("id"), label: of("label"), reviewer: of("reviewer") || (/^labels/i.test(stem) ? "" : stem),
      note: of("note"), tags: of("tags"), fingerprint: of("fingerprint"),
      ...(of("score_shown") ? { score: of("score"), score_shown: of("score_shown") } : {}),
    };
  });
}

/** Grades of files that were not taken, because something else was said here; a button takes them. */
let pending = [];

const some = (items) => `${items.slice(0, 5).map(visible).join(", ")}${items.length > 5 ? ` and ${counted(items.length - 5)} more` : ""}`;

/** Takes the grades of files: one's own, and those of others for the meeting. Says what became of every row. */
async function loadFiles(files) {
  const said = [];
  pending = [];
  for (const file of files) {
    try {
      said.push(...take(file.name, labelsIn(file.name, await file.text())));
    } catch (error) {
      said.push(`${visible(file.name)} was not taken: ${error.message}.`);
    }
  }
  write(OTHERS, Object.fromEntries(Object.entries(others).map(([name, of]) => [name, { ...of }])));
  keep();
  autosave();
  fillScales();
  $("reviewer").value = kept.reviewer;
  tell(said);
  fillTags();
  redraw();
}

/** Says what became of files. */
function tell(lines) {
  const button = pending.length ? [el("p", {}, el("button", { type: "button", id: "take-pending" }, `Take ${many(pending.length, "grade")} of the file all the same`))] : [];
  $("loaded").replaceChildren(
    ...lines.map((line) => el("p", {}, line)), ...button,
    el("button", { type: "button", class: "close", "aria-label": "Close the messages about files" }, "×"),
  );
  $("loaded").hidden = !lines.length;
}

function takePending() {
  for (const { person, entry } of pending) put(person, entry);
  const count = pending.length;
  pending = [];
  tell([`${many(count, "grade")} of the file taken.`]);
  redraw();
}

/** The rows of a reviewer by applicant; two different grades for one letter are none. */
function byPerson(rows, said, who) {
  const found = new Map();
  const twice = [];
  const strangers = [];
  for (const row of rows) {
    const person = personOf(row.id);
    if (!person) {
      strangers.push(row);
      continue;
    }
    const entry = { label: row.label, note: row.note, tags: tagsIn(row.tags), letter: row.fingerprint, row: row.row, shown: row.score_shown };
    const before = found.get(person);
    if (before?.label && entry.label && !sameLabel(before.label, entry.label)) {
      twice.push(`${nameOf(person)} (${before.label} in row ${before.row}, ${entry.label} in row ${entry.row})`);
      entry.label = "";
      before.twice = true;
    }
    if (before) {
      entry.twice = before.twice;
      entry.label = before.twice ? "" : entry.label || before.label;
      entry.note = [...new Set([before.note, entry.note])].filter(Boolean).join("; ");
      entry.tags = [...new Set([...before.tags, ...entry.tags])];
    }
    found.set(person, entry);
  }
  if (twice.length) said.push(`${who}: two grades for one letter, so neither was taken: ${some(twice)}.`);
  return { found, strangers };
}

/** Takes the rows of one file; gives what is to be said. */
function take(name, rows) {
  const said = [];
  const reviewers = [...new Set(rows.map((row) => row.reviewer))];
  const isFresh = !kept.reviewer && !people.some(labelOf);
  if (isFresh && reviewers.length === 1 && reviewers[0]) kept.reviewer = reviewers[0];
  for (const reviewer of reviewers) {
    const isOwn = !reviewer || reviewer.toLowerCase() === kept.reviewer.toLowerCase();
    const who = `${visible(name)}, ${reviewer ? `grades of ${visible(reviewer)}` : "grades"}`;
    const { found, strangers } = byPerson(rows.filter((row) => row.reviewer === reviewer), said, who);
    if (strangers.length) {
      const none = found.size ? "" : " None of its ids is on this page: is it of another season?";
      const kept_ = isOwn ? " They are kept and written into labels.csv again." : "";
      // What stands there may be an id that a blind reader should not see.
      const ids = isBlind() ? "" : `: ${some(strangers.map((row) => row.id))}`;
      said.push(`${who}: ${many(strangers.length, "row")} of applicants who are not on this page${ids}.${kept_}${none}`);
    }
    said.push(isOwn ? takeOwn(found, strangers, who) : takeOthers(reviewer, found, who));
  }
  if (!rows.length) said.push(`${visible(name)} holds no row.`);
  return said;
}

function takeOthers(reviewer, found, who) {
  const of = bare(others[reviewer]);
  for (const [person, { label, note, tags }] of found) of[keyFor(person)] = { label, note, tags };
  others[reviewer] = of;
  const graded = [...found.values()].filter((entry) => entry.label).length;
  return `${who}: ${many(graded, "grade")} loaded as another reviewer’s${graded ? "; “Meeting” shows where you disagree" : ""}.`;
}

/** Takes one's own grades: the page's stay where the file says something else. */
function takeOwn(found, strangers, who) {
  const labels = [...new Set([...found.values()].map((entry) => entry.label).filter(Boolean))];
  const fits = (scale) => labels.every((label) => scale.values.includes(label));
  if (labels.length && !fits(scaleInUse())) {
    if (people.some(labelOf)) {
      return `${who}: not taken, because it is graded on another scale (${some(labels)}) than this page (${scaleInUse().name}). Download the page’s grades, take them back, and load the file again.`;
    }
    const fitting = Object.entries(SCALES).find(([, scale]) => fits(scale));
    kept.scale = fitting ? fitting[0] : addScale(labels.sort((a, b) => a - b || (a < b ? -1 : 1)), "file");
    fillScales();
  }
  const known = new Set(kept.strays.map((stray) => JSON.stringify(stray)));
  const clean = strangers.map(({ row, ...stray }) => stray).filter((stray) => !known.has(JSON.stringify(stray)));
  kept.strays.push(...clean);
  const counts = { taken: 0, same: 0, differs: [], other: [] };
  for (const [person, { label, note, tags, letter, shown }] of found) {
    const own = entryOf(person);
    const entry = { label, note, tags };
    if (letter && person.letter && letter !== person.letter) {
      counts.other.push(nameOf(person));
      pending.push({ person, entry });
    } else if (own?.label && label && !sameLabel(own.label, label)) {
      counts.differs.push(`${nameOf(person)} (here ${own.label}, there ${label})`);
      pending.push({ person, entry });
    } else {
      const merged = {
        label: own?.label || label, note: [...new Set([own?.note, note])].filter(Boolean).join("; "),
        tags: [...new Set([...(own?.tags ?? []), ...tags])],
      };
      if (own && JSON.stringify({ label: own.label, note: own.note, tags: own.tags }) === JSON.stringify(merged)) counts.same += 1;
      else counts.taken += 1;
      const before = own?.label ? own.shown : shown;
      if (before) merged.shown = before;
      if (merged.label || merged.note || merged.tags.length) kept.labels[keyFor(person)] = merged;
    }
  }
  const same = counts.same ? `, ${counted(counts.same)} were here already` : "";
  const differs = counts.differs.length ? ` ${many(counts.differs.length, "letter")} graded differently here, and not changed: ${some(counts.differs)}.` : "";
  const other = counts.other.length ? ` ${many(counts.other.length, "grade")} not taken, because the letters have changed since or are of another season: ${some(counts.other)}.` : "";
  return `${who}: ${many(counts.taken, "grade")} loaded as your own${same}.${differs}${other}`;
}

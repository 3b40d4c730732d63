// What a person does: keys, clicks, switches.

/** Says something to those who listen to the page. */
function say(text) {
  $("said").textContent = text;
}

/** The letter `by` places further on the list. */
function step(by) {
  if (!shown.length) return;
  const at = shown.indexOf(current);
  const next = at < 0 ? (by > 0 ? 0 : shown.length - 1) : Math.min(shown.length - 1, Math.max(0, at + by));
  open(shown[next]);
}

/** Letters that were put off; they come after all others. */
const skipped = new Set();

/** The next letter on the list of which `wanted` holds, after the open one and round to it again. */
function nextOf(wanted) {
  const at = shown.indexOf(current);
  const around = [...shown.slice(at + 1), ...shown.slice(0, Math.max(0, at))];
  return around.find((person) => person !== current && wanted(person));
}

function nextUngraded() {
  const isOpen = (person) => isScored(person) && !labelOf(person);
  const next = nextOf((person) => isOpen(person) && !skipped.has(person)) ?? nextOf(isOpen);
  if (next) open(next);
  else say("every letter on the list is graded");
}

function nextDisagreement() {
  const next = nextOf((person) => spreadOn(person) > 0);
  if (next) open(next);
  else say(hasOthers() ? "there is no other letter on the list on which reviewers disagree" : "load the grades of others first");
}

function goBack() {
  const last = trail.pop();
  if (last) open(last, { back: true });
}

function skip() {
  if (!current) return;
  const left = current;
  skipped.add(left);
  fillRow(rows[left.at], left);
  nextUngraded();
}

const MOVES = { back: goBack, skip, next: nextUngraded, disagreement: nextDisagreement };

/** Grades the open letter, or says why not. */
function grade(label) {
  if (!current || !opened) return;
  const scale = scaleInUse();
  const other = label && misfit(scale, current);
  if (other) {
    problem(`This page is graded by other words already (“${visible(labelOf(other))}”, not ${scale.name}); a file of labels has one kind. Take the other grades back first.`);
    return;
  }
  if (keeps) problem("");
  const graded = current;
  const isNew = label && !labelOf(graded);
  put(graded, { label });
  if (isNew) notePace();
  if (label) skipped.delete(graded);
  fillRow(rows[graded.at], graded);
  drawProgress();
  say(label ? `${nameOf(graded)}: ${label}` : `${nameOf(graded)}: grade taken back`);
  if (isNew && $("advance").checked && !$("meeting").checked) {
    nextUngraded();
    if (current !== graded) return;
  }
  const focused = document.activeElement?.dataset?.grade;
  drawLetter();
  if (focused !== undefined) document.querySelector(`[data-grade="${CSS.escape(label || focused)}"]`)?.focus({ preventScroll: true });
}

function setScale(scale) {
  kept.scale = scale;
  keep();
}

function reveal() {
  if (!current || !opened || !isHidden(current)) return;
  revealed.add(current);
  fillRow(rows[current.at], current);
  drawLetter();
  say(`score ${current.score.toFixed(3)}`);
}

function back() {
  document.body.classList.remove("reading");
  markRow();
  (document.querySelector("#rows [tabindex='0']") ?? $("search")).focus();
}

const HOTKEYS = {
  j: () => step(1),
  k: () => step(-1),
  c: () => $("note")?.focus(),
  t: () => $("tags")?.focus(),
  s: reveal,
  b: goBack,
  w: skip,
  u: nextUngraded,
  d: nextDisagreement,
  "/": () => {
    document.body.classList.remove("reading");
    $("search").focus();
    $("search").select();
  },
  "?": () => $("help").showModal(),
  Backspace: () => grade(""),
};

/** What a key does: a grade of the scale in use, else what it does on every page. */
function workOf(key) {
  const { values, keys } = scaleInUse();
  const at = keys.indexOf(key === "1" && keys === "-0+" ? "+" : key === "−" ? "-" : key);
  if (key.length === 1 && at >= 0) return () => grade(values[at]);
  return Object.hasOwn(HOTKEYS, key) ? HOTKEYS[key] : undefined;
}

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || $("help").open) return;
  const typing = event.target.matches("input:not([type=checkbox]), textarea, select");
  if (event.key === "Escape") {
    if (!$("tip").hidden) closeTip();
    else if (typing) event.target.blur();
    else back();
    return;
  }
  // Enter in the search field: a form of more than one field has no submission of its own.
  if (event.target === $("search") && event.key === "Enter") {
    event.preventDefault();
    list().then(() => shown.length && open(shown[0]));
    return;
  }
  if (!typing && event.target.closest("#rows") && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
    const at = shown.findIndex((person) => rows[person.at].contains(event.target)) + (event.key === "ArrowDown" ? 1 : -1);
    if (shown[at]) rows[shown[at].at].firstChild.focus();
    event.preventDefault();
    return;
  }
  const work = typing || !$("keys").checked ? undefined : workOf(event.key);
  if (!work) return;
  event.preventDefault();
  work();
}

function onClick(event) {
  const button = event.target.closest("button, mark[role=button]");
  if (!button) return;
  if (button.matches(".go")) open(people[Number(button.dataset.person)]);
  else if (button.matches("[data-grade]")) grade(button.dataset.grade);
  else if (button.matches(".sum button")) bring(Number(button.dataset.column));
  else if (button.id === "reveal") reveal();
  else if (button.id === "back") back();
  else if (button.matches("[data-move]")) MOVES[button.dataset.move]();
  else if (button.id === "take-pending") takePending();
  else if (button.id === "take-others") takeOfOtherLetters();
  else if (button.id === "close-warnings") (closedWarnings = true), fillWarnings();
  else if (button.matches(".close")) button.parentElement.hidden = true;
}

/** Scores are hidden or shown from now on; an order that would tell them gives way to chance. */
function onHide() {
  const hide = $("hide").checked || $("trial").checked;
  for (const option of $("order").querySelectorAll("option")) option.disabled = hide && tells(option.value);
  $("side").disabled = hide;
  // The bands say how sure a score is.
  $("band-label").hidden = hide || !hasBands;
  if (hide) {
    $("side").value = $("band").value = "";
    if (tells($("order").value)) $("order").value = data.assignment.length && $("reader").value ? "assigned" : "random";
  }
}

function redraw() {
  $("meeting-label").hidden = !hasOthers();
  fillWarnings();
  fillRows();
  drawLetter();
  drawProgress();
  return list();
}

/** What was set is there again after the page was closed. */
function keepSettings() {
  const settings = { hide: $("hide").checked, advance: $("advance").checked, order: $("order").value, seed: $("seed").value, trial: $("trial").checked, keys: $("keys").checked, reader: $("reader").value };
  write(SETTINGS, { ...read(SETTINGS), ...settings });
}

function listen() {
  document.addEventListener("keydown", onKey);
  document.addEventListener("click", onClick);
  let waiting;
  $("search").addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(list, 120);
  });
  $("tools").addEventListener("submit", (event) => event.preventDefault());
  for (const id of ["order", "seed", "side", "graded", "flag", "band", "group", "tag"]) $(id).addEventListener("change", () => (keepSettings(), list()));
  $("reader").addEventListener("change", () => {
    keepSettings();
    openLabels();
    $("reviewer").value = kept.reviewer;
    if ($("reader").value) $("order").value = "assigned";
    redraw();
  });
  $("blind").addEventListener("change", () => {
    searched = null;
    onBlind();
    redraw();
  });
  for (const id of ["hide", "trial"]) {
    $(id).addEventListener("change", () => {
      onHide();
      keepSettings();
      redraw();
    });
  }
  $("keys").addEventListener("change", keepSettings);
  $("advance").addEventListener("change", keepSettings);
  $("meeting").addEventListener("change", () => redraw().then(() => {
    if ($("meeting").checked && shown.length && !shown.includes(current)) open(shown[0]);
  }));
  $("load").addEventListener("change", async () => {
    const files = [...$("load").files];
    $("load").value = "";
    if (files.length) await loadFiles(files);
  });
  $("load-button").addEventListener("click", () => $("load").click());
  $("choose").hidden = typeof showSaveFilePicker !== "function";
  $("choose").addEventListener("click", chooseFile);
  $("print").addEventListener("click", printLetters);
  addEventListener("beforeunload", (event) => {
    if (kept.unsaved) event.preventDefault();
  });
  $("scale").addEventListener("change", () => {
    setScale($("scale").value);
    drawLetter();
  });
  $("reviewer").addEventListener("change", () => {
    kept.reviewer = $("reviewer").value.trim();
    keep();
    drawLetter();
  });
  $("download").addEventListener("click", download);
  $("help-button").addEventListener("click", () => $("help").showModal());
  const article = $("letter");
  article.addEventListener("input", (event) => {
    if (event.target.id === "note") put(current, { note: event.target.value });
    else if (event.target.id === "tags") put(current, { tags: tagsIn(event.target.value) });
    else return;
    fillRow(rows[current.at], current);
  });
  article.addEventListener("change", (event) => event.target.id === "tags" && fillTags());
  const mark = (event) => event.target.closest?.("mark[data-at], [data-tip]");
  article.addEventListener("pointerover", (event) => mark(event) && openTip(mark(event)));
  article.addEventListener("focusin", (event) => (mark(event) ? openTip(mark(event)) : closeTip()));
  article.addEventListener("focusout", closeTip);
  document.addEventListener("pointerover", (event) => {
    const away = !event.target.closest("mark[data-at], [data-tip], #tip") && !document.activeElement?.matches("mark, [data-tip]");
    if (away) closeTip();
  });
  addEventListener("scroll", closeTip, { passive: true, capture: true });
}

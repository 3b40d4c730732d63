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

/** Grades the open letter, or says why not. */
function grade(label) {
  if (!current || !opened) return;
  const inUse = kindInUse();
  if (label && inUse && kindOf(label) !== inUse && !(labelOf(current) && Object.values(kept.labels).filter((l) => l.label).length === 1)) {
    problem(`This run is graded by ${inUse === "grade" ? "1–5" : "accept / reject"}; a file of labels has one kind. Take the other grades back first.`);
    return;
  }
  problem("");
  if (label) setScale(kindOf(label));
  setLabel(current, label);
  fillRow(rows[current.at], current);
  drawProgress();
  const focused = document.activeElement?.dataset?.grade;
  drawLetter();
  if (focused !== undefined) document.querySelector(`[data-grade="${label || focused}"]`)?.focus({ preventScroll: true });
  say(label ? `${nameOf(current)}: ${label}` : `${nameOf(current)}: grade taken back`);
}

function setScale(scale) {
  $("scale").value = scale;
  kept.scale = scale;
  keep();
}

function reveal() {
  if (!current || !opened || !isHidden(current)) return;
  revealed.add(current.id);
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
  n: () => $("note")?.focus(),
  s: reveal,
  "/": () => {
    document.body.classList.remove("reading");
    $("search").focus();
    $("search").select();
  },
  "?": () => $("help").showModal(),
  a: () => grade("accept"),
  r: () => grade("reject"),
  0: () => grade(""),
};
for (const n of "12345") HOTKEYS[n] = () => grade(n);

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
  if (typing || !$("keys").checked || !Object.hasOwn(HOTKEYS, event.key)) return;
  event.preventDefault();
  HOTKEYS[event.key]();
}

function onClick(event) {
  const button = event.target.closest("button, mark[role=button]");
  if (!button) return;
  if (button.matches(".go")) open(people[Number(button.dataset.person)]);
  else if (button.matches("[data-grade]")) grade(button.dataset.grade);
  else if (button.matches(".sum button")) bring(Number(button.dataset.column));
  else if (button.id === "reveal") reveal();
  else if (button.id === "back") back();
}

/** Scores are hidden or shown from now on; an order that would tell them gives way to chance. */
function onHide() {
  const hide = $("hide").checked;
  for (const option of $("order").querySelectorAll("option")) option.disabled = hide && tells(option.value);
  $("side").disabled = hide;
  if (hide) {
    $("side").value = "";
    if (tells($("order").value)) $("order").value = data.assignment.length && $("reader").value ? "assigned" : "random";
  }
}

function redraw() {
  fillRows();
  drawLetter();
  drawProgress();
  return list();
}

/** What was set is there again after the page was closed. */
function keepSettings() {
  const settings = { hide: $("hide").checked, order: $("order").value, seed: $("seed").value, keys: $("keys").checked, reader: $("reader").value };
  write(settingsAs(), { ...read(settingsAs()), ...settings });
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
  for (const id of ["order", "seed", "side", "graded", "flag", "band", "group"]) $(id).addEventListener("change", () => (keepSettings(), list()));
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
  $("hide").addEventListener("change", () => {
    onHide();
    keepSettings();
    redraw();
  });
  $("keys").addEventListener("change", keepSettings);
  $("scale").addEventListener("change", () => {
    setScale($("scale").value);
    drawLetter();
  });
  $("reviewer").addEventListener("change", () => {
    kept.reviewer = $("reviewer").value.trim();
    keep();
  });
  $("download").addEventListener("click", download);
  $("help-button").addEventListener("click", () => $("help").showModal());
  const article = $("letter");
  article.addEventListener("input", (event) => {
    if (event.target.id !== "note") return;
    setNote(current, event.target.value);
    fillRow(rows[current.at], current);
  });
  const mark = (event) => event.target.closest?.("mark[data-at]");
  article.addEventListener("pointerover", (event) => mark(event) && openTip(mark(event)));
  article.addEventListener("focusin", (event) => (mark(event) ? openTip(mark(event)) : closeTip()));
  article.addEventListener("focusout", closeTip);
  document.addEventListener("pointerover", (event) => {
    const away = !event.target.closest("mark[data-at], #tip") && !document.activeElement?.matches("mark");
    if (away) closeTip();
  });
  addEventListener("scroll", closeTip, { passive: true, capture: true });
}

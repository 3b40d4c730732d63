// The page begins.

/** Says which grades of this browser were given to other letters of people on this page; they are taken if asked for. */
function sayOfOtherLetters() {
  const found = ofOtherLetters();
  if (!found.length) return;
  const names = some(found.map(({ person }) => nameOf(person)));
  $("loaded").replaceChildren(
    el("p", {}, `This browser has ${many(found.length, "grade")} for people of this page whose letters are others now, changed since or of another season: ${names}.`),
    el("p", {}, el("button", { type: "button", id: "take-others" }, "Take them for these letters")),
    el("button", { type: "button", class: "close", "aria-label": "Close the note on other letters" }, "×"),
  );
  $("loaded").hidden = false;
}

function takeOfOtherLetters() {
  for (const { person, entry } of ofOtherLetters()) put(person, entry);
  $("loaded").hidden = true;
  redraw();
}

/** A page that can't be read still gives the grades that the browser keeps. */
function rescue(error) {
  const rows = [];
  try {
    for (const key of Object.keys(localStorage).filter((key) => key.startsWith("shortlist-grades:"))) {
      const { labels = {}, reviewer = "" } = JSON.parse(localStorage.getItem(key)) ?? {};
      for (const [of, { label, note, tags }] of Object.entries(labels)) {
        const [code, letter] = of.split("/");
        rows.push([code, label, reviewer, note, (tags ?? []).join(", "), letter ?? ""]);
      }
    }
  } catch {
    // A browser without storage has no grades to give.
  }
  const kept = rows.length ? ` Your ${many(rows.length, "grade")} in this browser can be downloaded as labels.csv.` : "";
  problem(`The page could not be opened (${error.message}): the file is damaged, or the browser is older than 2024. Copy the file again, or open it from where it came.${kept}`);
  if (!rows.length) return;
  const button = el("button", { type: "button" }, "Download labels.csv");
  button.addEventListener("click", () => offer([HEADER, ...rows].map((row) => row.map(field).join(",") + "\n").join("")));
  $("problem").append(" ", button);
}

async function begin() {
  await openData();
  fillOrders();
  fillFilters();
  const settings = read(SETTINGS);
  $("seed").value = settings.seed ?? String(data.seed);
  $("hide").checked = settings.hide ?? false;
  $("trial").checked = settings.trial ?? false;
  $("keys").checked = settings.keys ?? true;
  $("advance").checked = settings.advance ?? true;
  if ([...$("reader").options].some((option) => option.value === settings.reader)) $("reader").value = settings.reader;
  $("order").value = data.reviewer ? "assigned" : "rank";
  if ([...$("order").options].some((option) => option.value === settings.order)) $("order").value = settings.order;
  openLabels();
  $("reviewer").value = kept.reviewer;
  onHide();
  makeRows();
  listen();
  fillTags();
  await redraw();
  drawUnsaved();
  sayOfOtherLetters();
  // Where list and letter stand side by side, a letter is open from the start.
  const isWide = getComputedStyle($("letter")).display !== "none";
  $("folded").open = isWide;
  const last = byCode.get(settings.open) ?? (isWide ? shown[0] : undefined);
  if (last) await open(last, { focus: false });
  document.body.dataset.ready = "true";
  // The first search should not have to wait for every letter to be unpacked.
  setTimeout(searchTexts, 500);
}

begin().catch(rescue);

// The letters of the list on paper, for a meeting: one a page, with grades and notes.

/** A letter as it is printed. */
async function sheetOf(person) {
  const letter = await letterOf(person);
  const votes = $("meeting").checked ? votesOn(person) : entryOf(person) ? [{ reviewer: kept.reviewer || "you", ...entryOf(person) }] : [];
  const said = votes.map(({ reviewer, label, note, tags }) =>
    el("li", {}, el("strong", {}, `${visible(reviewer)}: ${label ? visible(label) : "no grade"}`),
      `${tags.length ? ` (${tags.map(visible).join(", ")})` : ""}${note ? ` — ${coded(note)}` : ""}`));
  const name = fullName(person);
  const standing = isScored(person) && !isHidden(person) ? `${person.rank === null ? "no rank" : `rank ${rankOf(person)}`}, score ${person.score.toFixed(3)}` : "";
  const flags = person.flags.map((flag) => visible(flag).replaceAll("_", " ")).join(", ");
  const text = el("div", { class: "text" });
  if (letter) {
    const before = opened;
    opened = letter;
    text.append(...segments(letter, [], isBlind()).map((segment) => plainNode(segment)));
    opened = before;
  } else text.append(coded(person.reason ?? "no letter"));
  return el("section", {},
    el("h2", {}, el("bdi", {}, nameOf(person)), name ? ` · ${name}` : ""),
    standing || flags ? el("p", { class: "small" }, [standing, flags && `flags: ${flags}`].filter(Boolean).join(" · ")) : "",
    said.length ? el("ul", { class: "votes" }, ...said) : "",
    text);
}

/** A segment without its marks: what is covered stays covered. */
const plainNode = ({ start, end, mask }) =>
  mask ? el("span", { class: "mask" }, mask[0] === start ? `[${mask[2]}]` : "…") : el("span", {}, ...nodes(opened.t.slice(start, end)));

async function printLetters() {
  const sheets = [];
  for (const person of shown) sheets.push(await sheetOf(person));
  $("paper").replaceChildren(...sheets);
  document.body.classList.add("paper");
  addEventListener("afterprint", () => {
    document.body.classList.remove("paper");
    $("paper").replaceChildren();
  }, { once: true });
  print();
}

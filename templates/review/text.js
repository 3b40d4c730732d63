// Text that applicants wrote, shown as it is: characters that hide or reorder become visible, overlapping evidence
// is cut into segments, likely names are covered.

// Controls, soft hyphens, zero-width characters, bidi controls, tags. A joiner inside an emoji is no trick.
const HIDDEN =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;
const JOINED = /(?:\p{Extended_Pictographic}|\p{Emoji_Modifier}|\ufe0f)$/u;

const codeOf = (character) => "U+" + character.codePointAt(0).toString(16).toUpperCase().padStart(4, "0");

/** Calls `plain` and `hidden` with the pieces of a text, in order. */
function pieces(text, plain, hidden) {
  let from = 0;
  for (const match of text.matchAll(HIDDEN)) {
    if (match[0] === "\u200d" && JOINED.test(text.slice(0, match.index))) continue;
    if (match.index > from) plain(text.slice(from, match.index));
    hidden(match[0]);
    from = match.index + match[0].length;
  }
  if (from < text.length) plain(text.slice(from));
}

/** A text on one line with its hidden characters written out. */
function visible(text) {
  let out = "";
  pieces(String(text), (part) => (out += part), (character) => (out += `[${codeOf(character)}]`));
  return out;
}

/** A part of a letter as nodes. */
function nodes(text) {
  const out = [];
  pieces(
    text.replace(/\r\n?/g, "\n"),
    (part) => out.push(part),
    (character) => out.push(el("span", { class: "hidden", title: "a character that can't be seen" }, codeOf(character))),
  );
  return out;
}

/** Likely names and addresses are covered. */
const covered = (letter, blind) => (blind ? letter.m : []);

/** The words between two places of a letter, on one line, covered where a mask is. */
function quote(letter, start, end, blind) {
  let out = "";
  let at = start;
  for (const [from, to, kind] of covered(letter, blind)) {
    if (to <= start || from >= end) continue;
    out += letter.t.slice(at, Math.max(at, from)) + `[${kind}]`;
    at = Math.min(to, end);
  }
  return visible((out + letter.t.slice(at, end)).replace(/\s+/g, " ").trim());
}

/**
 * A letter cut where evidence or a mask begins or ends: `{start, end, evidence, mask, first}` in order. Evidence of no
 * length (a word is missing) has a segment of its own.
 */
function segments(letter, evidence, blind) {
  const masks = covered(letter, blind);
  const cuts = new Set([0, letter.t.length]);
  for (const [, start, end] of evidence) cuts.add(start).add(end);
  for (const [start, end] of masks) cuts.add(start).add(end);
  for (const [, start] of letter.p ?? []) cuts.add(start);
  const places = [...cuts].sort((a, b) => a - b);
  const out = [];
  places.forEach((start, index) => {
    const gaps = evidence.filter((e) => e[1] === start && e[2] === start);
    if (gaps.length) out.push({ start, end: start, evidence: gaps, starts: gaps });
    const end = places[index + 1];
    if (end === undefined) return;
    const over = evidence.filter((e) => e[1] < end && e[2] > start);
    const mask = masks.find((m) => m[0] < end && m[1] > start);
    out.push({ start, end, evidence: over, starts: over.filter((e) => e[1] === start), mask });
  });
  return out;
}

/** A text as search sees it: small letters, without accents. */
const folded = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

/** The text of a letter that a search may see: not what is covered. */
function searchable(letter, blind) {
  let out = "";
  let at = 0;
  for (const [start, end] of covered(letter, blind)) {
    out += letter.t.slice(at, start) + "\n";
    at = end;
  }
  return folded(out + letter.t.slice(at)).replace(/\s+/g, " ");
}

const signed = (amount) => (amount < 0 ? "−" : "+") + Math.abs(amount).toFixed(2);

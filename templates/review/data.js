// The page's data: blocks of gzip in base64, unpacked when they are needed.

const $ = (id) => document.getElementById(id);

/** An element with properties and children; strings become text nodes, never markup. */
function el(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === false) continue;
    if (name in element && typeof value !== "string") element[name] = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== undefined && child !== ""));
  return element;
}

/** The JSON in a block. */
async function unpack(element) {
  const text = atob(element.textContent);
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).json();
}

/** Everything but the letters; filled by `open`. */
let data;

/** Applicants: the ranked in order of rank, then those without a score. */
let people = [];

const blocks = [...document.querySelectorAll("script.letters")];
const unpacked = new Map();

async function openData() {
  data = await unpack($("index"));
  data.topics = data.columns.map((column, at) => (column.group === "topic" ? at : -1)).filter((at) => at >= 0);
  // What a flag rests on is shown as evidence is, under a column of its own.
  data.flagged = data.columns.push({ name: "flag", title: "Flag", group: "flag" }) - 1;
  people = [...data.ranked, ...data.unscored];
  people.forEach((person, at) => {
    person.at = at;
    person.flags ??= [];
  });
}

/** A letter with the passages of its flags among its evidence. */
function withFlags(letter) {
  const passages = letter?.f.filter(([, start]) => start !== null) ?? [];
  letter?.e.push(...passages.map(([flag, start, end, message]) => [data.flagged, start, end, flag, message, null, null]));
  return letter;
}

/** The letters of a block, unpacked once. */
function letters(block) {
  if (!unpacked.has(block)) unpacked.set(block, unpack(blocks[block]).then((all) => all.map(withFlags)));
  return unpacked.get(block);
}

/** A person's letter; null for those without a score. */
async function letterOf(person) {
  if (person.at >= data.ranked.length) return null;
  return (await letters(Math.floor(person.at / data.block)))[person.at % data.block];
}

/** A 32-bit hash of a text (FNV-1a over UTF-16 units, then mixed): the random order is the same on every machine. */
function hashOf(text) {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

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
  element.append(...children.filter((child) => child !== undefined && child !== null && child !== ""));
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

/** Everything but the letters; filled by `openData`. */
let data;

/** Applicants: the ranked in order of rank, then those without a score. */
let people = [];

/** Applicants by id and by code. */
let byId = new Map();
let byCode = new Map();

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
    person.letter ??= "";
  });
  byId = new Map(people.map((person) => [person.id, person]));
  byCode = new Map(people.map((person) => [person.code, person]));
}

/** The applicant of an id or a code, as it stands in a file. */
function personOf(text) {
  const id = text.trim();
  return byId.get(id) ?? byId.get(text) ?? byCode.get(id.toUpperCase());
}

/** A letter with the passages of its flags among its evidence. */
function withFlags(letter) {
  const passages = letter?.f.filter(([, start]) => start !== null) ?? [];
  const shown = ([flag, start, end, message, byCode]) => [data.flagged, start, end, flag, message, null, null, null, byCode];
  letter?.e.push(...passages.map(shown));
  return letter;
}

/** The letters of a block, unpacked once; none if the block is damaged. */
function letters(block) {
  if (!unpacked.has(block)) {
    const read = unpack(blocks[block]).then((all) => all.map(withFlags));
    unpacked.set(block, read.catch(() => []));
  }
  return unpacked.get(block);
}

/** A person's letter; null for those without a score, and where the page is damaged. */
async function letterOf(person) {
  if (!isScored(person)) return null;
  return (await letters(Math.floor(person.at / data.block)))[person.at % data.block] ?? null;
}

const isScored = (person) => person.at < data.ranked.length;

/** A 32-bit hash of a text (FNV-1a over UTF-16 units, then mixed): the random order is the same on every machine. */
function hashOf(text) {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

const THOUSANDS = new Intl.NumberFormat("en");

/** A count with its thousands apart. */
const counted = (count) => THOUSANDS.format(count);

/** A rank in figures; a dash for who is set apart. */
const rankOf = (person) => (person.rank === null ? "–" : counted(person.rank));

/** `1 letter`, `2 letters`. */
const many = (count, one, several = `${one}s`) => `${counted(count)} ${count === 1 ? one : several}`;

// What the browser tests share: the program, a page made by it, and a browser that has it open.

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

export const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "..", "..");
const program = process.env.SHORTLIST ?? join(root, "target", "release", "shortlist");
export const sample = join(root, "data", "sample", "letters-next.csv");
export const hostile = join(here, "hostile.csv");
export const DAY = "2027-03-01";

/** Runs the program in the project's folder; gives what it wrote to standard output. */
export function shortlist(...args) {
  return execFileSync(program, args, { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"], maxBuffer: 2 ** 28 });
}

export const folder = mkdtempSync(join(tmpdir(), "shortlist-browser-"));

/** A page over letters, and the same list as JSON. */
export function makePage(name, letters, ...args) {
  const page = join(folder, `${name}.html`);
  const json = join(folder, `${name}.json`);
  shortlist("rank", letters, "--as-of", DAY, "--output", page, "--output", json, ...args);
  return { page, list: JSON.parse(readFileSync(json, "utf8")) };
}

/** The evidence of each letter as `features` gives it: id → [{feature, kind, text, …}]. */
export function evidenceOf(letters) {
  const out = join(folder, "features.jsonl");
  shortlist("features", letters, "--as-of", DAY, "--output", out);
  const rows = readFileSync(out, "utf8").trim().split("\n").map((line) => JSON.parse(line));
  return new Map(rows.map((row) => [row.id, row]));
}

const FLAGS = [
  "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync",
];

export const launch = () => chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: FLAGS });

/** A page opened in a window of its own, with what it asked of the network and what went wrong in it. */
export async function openPage(browser, file, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1400, height: 1000 }, acceptDownloads: true, ...options });
  const page = await context.newPage();
  const requests = [];
  const errors = [];
  page.on("request", (request) => requests.push(request.url()));
  page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
  page.on("pageerror", (error) => errors.push(error.message));
  await page.goto(pathToFileURL(file).href);
  await page.waitForSelector("body[data-ready]");
  return { page, context, requests, errors };
}

/** The code of an id, as the program makes it (src/ingest/codes.rs). */
export function codeOf(id) {
  const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  const digest = createHash("sha256").update(`shortlist code\n${id.trim()}`).digest();
  const bits = digest.readUIntBE(0, 5);
  const code = Array.from({ length: 8 }, (_, at) => ALPHABET[Math.floor(bits / 32 ** (7 - at)) % 32]).join("");
  return `${code.slice(0, 4)}-${code.slice(4)}`;
}

/** Opens the letter of an id by its row, which has a code where the page is blind. */
export async function openLetter(page, id) {
  const name = (await page.isChecked("#blind")) ? codeOf(id) : id;
  const whole = new RegExp(`^${name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}$`);
  await page.locator("#rows button").filter({ has: page.locator("bdi.id", { hasText: whole }) }).click();
  await letterIs(page, id);
}

/** Waits until the letter of an id is open. */
export async function letterIs(page, id) {
  const name = (await page.isChecked("#blind")) ? codeOf(id) : id;
  await page.waitForFunction((name) => document.querySelector("#letter h2")?.textContent === name, name);
}

// What the browser tests share: the program, a page made by it, and a browser that has it open.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { createRequire } from "node:module";
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { inflateSync } from "node:zlib";
import { chromium, firefox } from "playwright-core";

const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
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
const downloads = mkdtempSync(join(folder, "downloads-"));

/** The file that a click downloads: its name and its text. */
export async function downloaded(page, selector) {
  if (!inFirefox) {
    const [got] = await Promise.all([page.waitForEvent("download"), page.locator(selector).click()]);
    return { name: got.suggestedFilename(), text: readFileSync(await got.path(), "utf8") };
  }
  // The driver doesn't report Firefox's downloads: the file appears in its folder.
  await page.locator(selector).click();
  for (let tries = 0; tries < 200; tries++) {
    const [name, ...more] = readdirSync(downloads);
    const path = name && join(downloads, name);
    if (name && more.length === 0 && !name.endsWith(".part") && statSync(path).size > 0) {
      const text = readFileSync(path, "utf8");
      rmSync(path);
      return { name, text };
    }
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error(`nothing was downloaded by ${selector}`);
}

/** How many sheets of paper a page prints on. Their objects may be packed (Firefox does so). */
export async function sheets(page) {
  // The driver hands Firefox inches where it takes centimetres.
  const paper = inFirefox ? { width: "21in", height: "29.7in" } : { format: "A4" };
  const pdf = (await page.pdf(paper)).toString("latin1");
  let text = pdf;
  for (const { index } of pdf.matchAll(/\bstream\r?\n/g)) {
    const from = pdf.indexOf("\n", index) + 1;
    try {
      text += inflateSync(Buffer.from(pdf.slice(from, pdf.indexOf("endstream", from)), "latin1")).toString("latin1");
    } catch {
      // Not packed, or packed otherwise: no list of objects.
    }
  }
  return (text.match(/\/Type\s*\/Page\b(?!s)/g) ?? []).length;
}

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

/** The browser under test: Chromium, or with BROWSER=firefox the Firefox of the system, over WebDriver BiDi. */
export const inFirefox = process.env.BROWSER === "firefox";

const start = (colorScheme) =>
  inFirefox
    ? firefox.launch({
        channel: "moz-firefox",
        executablePath: process.env.FIREFOX ?? "/usr/bin/firefox-esr",
        downloadsPath: downloads,
        firefoxUserPrefs: {
          "layout.css.prefers-color-scheme.content-override": colorScheme === "dark" ? 0 : 1,
        },
      })
    : chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: FLAGS });

/** A browser: windows of their own (`newContext`), each with the checker of accessibility in it, past the policy that keeps
 * scripts out of the page. Chromium takes its colours from each window, Firefox from a preference, so a dark one is started beside. */
export async function launch() {
  const started = { light: await start("light") };
  return {
    async newContext(options = {}) {
      const scheme = inFirefox ? (options.colorScheme ?? "light") : "light";
      started[scheme] ??= await start(scheme);
      const context = await started[scheme].newContext(options);
      await context.addInitScript({ path: AXE });
      return context;
    },
    close: () => Promise.all(Object.values(started).map((browser) => browser.close())),
  };
}

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


/** What the checker finds on a page: its rules that were broken. */
export async function faults(page) {
  const result = await page.evaluate(async () => {
    const { passes, violations } = await globalThis.axe.run(document, { resultTypes: ["violations"] });
    return { passes: passes.length, violations };
  });
  assert.ok(result.passes > 10, "the checker ran");
  return result.violations;
}

/** How many pixels a page is wider than its window. */
export const overflow = (page) => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

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
  const row = page.locator("#rows button").filter({ has: page.locator("bdi.id", { hasText: whole }) });
  await row.click();
  // A row that is drawn again between press and release (a grade was given this very moment) gets no click.
  await letterIs(page, id, 5_000).catch(() => row.click());
  await letterIs(page, id);
}

/** Waits until the letter of an id is open. */
export async function letterIs(page, id, timeout = 30_000) {
  const name = (await page.isChecked("#blind")) ? codeOf(id) : id;
  await page.waitForFunction((name) => document.querySelector("#letter h2")?.textContent === name, name, { timeout });
}

/** Types into a field as a person does, and leaves it. */
export const type = async (page, field, text) => {
  await page.locator(field).press("ControlOrMeta+a");
  await page.keyboard.type(text);
  await page.locator(field).blur();
};

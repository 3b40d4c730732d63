// The pages of figures (season, audit, evaluation) in a real browser: nothing is wider than a telephone, everybody can read
// them, nothing leaves them, and they print.

import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { DAY, faults, folder, inFirefox, launch, overflow, sheets, shortlist } from "./page.js";

const letters = "data/sample/letters.csv";
const labels = "data/sample/labels.csv";
const at = (name) => join(folder, name);
const pages = ["season", "blind", "audit", "evaluation"];

let browser;

before(async () => {
  shortlist("rank", letters, "--as-of", DAY, "--top", "60", "--plan", at("plan.json"), "--log", at("log.jsonl"), "--by", "chair", "--output", at("list.csv"));
  shortlist("audit", at("list.csv"), "--group", "study_year", "--group", "country", "--labels", labels, "--label", "decision", "--output", at("audit.json"), "--output", at("audit.html"));
  shortlist("evaluate", labels, "--letters", letters, "--as-of", DAY, "--label", "decision", "--model", "sample", "--reviewer", "reviewer", "--grade", "grade", "--top", "60", "--group", "study_year", "--output", at("evaluation.json"), "--output", at("evaluation.html"));
  const season = ["season", at("list.csv"), "--labels", labels, "--label", "grade", "--evaluation", at("evaluation.json"), "--audit", at("audit.json"), "--plan", at("plan.json"), "--log", at("log.jsonl")];
  shortlist(...season, "--output", at("season.html"));
  shortlist(...season, "--blind", "--output", at("blind.html"));
  browser = await launch();
});

after(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Opens a page in a window of its own and holds it to its promise: no error, no request beside the file. */
async function seeing(name, options, work) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const [requests, errors] = [[], []];
  page.on("request", (request) => requests.push(request.url()));
  page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
  const url = pathToFileURL(at(`${name}.html`)).href;
  try {
    await page.goto(url);
    await work(page);
    assert.deepEqual(errors, []);
    assert.deepEqual(requests, inFirefox ? [] : [url]); // Firefox does not report requests for files.
  } finally {
    await context.close();
  }
}

for (const name of pages) {
  for (const width of [360, 1400]) {
    test(`${name} fits ${width} px`, () =>
      seeing(name, { viewport: { width, height: 900 } }, async (page) => {
        assert.equal(await overflow(page), 0, "the page itself is never moved sideways");
        const sizes = await page.evaluate(() => [...new Set([...document.querySelectorAll(".plots svg")].map((svg) => Math.round(svg.getBoundingClientRect().width)))]);
        assert.ok(sizes.length <= 2, `charts of one size, and small ones: ${sizes}`);
      }));
  }

  for (const colorScheme of ["light", "dark"]) {
    test(`${name} can be read by everybody, ${colorScheme}`, () =>
      seeing(name, { colorScheme, viewport: { width: 1400, height: 900 } }, async (page) => {
        await page.evaluate(() => document.querySelectorAll("details").forEach((d) => (d.open = true)));
        assert.deepEqual((await faults(page)).map((v) => `${v.id}: ${v.nodes[0].html}`), []);
      }));
  }

  test(`${name} prints`, () =>
    seeing(name, {}, async (page) => {
      const count = await sheets(page);
      assert.ok(count >= 1 && count <= 12, `${count} sheets of paper`);
    }));
}

test("the audit folds what can't be judged", () =>
  seeing("audit", { viewport: { width: 1400, height: 900 } }, async (page) => {
    const height = await page.evaluate(() => document.documentElement.scrollHeight);
    assert.ok(height < 6000, `${height} px`);
    assert.equal(await page.locator("tr:visible", { hasText: "too few, not judged" }).count(), 0);
    assert.ok((await page.locator("tr", { hasText: "too few, not judged" }).count()) > 50, "they are there, folded");
  }));

test("a blind season names nobody, in text or attributes", () =>
  seeing("blind", {}, async (page) => {
    const all = await page.evaluate(() => document.documentElement.outerHTML);
    assert.equal(all.match(/\bS\d{3}\b/), null);
    assert.equal(all.match(/\bR[123]\b/), null);
  }));

test("the season says who stands near the line", () =>
  seeing("season", {}, async (page) => {
    const near = page.locator("table", { hasText: "chance of the first N" }).locator("tbody tr");
    assert.equal(await near.count(), 20);
    assert.match(await near.first().textContent(), /S\d{3}.*%.*in$/);
  }));

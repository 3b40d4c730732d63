// Sizes of review pages and the time until they can be read: `npm run measure`. The letters are made up: sentences of
// the sample, shuffled to about 5 kB each. Figures depend on the machine; they are printed, not asserted.

import { readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { folder, launch, makePage, sample } from "./page.js";

const SIZE = 5_000;
const RUNS = 5;

/** Numbers below `n`, the same each time. */
let state = 1;
const below = (n) => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return Math.floor((state / 2 ** 32) * n);
};

const sentences = readFileSync(sample, "utf8").match(/[A-Z][^".\n]{30,200}\. /g);

function letters(count) {
  const rows = Array.from({ length: count }, (_, at) => {
    let text = "";
    while (text.length < SIZE) text += sentences[below(sentences.length)] + (below(6) ? "" : "\n\n");
    return `M${at + 1},"${text}",physics\n`;
  });
  const path = join(folder, `letters-${count}.csv`);
  writeFileSync(path, "id,letter,field\n" + rows.join(""));
  return path;
}

const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];

const browser = await launch();
for (const count of [150, 5000]) {
  const table = letters(count);
  const begun = performance.now();
  const { page: file } = makePage(`page-${count}`, table);
  const made = performance.now() - begun;
  const times = { ready: [], open: [], search: [] };
  for (let run = 0; run < RUNS; run++) {
    const context = await browser.newContext({ viewport: { width: 1400, height: 1000 } });
    const page = await context.newPage();
    let since = performance.now();
    await page.goto(pathToFileURL(file).href);
    await page.waitForSelector("body[data-ready]");
    times.ready.push(performance.now() - since);
    since = performance.now();
    await page.keyboard.press("j");
    await page.waitForSelector("#letter .text");
    times.open.push(performance.now() - since);
    since = performance.now();
    await page.fill("#search", "diffusion");
    await page.waitForFunction(() => document.querySelector("#count").textContent.includes(" of "));
    times.search.push(performance.now() - since);
    await context.close();
  }
  const size = (path) => `${(statSync(path).size / 1e6).toFixed(2)} MB`;
  const shown = Object.entries(times).map(([name, values]) => `${name} ${median(values).toFixed(0)} ms (worst ${Math.max(...values).toFixed(0)})`);
  console.log(`${count} letters: table ${size(table)}, page ${size(file)}, ranked and written in ${(made / 1000).toFixed(1)} s; ${shown.join(", ")}`);
}
await browser.close();
rmSync(folder, { recursive: true, force: true });

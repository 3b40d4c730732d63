// The review page in a real browser: what a reviewer does with it, and what must never happen in it.

import assert from "node:assert/strict";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { DAY, codeOf, downloaded, evidenceOf, folder, here, hostile, faults, inFirefox, launch, letterIs, makePage, openLetter, openPage, overflow, sample, shortlist, type } from "./page.js";

let browser;
let made;
let trap;
let flagged;

before(async () => {
  made = makePage("review", sample, "--top", "20");
  trap = makePage("hostile", hostile);
  flagged = makePage("flagged", join(here, "flagged.csv"));
  browser = await launch();
});

after(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Runs a test in a window of its own, and holds the page to its promise: no error, no request. */
async function reviewing(file, work, options) {
  const opened = await openPage(browser, file, options);
  try {
    await work(opened.page, opened);
    assert.deepEqual(opened.errors, []);
    const away = opened.requests.filter((url) => !url.startsWith("file://") && !url.startsWith("blob:"));
    assert.deepEqual(away, [], "requests that leave the page");
    // Firefox doesn't report requests for files.
    if (!inFirefox) assert.equal(opened.requests.filter((url) => url.startsWith("file://")).length, opened.loads ?? 1, "one file");
  } finally {
    await opened.context.close();
  }
}

const ids = (page) => page.locator("#rows bdi.id").allTextContents();
/** What a blind page calls these applicants. */
const coded = (people) => people.map((c) => codeOf(c.id));
const graded = (page) => page.locator("#progress").textContent();

/** The words marked for each piece of evidence, by its index, as they stand in the letter. */
const marked = (page) =>
  page.evaluate(() => {
    const words = {};
    for (const mark of document.querySelectorAll("#letter .text mark[data-at]")) {
      for (const at of mark.dataset.at.split(" ")) words[at] = (words[at] ?? "") + (mark.matches(".gap") ? "" : mark.textContent);
    }
    return Object.values(words);
  });

test("the list is the ranking, with the line", () =>
  reviewing(made.page, async (page) => {
    assert.deepEqual(await ids(page), coded(made.list.ranked));
    assert.equal(await page.locator("#rows .side.in").count(), 20);
    assert.equal(await page.locator("#rows .score").first().textContent(), made.list.ranked[0].score.toFixed(3));
  }));

test("search finds letters by their words, and says how many", () =>
  reviewing(made.page, async (page) => {
    await page.keyboard.press("/");
    await page.keyboard.type("magnetron VALVE");
    await page.waitForFunction(() => document.querySelector("#count").textContent.startsWith("1 of"));
    assert.deepEqual(await ids(page), [codeOf("N001")]);
    await page.keyboard.press("Enter");
    await letterIs(page, "N001");
    await page.selectOption("#side", "out");
    await page.fill("#search", "");
    await page.waitForFunction(() => document.querySelectorAll("#rows li").length === 46);
  }));

test("the words marked in a letter are those of the evidence", () =>
  reviewing(made.page, async (page) => {
    const evidence = evidenceOf(sample);
    const used = new Set(made.list.ranked[0].contributions.map((c) => c.column));
    await page.uncheck("#blind");
    let seen = 0;
    for (const { id } of made.list.ranked) {
      await openLetter(page, id);
      const expected = evidence
        .get(id)
        .evidence.filter((e) => used.has(e.feature) && /^(topic_|experience_years$|error_rate$)/.test(e.feature))
        .map((e) => e.text.replace(/\r\n?/g, "\n"));
      assert.deepEqual((await marked(page)).sort(), expected.sort(), id);
      seen += expected.length;
    }
    assert.ok(seen > 200, `${seen} pieces of evidence`);
  }));

test("offsets hold beyond the basic plane and under masks, and overlapping evidence is shown whole", () =>
  reviewing(trap.page, async (page) => {
    const letter = evidenceOf(hostile).get("e-mail").evidence;
    await page.uncheck("#blind");
    await openLetter(page, "e-mail");
    const words = await marked(page);
    for (const e of letter.filter((e) => ["error_rate", "experience_years"].includes(e.feature))) {
      assert.ok(words.includes(e.text), `${e.feature}: ${e.text} among ${words}`);
    }
    assert.ok(words.includes("robusst") && words.includes("diffusion models"));
    await page.check("#blind");
    assert.ok((await marked(page)).includes("robusst"));
  }));

test("flags show the passages that they rest on, in the letter too", () =>
  reviewing(flagged.page, async (page) => {
    await page.uncheck("#blind");
    await openLetter(page, "told");
    const flag = page.locator("#letter .flags > li", { hasText: "grader instructions" });
    assert.match(await flag.locator(".passages q").first().textContent(), /ignore all previous instructions/i);
    const marks = await page.locator("#letter .text mark.flag").allTextContents();
    assert.ok(marks.some((words) => /ignore all previous instructions/i.test(words)), `${marks}`);
    assert.match(await page.locator("#letter .legend").textContent(), /\d flagged passage/);
    await openLetter(page, "copy");
    const like = page.locator("#letter .flags > li", { hasText: "near duplicate" });
    assert.match(await like.textContent(), /similarity 1\.00 with first/);
    assert.ok((await page.locator("#letter .text mark.flag").allTextContents()).join("").length > 100);
    await openLetter(page, "short");
    assert.match(await page.locator("#letter .flags > li", { hasText: "too short" }).textContent(), /words where at least 60/);
  }));

test("bars add up to the log-odds, each beginning where the one before it ended", () =>
  reviewing(made.page, async (page) => {
    for (const candidate of [made.list.ranked[0], made.list.ranked[40], made.list.ranked.at(-1)]) {
      await openLetter(page, candidate.id);
      const { amounts, total, edges } = await page.evaluate(() => {
        const number = (name) => (e) => Number(e.dataset[name]);
        const rows = [...document.querySelectorAll(".sum li[data-amount]")];
        const fills = rows.map((row) => row.querySelector(".fill").style);
        return {
          amounts: rows.map(number("amount")),
          total: number("total")(document.querySelector(".sum [data-total]")),
          edges: fills.map((f) => [parseFloat(f.left), parseFloat(f.left) + parseFloat(f.width)]),
        };
      });
      const stated = candidate.contributions.filter((c) => c.stated).length;
      assert.equal(amounts.length, candidate.contributions.length + stated + 1);
      assert.equal(total, candidate.log_odds);
      assert.ok(Math.abs(amounts.reduce((a, b) => a + b, 0) - candidate.log_odds) < 1e-9);
      for (let at = 1; at < edges.length; at++) {
        const [end, begin] = [edges[at - 1][amounts[at - 1] < 0 ? 0 : 1], edges[at][amounts[at] < 0 ? 1 : 0]];
        assert.ok(Math.abs(end - begin) < 0.85, `bar ${at} of ${candidate.id}: ${end} and ${begin}`);
      }
    }
  }));

test("a reason brings out its passages", () =>
  reviewing(made.page, async (page) => {
    const candidate = made.list.ranked[0];
    const reason = candidate.contributions.find((c) => c.column === "concreteness" && c.quotes.length);
    await openLetter(page, candidate.id);
    await page.locator(".sum button", { hasText: reason.phrase }).click();
    assert.equal(await page.locator(".passages q").first().textContent(), reason.quotes[0]);
    assert.ok((await page.locator("mark.brought").count()) >= reason.quotes.length);
  }));

test("an error says what it is under the pointer and at the keyboard's focus", () =>
  reviewing(trap.page, async (page) => {
    await openLetter(page, "e-mail");
    const error = page.locator("mark.error", { hasText: "robusst" });
    await error.hover();
    assert.match(await page.locator("#tip").textContent(), /spelling.*robust/);
    await page.mouse.move(2, 2);
    await page.waitForSelector("#tip", { state: "hidden" });
    await page.locator("#letter .moves button").last().focus();
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate(() => document.activeElement.textContent), "robusst");
    assert.match(await page.locator("#tip").textContent(), /spelling.*robust/);
    await page.keyboard.press("Escape");
    await page.waitForSelector("#tip", { state: "hidden" });
  }));

test("blind by default: other columns, names and addresses are covered until asked for", () =>
  reviewing(trap.page, async (page) => {
    await openLetter(page, "e-mail");
    const text = () => page.locator("#letter").innerText();
    for (const word of ["Zoë", "Quist", "zoe@uni.example", "7946", "zoe.example", "physics"]) {
      assert.ok(!(await text()).includes(word), word);
    }
    assert.match(await text(), /\[name\].*\[e-mail\].*\[phone\].*\[link\]/);
    await page.fill("#search", "quist");
    await page.waitForFunction(() => document.querySelector("#count").textContent.startsWith("0 of"));
    await page.fill("#search", "");
    await page.uncheck("#blind");
    for (const word of ["Zoë Quist", "zoe@uni.example", "+44 20 7946 0958", "https://zoe.example/cv", "physics"]) {
      assert.ok((await text()).includes(word), word);
    }
  }));

test("hostile letters are text, and what is hidden is shown", () =>
  reviewing(trap.page, async (page) => {
    await page.uncheck("#blind");
    await openLetter(page, "=1+1");
    const text = await page.locator("#letter .text").textContent();
    assert.ok(text.startsWith("<script>document.title='owned'</script> </textarea> \"><img src=x onerror="), text);
    await openLetter(page, "hidden");
    assert.deepEqual(await page.locator("#letter .text .hidden").allTextContents(), ["U+202E", "U+200B", "U+00AD", "U+E0041", "U+E0042", "U+FEFF"]);
    assert.ok((await page.locator("#letter .text").textContent()).includes("👩‍🔬 stays whole"));
    assert.notEqual(await page.title(), "owned");
    assert.equal(await page.locator("#letter img, #letter script, #rows img, #rows script").count(), 0);
    assert.match(await page.locator("#rows").innerText(), /empty[\s\S]*the letter is empty/);
  }));

test("grades by keyboard stay after a reload, come out as labels.csv, and train and retrain read them", () =>
  reviewing(made.page, async (page, opened) => {
    opened.loads = 2;
    await type(page, "#reviewer", "Ada, \"A\"");
    // One key a letter: after a grade the next ungraded letter is open.
    for (let at = 0; at < 12; at++) {
      await letterIs(page, made.list.ranked[at].id);
      await page.keyboard.press(at % 2 ? "r" : "a");
    }
    await letterIs(page, made.list.ranked[12].id);
    assert.match(await graded(page), /about a minute left|minutes left/);
    await page.selectOption("#scale", "1-5");
    await page.locator("#scale").blur();
    await page.keyboard.press("5");
    assert.match(await page.locator("#problem").textContent(), /one kind/);
    await page.selectOption("#scale", "accept-reject");
    await page.locator("#scale").blur();
    await page.keyboard.press("b");
    await letterIs(page, made.list.ranked[11].id);
    await page.keyboard.press("c");
    await page.keyboard.type("as good as \"N013\",\nor j better");
    assert.match(await graded(page), /^12 of 66 graded/);
    assert.match(await page.locator("#unsaved").textContent(), /changes in no file yet/);
    await page.reload();
    await page.waitForSelector("body[data-ready]");
    assert.equal(await graded(page), "12 of 66 graded");
    await letterIs(page, made.list.ranked[11].id);
    assert.equal(await page.locator(".grade[aria-pressed=true]").textContent(), "reject");
    const { name, text } = await downloaded(page, "#download");
    assert.equal(name, "labels.csv");
    const labels = join(folder, "labels.csv");
    writeFileSync(labels, text);
    const rowOf = new Map(made.list.ranked.map((c) => [c.id, c.row]));
    const twelve = made.list.ranked.slice(0, 12).map((c, at) => [c.id, at % 2 ? "reject" : "accept"]);
    twelve.sort((a, b) => rowOf.get(a[0]) - rowOf.get(b[0]));
    const note = (id) => (id === made.list.ranked[11].id ? '"as good as ""N013"",\nor j better"' : "");
    // A blind page writes codes; the commands below find the ids.
    const rows = twelve.map(([id, label]) => `${codeOf(id)},${label},"Ada, ""A""",${note(id)},,`);
    assert.equal(text.replace(/,[0-9a-f]{8}$/gm, ","), "id,label,reviewer,note,tags,fingerprint\n" + rows.join("\n") + "\n");
    assert.equal(await page.locator("#unsaved").textContent(), "");
    const said = shortlist("train", labels, "--letters", sample, "--label", "label", "--as-of", DAY, "--output", join(folder, "m.json"));
    assert.match(said, /12 letters \(6 `accept`\)/);
    // The loop closes: last year's model, the labels from the page, and the next ranking.
    const model = join(folder, "loop.json");
    const [old, letters] = ["labels.csv", "letters.csv"].map((file) => join(dirname(sample), file));
    shortlist("train", old, "--letters", letters, "--label", "decision", "--as-of", DAY, "--output", model);
    const round = shortlist("retrain", labels, "--letters", sample, "--label", "label", "--model", model, "--as-of", DAY);
    assert.match(round, /12 new labels/);
    shortlist("model", "verify", model);
    assert.match(shortlist("rank", sample, "--model", model, "--as-of", DAY, "--top", "3"), /3 places/);
  }));

test("scores are hidden until a letter is graded, and the order does not tell them", () =>
  reviewing(made.page, async (page) => {
    await page.check("#hide");
    assert.equal(await page.inputValue("#order"), "random");
    const first = await ids(page);
    assert.notDeepEqual(first, coded(made.list.ranked));
    assert.deepEqual([...first].sort(), coded(made.list.ranked).sort());
    assert.equal(await page.locator("#rows .score, #rows .place, #rows .why, #rows .side").count(), 0);
    await page.uncheck("#advance");
    await page.selectOption("#scale", "1-5");
    await page.locator("#scale").blur();
    assert.equal(await page.locator("#letter .sum, #letter .rank, #letter .neighbours, #letter mark, #letter .plan").count(), 0);
    await page.keyboard.press("4");
    assert.equal(await page.locator("#letter .sum").count(), 1);
    await page.keyboard.press("j");
    await page.waitForSelector("#reveal");
    await page.keyboard.press("s");
    assert.equal(await page.locator("#letter .sum").count(), 1);
    await type(page, "#seed", "2");
    assert.notDeepEqual(await ids(page), first);
    await type(page, "#seed", "1");
    assert.deepEqual(await ids(page), first);
  }));

test("letters are filtered by the reading plan and by groups, and people's decisions are told with their reasons", async () => {
  const [overrides, plan] = [join(folder, "overrides.csv"), join(folder, "plan.json")];
  writeFileSync(overrides, "id,decision,reason\nN064,in,<b>knows</b> the field\n");
  const round = makePage("round", sample, "--top", "20", "--plan", plan, "--overrides", overrides, "--per-group", "study_year=1");
  const planned = JSON.parse(readFileSync(plan, "utf8")).applicants;
  const band = (name) => planned.filter((p) => p.band === name).map((p) => p.id).sort();
  await reviewing(round.page, async (page) => {
    for (const name of ["must read", "random check", "clear"].filter((name) => band(name).length)) {
      await page.selectOption("#band", name);
      assert.deepEqual((await ids(page)).sort(), band(name).map(codeOf).sort(), name);
    }
    await page.selectOption("#band", "");
    assert.ok(await page.locator("#group-label").isHidden(), "a blind reader does not choose by groups");
    await openLetter(page, "N064");
    assert.match(await page.locator("#letter .decided").textContent(), /^people decided: in \(their reason is covered/);
    const own = planned.find((p) => p.id === "N064");
    assert.equal(await page.locator("#letter .plan").textContent(), `${own.band}: ${own.read}`);
    await page.uncheck("#blind");
    assert.equal(await page.locator("#letter .decided").textContent(), "people decided: in, because: <b>knows</b> the field");
    const year = round.list.ranked[0].columns?.study_year ?? "PhD 1";
    await page.selectOption("#group", `=${year}`);
    const count = Number((await page.locator("#count").textContent()).split(" ")[0]);
    assert.ok(count > 0 && count < 66, `${count} of the group`);
    await page.locator("#rows button").first().click();
    await page.waitForFunction((year) => document.querySelector("#letter .group")?.textContent === `study_year: ${year}; places are reserved by this column`, year);
    await page.check("#blind");
    assert.equal((await ids(page)).length, 66, "the choice of a group ends where the page is blind");
    assert.equal(await page.locator("#letter .group").count(), 0);
    await page.check("#hide");
    await openLetter(page, planned.at(-1).id);
    assert.equal(await page.locator("#letter .plan").count(), 0, "the band would say how sure the score is");
    assert.ok(await page.locator("#band-label").isHidden());
  });
});

test("the most uncertain letters come first where that is asked for", () =>
  reviewing(made.page, async (page) => {
    await page.selectOption("#order", "uncertain");
    const expected = [...made.list.ranked].sort((a, b) => Math.abs(a.log_odds) - Math.abs(b.log_odds)).map((c) => codeOf(c.id));
    assert.deepEqual(await ids(page), expected);
  }));

test("a random half shows its scores before the grade, and labels.csv says which; a score asked for is in neither half", () =>
  reviewing(made.page, async (page) => {
    await type(page, "#reviewer", "Ann");
    await page.check("#trial");
    await page.uncheck("#advance");
    const seen = new Map();
    const people = made.list.ranked.slice(0, 24);
    let hidden = 0;
    for (const { id } of people) {
      await openLetter(page, id);
      const shown = (await page.locator("#letter .sum").count()) === 1;
      seen.set(codeOf(id), shown ? "1" : "0");
      if (!shown && (hidden += 1) % 3 === 0) {
        await page.keyboard.press("s");
        await page.waitForSelector("#letter .sum");
        seen.set(codeOf(id), "");
      }
      await page.keyboard.press("a");
    }
    assert.deepEqual([...new Set(seen.values())].sort(), ["", "0", "1"], "each kind was met");
    const [header, ...rows] = (await downloaded(page, "#download")).text.trim().split("\n");
    assert.equal(header, "id,label,reviewer,note,tags,fingerprint,score,score_shown");
    assert.deepEqual(new Map(rows.map((row) => [row.split(",")[0], row.split(",")[7]])).size, people.length);
    for (const row of rows) assert.equal(row.split(",")[7], seen.get(row.split(",")[0]), row);
    const scores = new Map(people.map(({ id, score }) => [codeOf(id), score]));
    for (const cells of rows.map((row) => row.split(","))) if (cells[7]) assert.equal(Number(cells[6]), scores.get(cells[0]), cells[0]);
  }));

test("five thousand letters: all on the list, each opens, and a search finds the one", async () => {
  const letters = join(folder, "many.csv");
  const topics = ["spiking networks", "diffusion models", "reinforcement learning", "language models"];
  const text = (at) =>
    `Letter ${at}. I work on ${topics[at % 4]} in a lab of ${(at % 37) + 2} people, and wrote mark${at}x in my notes. ` +
    `We measured ${at} runs in ${(at % 9) + 2} months, and I want to learn how others test what they claim about ${topics[(at >> 2) % 4]}.`;
  writeFileSync(letters, "id,letter\n" + Array.from({ length: 5000 }, (_, at) => `P${at},"${text(at)}"\n`).join(""));
  const many = makePage("many", letters, "--top", "60");
  await reviewing(many.page, async (page) => {
    assert.equal(await page.locator("#rows li").count(), 5000);
    await openLetter(page, many.list.ranked.at(-1).id);
    await page.fill("#search", "mark4711x");
    await page.waitForFunction(() => document.querySelector("#count").textContent.startsWith("1 of 5"));
    assert.deepEqual(await ids(page), [codeOf("P4711")]);
  });
});

test("no serious fault of accessibility, wide and narrow, light and dark", async () => {
  for (const colorScheme of ["light", "dark"]) {
    for (const width of [1400, 320]) {
      for (const made_ of [made, trap]) {
        const options = { colorScheme, viewport: { width, height: 800 } };
        await reviewing(made_.page, async (page) => {
          for (const state of ["list", "letter", "help"]) {
            if (state === "letter") {
              await page.keyboard.press("j");
              await page.waitForSelector("#letter .text");
              await page.keyboard.press("a");
              await page.keyboard.press("b");
              await page.locator(".sum button").first().click();
            }
            if (state === "help") await page.keyboard.press("?");
            const over = await overflow(page);
            assert.ok(over <= 0, `${width} px, ${state}: ${over} px too wide`);
            const found = (await faults(page)).filter((v) => ["serious", "critical", "moderate"].includes(v.impact));
            assert.deepEqual(found.map((v) => `${v.id}: ${v.nodes[0].html} ${v.nodes[0].failureSummary}`), [], `${colorScheme}, ${width} px, ${state}`);
          }
        }, options);
      }
    }
  }
});

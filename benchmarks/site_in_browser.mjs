// Opens the pages in a real browser and tells what is not right. Started by benchmarks/site_in_browser.py, which
// hands over: the folder of the pages, the folder of the node packages, the browser, a new profile, a folder for
// pictures, or "" for none.
import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [site, modules, executablePath, profile, pictures] = process.argv.slice(2);
const require = createRequire(pathToFileURL(join(modules, "x.js")));
const { chromium } = require("playwright-core");
const AXE = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

const DESK = { width: 1200, height: 900 };
const PHONE = { width: 360, height: 740 };
const NARROW = { width: 320, height: 640 };

const address = (path) => pathToFileURL(join(site, path)).href;
const html = (folder) => readdirSync(join(site, folder)).filter((name) => name.endsWith(".html"));
const PAGES = [
  ...html("."),
  ...html("sections").map((name) => `sections/${name}`),
  ...html("entries").map((name) => `entries/${name}`),
];

let findings = 0;
let done = 0;
function expect(right, what) {
  done += 1;
  if (right) return;
  findings += 1;
  console.log(`not right: ${what}`);
}

const browser = await chromium.launchPersistentContext(profile, {
  executablePath,
  headless: true,
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
  viewport: DESK,
  offline: true,
});

// A page that reports each request that leaves this machine, and each complaint of the browser.
async function open(context, path) {
  const page = await context.newPage();
  page.on("request", (request) => expect(request.url().startsWith("file:"), `${path} asks for ${request.url()}`));
  page.on("console", (message) => expect(message.type() !== "error", `${path}: ${message.text()}`));
  page.on("pageerror", (error) => expect(false, `${path}: ${error.message}`));
  page.on("requestfailed", (request) => {
    // What is under way when the next page is opened is given up; that is no failure.
    const given = request.failure().errorText === "net::ERR_ABORTED";
    expect(given, `${path}: ${request.url()} could not be loaded`);
  });
  await page.goto(address(path));
  return page;
}

async function audit(page, what) {
  await page.evaluate(AXE);
  const { violations, passes } = await page.evaluate((tags) => axe.run({ runOnly: tags, preload: false }), RULES);
  for (const { id, help, nodes } of violations) {
    for (const node of nodes) expect(false, `${what}: ${id}: ${help}: ${node.html.slice(0, 120)}`);
  }
  expect(passes.length > 15, `${what}: axe looked at almost nothing`);
}

const focused = (page) => page.evaluate(() => document.activeElement.id || document.activeElement.textContent);

async function everyPage() {
  const page = await open(browser, "index.html");
  for (const path of PAGES) {
    await page.goto(address(path));
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme });
      await audit(page, `${path}, ${colorScheme}`);
    }
    for (const size of [PHONE, NARROW]) {
      await page.setViewportSize(size);
      const wide = await page.evaluate(() => document.scrollingElement.scrollWidth - window.innerWidth);
      expect(wide <= 0, `${path}: ${wide} pixels too wide for ${size.width}`);
    }
    await page.setViewportSize(DESK);
    const first = await page.evaluate(() => document.querySelector("aside.strip a[href^='tel:']") !== null);
    expect(first, `${path}: no number to call`);
  }
  await page.close();
}

async function searching() {
  const page = await open(browser, "index.html");
  await page.keyboard.press("Tab");
  expect((await focused(page)) === "Skip to the text", "the first Tab does not reach the way to the text");
  const shown = await page.evaluate(() => document.activeElement.getBoundingClientRect().top >= 0);
  expect(shown, "the way to the text cannot be seen when it has the focus");
  await page.keyboard.press("Enter");
  expect((await focused(page)) === "main", "the way to the text does not lead there");
  await page.keyboard.press("Tab");
  expect((await focused(page)) === "query", "the search is not the first thing in the text");
  await page.keyboard.type("mised a tablett");
  await page.waitForFunction(() => document.getElementById("results-count").textContent !== "");
  const links = () => page.locator("#results-list a").allTextContents();
  expect((await links())[0] === "What if I miss a dose?", `a mistyped search finds ${await links()}`);
  await audit(page, "the search with results");
  await page.setViewportSize(PHONE);
  await audit(page, "the search with results on a phone");
  await page.setViewportSize(DESK);
  await page.keyboard.press("Enter");
  expect((await focused(page)) === "results-title", "Enter does not lead to the results");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.waitForURL(/missed-dose/);
  await page.goBack();
  await page.waitForFunction(() => document.querySelectorAll("#results-list a").length > 0);
  expect(!page.url().includes("?"), "what was typed stands in the address");
  await page.fill("#query", "zzzz qqqq");
  await page.waitForFunction(() => document.getElementById("results-count").textContent.startsWith("Nothing"));
  await audit(page, "the search without results");
  await page.fill("#query", "<img src=x onerror=alert(1)>");
  expect((await page.locator("#results-list img").count()) === 0, "what was typed became markup");
  await page.fill("#query", "");
  expect(await page.locator("#results-title").isHidden(), "an empty search shows results");
  await page.goto(`${address("entries/alcohol.html")}`);
  await page.click("header >> text=Search");
  await page.waitForFunction(() => document.activeElement.id === "query");
  await page.close();
}

async function withoutScripts() {
  const plain = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
  const context = await plain.newContext({ javaScriptEnabled: false, offline: true });
  const page = await open(context, "index.html");
  expect(await page.locator("text=needs JavaScript").isVisible(), "nothing says that the search needs JavaScript");
  expect(await page.locator("#search-form").isHidden(), "a search that cannot work is shown");
  await page.click("text=Taking it day by day");
  await page.click("text=What if I miss a dose?");
  expect(await page.locator("#answer").isVisible(), "no answer is seen without scripts");
  await plain.close();
}

async function onPaper() {
  const page = await open(browser, "entries/missed-dose.html");
  await page.emulateMedia({ media: "print", colorScheme: "dark" });
  const paper = await page.evaluate(() => {
    const shown = (selector) => getComputedStyle(document.querySelector(selector)).display !== "none";
    const { backgroundColor, color } = getComputedStyle(document.documentElement);
    return { backgroundColor, color, navigation: shown("header nav"), urgent: shown(".urgent"), end: shown("footer") };
  });
  expect(paper.backgroundColor === "rgb(255, 255, 255)" && paper.color === "rgb(0, 0, 0)", "print is not black on white");
  expect(!paper.navigation && paper.urgent && paper.end, "print shows the wrong parts");
  if (pictures) await page.pdf({ path: join(pictures, "print.pdf"), format: "A4" });
  if (pictures) await page.screenshot({ path: join(pictures, "print.png"), fullPage: true });
  await page.close();
}

async function takePictures() {
  const page = await open(browser, "index.html");
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    for (const [name, size] of [["desk", DESK], ["phone", PHONE]]) {
      await page.setViewportSize(size);
      for (const path of ["index.html", "urgent.html", "sections/taking.html", "entries/missed-dose.html"]) {
        await page.goto(address(path));
        const file = `${path.replaceAll("/", "-").replace(".html", "")}-${colorScheme}-${name}.png`;
        await page.screenshot({ path: join(pictures, file), fullPage: true });
      }
      await page.goto(address("index.html"));
      await page.fill("#query", "can I drink wine");
      await page.waitForTimeout(400);
      await page.screenshot({ path: join(pictures, `search-${colorScheme}-${name}.png`) });
    }
  }
  await page.close();
}

try {
  await everyPage();
  await searching();
  await withoutScripts();
  await onPaper();
  if (pictures) await takePictures();
} finally {
  await browser.close();
}
console.log(`${PAGES.length} pages, ${done} checks, ${findings} not right`);
process.exitCode = findings ? 1 : 0;

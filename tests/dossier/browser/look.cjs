// What does Chromium make of the dossier? Prints one JSON object; argument: the page's path, the PDF's path.
const { chromium } = require("playwright-core");
const { readFileSync } = require("node:fs");
const { pathToFileURL } = require("node:url");

const [page_path, pdf_path] = process.argv.slice(2);
const address = pathToFileURL(page_path).href;
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

async function visit(browser, { width, height, scheme, script }) {
  // The page's policy allows no script but its own; axe is brought in from outside the page.
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: scheme,
    javaScriptEnabled: script,
    bypassCSP: false,
  });
  const page = await context.newPage();
  const requests = [];
  const errors = [];
  page.on("request", (request) => requests.push(request.url()));
  page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
  page.on("pageerror", (error) => errors.push(String(error)));
  await page.goto(address);
  const found = { requests: requests.filter((url) => url !== address), errors };
  found.rows = await page.locator("#ledger-table tbody tr:visible").count();
  found.pictures = await page.locator("svg.chart:visible").count();
  found.receipts = await page.locator("li.receipt").count();
  return { context, page, found };
}

async function measured(browser, size) {
  const { context, page, found } = await visit(browser, { ...size, script: true });
  found.scrollWidth = await page.evaluate(() => document.documentElement.scrollWidth);
  const results = await page.evaluate(`(() => { ${axe}; return axe.run(document, { resultTypes: ["violations"] }); })()`);
  found.axe = results.violations
    .filter((each) => ["serious", "critical"].includes(each.impact))
    .map((each) => `${each.id}: ${each.nodes.map((node) => node.html.slice(0, 160)).slice(0, 3).join(" | ")}`);
  await context.close();
  return found;
}

async function used(browser) {
  const { context, page, found } = await visit(browser, { width: 1200, height: 900, scheme: "light", script: true });
  await page.locator("#filter [name=text]").fill("Hafen, den es nicht gibt");
  found.none = await page.locator("#ledger-table tbody tr:visible").count();
  await page.locator("#filter [name=text]").fill("");
  await page.locator("#filter [name=scope]").selectOption("history");
  found.history = await page.locator("#ledger-table tbody tr:visible").count();
  await page.locator("#filter [name=scope]").selectOption("");
  const visible = () => page.locator("#ledger-table tbody tr:visible").count();
  found.narrowed = {};
  for (const [name, value] of [["read", "shallow"], ["read", "proposed"], ["origins", "2"], ["tier", "narrated"]]) {
    await page.locator("#filter [name=" + name + "]").selectOption(value);
    found.narrowed[name + " " + value] = await visible();
    await page.locator("#filter button[type=reset]").click();
  }
  await page.waitForTimeout(50);
  found.reset = await visible();
  const who = page.locator("#ledger-table th button").nth(1);
  await who.click();
  found.sorted = await page.locator("#ledger-table tbody td:nth-child(2) .name").allInnerTexts();
  await page.locator("#ledger-table a.ref").first().click();
  found.drawer = await page.locator("#drawer mark.evidence").first().innerText();
  await page.keyboard.press("Escape");
  found.closed = !(await page.locator("#drawer").isVisible());
  const board = page.locator(".board").first();
  const sums = () => board.locator("tfoot tr").evaluateAll((rows) => rows.map((row) => Array.from(row.cells, (cell) => cell.textContent)));
  found.sums = await sums();
  await board.locator("tbody td button").first().click();
  await board.locator(".weights input").first().fill("0.2");
  found.moved = await sums();
  const [file] = await Promise.all([page.waitForEvent("download"), board.getByRole("button", { name: "Take this board" }).click()]);
  found.taken = JSON.parse(readFileSync(await file.path(), "utf8"));
  await context.close();
  return found;
}

(async () => {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
    args: [
      "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
      "--disable-component-update", "--disable-sync",
    ],
  });
  const out = {};
  out.desktop = await measured(browser, { width: 1280, height: 900, scheme: "light" });
  out.dark = await measured(browser, { width: 1280, height: 900, scheme: "dark" });
  out.phone = await measured(browser, { width: 390, height: 844, scheme: "light" });
  const plain = await visit(browser, { width: 1280, height: 900, scheme: "light", script: false });
  out.plain = plain.found;
  await plain.context.close();
  out.used = await used(browser);
  const paper = await visit(browser, { width: 1280, height: 900, scheme: "light", script: true });
  await paper.page.pdf({ path: pdf_path, format: "A4" });
  await browser.close();
  console.log(JSON.stringify(out));
})();

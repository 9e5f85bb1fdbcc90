// Can a person review with the keyboard alone? Prints one JSON object; arguments: address, name, password,
// how many items, a folder for pictures.
const { chromium } = require("playwright-core");
const { readFileSync } = require("node:fs");

const [address, name, password, many, folder] = process.argv.slice(2);
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const PAGES = [
  "/", "/mine", "/appeals", "/appeal?appeal=a-1", "/accounts", "/account?account=a1", "/notices", "/notice?notice=n-1",
  "/notice?notice=n-2", "/threats", "/threat?threat=t-1", "/orders", "/order?order=FR-2026-17", "/order?order=FR-2026-12",
  "/incidents", "/restored", "/restored?order=FR-2026-12", "/trips", "/papers", "/complaints", "/statements", "/statement?item=forum:p1&revision=0", "/statistics",
  "/set-aside", "/log", "/people", "/password",
];

function watched(page, found) {
  page.on("request", (request) => request.url().startsWith(address) || found.elsewhere.push(request.url()));
  page.on("console", (message) => message.type() === "error" && found.errors.push(message.text()));
  page.on("pageerror", (error) => found.errors.push(String(error)));
}

async function serious(page) {
  const results = await page.evaluate(`(() => { ${axe}; return axe.run(document, { resultTypes: ["violations"] }); })()`);
  return results.violations
    .filter((each) => ["serious", "critical"].includes(each.impact))
    .map((each) => `${page.url()} ${each.id}: ${each.nodes.map((node) => node.html.slice(0, 160)).slice(0, 3).join(" | ")}`);
}

async function signIn(page) {
  await page.goto(`${address}/review`);
  await page.waitForFunction(() => document.activeElement.name === "person");  // on a busy machine focus comes late
  await page.keyboard.type(name);
  await page.keyboard.press("Tab");
  await page.keyboard.type(password);
  await page.keyboard.press("Enter");
  await page.waitForURL(`${address}/review`);
}

const item = (page) => page.locator(".over code").innerText();

async function gone(page, doing) {  // what leads to another page, until it is there
  await Promise.all([page.waitForEvent("load"), doing()]);
}

// No mouse in here.
async function reviewed(page, found) {
  const keys = page.keyboard, press = (key) => gone(page, () => keys.press(key));
  await press("Enter");  // Begin has the focus
  found.hidden = await page.locator("body").innerText();
  await page.screenshot({ path: `${folder}/item-hidden.png` });
  const seen = [];
  const start = Date.now();
  for (let number = 0; number < Number(many); number += 1) {
    seen.push(await item(page));
    await press("s");
    if (number === 0) {
      found.mark = await page.locator("#text mark").first().innerText();
      await page.screenshot({ path: `${folder}/item-shown.png` });
      await keys.press("s");
      found.veiled = await page.locator("#text.veiled").count();
      await keys.press("s");
      await keys.press("Enter");  // nothing is chosen: nothing is sent
      found.held = (await item(page)) === seen[0];
    }
    await keys.press(String((number % 5) + 1));
    if (number % 10 === 9) await keys.press("h");
    if (number % 3) {
      await keys.press("q");
      await press("Enter");
    } else {
      await keys.press("r");
      await keys.type("the passage is what 5 and 2 say");  // digits in a field are only digits
      await press("Enter");
    }
    if (number === 2) {  // taken back, and decided anew
      const next = await item(page);
      await press("u");
      found.back = (await item(page)) === seen[2];
      await press("s");
      await keys.press("4");
      await keys.press("w");
      await press("Enter");
      found.next = (await item(page)) === next;
    }
    if (number === 4) {
      const before = await item(page);
      await press("k");
      found.skipped = (await item(page)) !== before;
    }
  }
  found.seconds = (Date.now() - start) / 1000;
  found.items = new Set(seen).size;
  found.pause = await page.locator(".pause").innerText();
  await page.screenshot({ path: `${folder}/item-pause.png` });
}

async function looks(browser, { width, height, scheme, label, state }) {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: scheme, storageState: state });
  context.setDefaultTimeout(120_000);  // two jobs of a busy machine take turns
  const page = await context.newPage();
  const found = { elsewhere: [], errors: [], axe: [], wide: [] };
  watched(page, found);
  for (const path of [...PAGES, "/item"]) {
    await page.goto(`${address}/review${path}`);
    found.axe.push(...(await serious(page)));
    const over = await page.evaluate(() => document.documentElement.scrollWidth);
    if (over > width) found.wide.push(`${path} ${over}`);
    await page.screenshot({ path: `${folder}/${label}${path.replace(/[^a-z0-9]+/gi, "-")}.png`, fullPage: true });
  }
  await context.close();
  return found;
}

async function plain(browser, state) {
  const context = await browser.newContext({ javaScriptEnabled: false, storageState: state });
  context.setDefaultTimeout(120_000);  // two jobs of a busy machine take turns
  const page = await context.newPage();
  await page.goto(`${address}/review`);
  await page.locator("a.button, form[action$='/take'] button").first().click();
  const first = await item(page);
  if (await page.locator("#show").count()) await page.locator("#show button").click();
  await page.locator("input[name=verdict][value=hold]").check();
  await page.locator("#reason").fill("as the clause says");
  await page.locator("#go").click();
  const found = { next: (await item(page)) !== first };
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
  const out = { keys: { elsewhere: [], errors: [] } };
  const context = await browser.newContext({ viewport: { width: 1280, height: 860 } });
  context.setDefaultTimeout(120_000);  // two jobs of a busy machine take turns
  const page = await context.newPage();
  watched(page, out.keys);
  await page.goto(`${address}/review/sign-in`);
  out.door = await serious(page);
  await page.screenshot({ path: `${folder}/door.png` });
  await signIn(page);
  out.begin = await page.evaluate(() => document.activeElement.textContent.trim());
  await reviewed(page, out.keys);
  const state = await context.storageState();
  out.cookies = state.cookies.map((each) => [each.name, each.httpOnly, each.sameSite]);
  out.plain = await plain(browser, state);
  out.desktop = await looks(browser, { width: 1280, height: 860, scheme: "light", label: "desktop", state });
  out.dark = await looks(browser, { width: 1280, height: 860, scheme: "dark", label: "dark", state });
  out.phone = await looks(browser, { width: 390, height: 844, scheme: "light", label: "phone", state });
  await browser.close();
  console.log(JSON.stringify(out));
})();

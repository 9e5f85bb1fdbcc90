// Can anybody give notice with the keyboard alone? Prints one JSON object; arguments: address, a folder for pictures.
const { chromium } = require("playwright-core");
const { readFileSync } = require("node:fs");

const [address, folder] = process.argv.slice(2);
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const out = { axe: [], wide: [], elsewhere: [], errors: [] };

async function looked(page, label) {
  const results = await page.evaluate(`(() => { ${axe}; return axe.run(document, { resultTypes: ["violations"] }); })()`);
  out.axe.push(...results.violations.filter((each) => ["serious", "critical"].includes(each.impact)).map((each) => `${label} ${each.id}: ${each.nodes[0].html}`));
  const over = await page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth]);
  if (over[0] > over[1]) out.wide.push(`${label} ${over}`);
  await page.screenshot({ path: `${folder}/${label}.png`, fullPage: true });
}

async function filled(page, mail) {  // no mouse in here
  const keys = page.keyboard;
  await page.locator("#url").focus();
  await keys.type("https://forum.example/post/40");
  await keys.press("Tab");
  await keys.press("ArrowDown");  // a threat to somebody
  await keys.press("Tab");
  await keys.type("It says where my shop is and what is to happen to it.");
  await keys.press("Tab");
  await keys.type("Noa of the Quay");
  await keys.press("Tab");
  await keys.type(mail);
  await keys.press("Tab");
  await keys.press("Space");
  await keys.press("Tab");
  await Promise.all([page.waitForEvent("load"), keys.press("Enter")]);
  return page.locator("#reference").innerText();
}

(async () => {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
  for (const [label, width, colorScheme] of [["desktop", 1280, "light"], ["phone", 360, "dark"]]) {
    const context = await browser.newContext({ viewport: { width, height: 800 }, colorScheme });
    context.setDefaultTimeout(120_000);
    const page = await context.newPage();
    page.on("request", (request) => request.url().startsWith(address) || out.elsewhere.push(request.url()));
    page.on("console", (message) => message.type() === "error" && out.errors.push(message.text()));
    page.on("pageerror", (error) => out.errors.push(String(error)));
    await page.goto(`${address}/notice`);
    await looked(page, `form-${label}`);
    if (label === "desktop") {
      await page.locator("button").click();
      out.problem = await page.evaluate(() => document.activeElement.validationMessage || "");
      out.reference = await filled(page, "noa@harbour.example");
      await looked(page, "given-desktop");
    }
    await context.close();
  }
  const context = await browser.newContext({ javaScriptEnabled: false });
  context.setDefaultTimeout(120_000);
  const page = await context.newPage();
  await page.goto(`${address}/notice`);
  out.plain = await filled(page, "lior@harbour.example");
  await browser.close();
  process.stdout.write(JSON.stringify(out));
})().catch((error) => { console.error(error); process.exit(1); });

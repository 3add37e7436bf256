// Debian's Chromium, and what people do in it. Elements are found by their marks for tests.

import { execFileSync } from "node:child_process";
import puppeteer from "puppeteer-core";

const CHROMIUM = execFileSync("sh", ["-c", "command -v chromium"], { encoding: "utf8" }).trim();
const PATIENCE_MS = 30_000;

/** Returns a new browser with an empty profile and a cold cache. */
export function openBrowser() {
  const args = ["--disable-quic", "--disable-component-update", "--disable-sync", "--no-first-run", "--lang=vi"];
  if (process.getuid() === 0) args.push("--no-sandbox");
  // `report.mjs` listens to signals itself; the browser ends with this process.
  const signals = { handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false };
  return puppeteer.launch({ executablePath: CHROMIUM, headless: true, args, defaultViewport: null, ...signals });
}

export function chromiumVersion() {
  const said = execFileSync(CHROMIUM, ["--version"], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  return /[\d.]{5,}/.exec(said)[0];
}

export const mark = (name) => `[data-test="${name}"]`;

export const see = (page, css) => page.waitForSelector(css, { timeout: PATIENCE_MS });

/** Presses a button or a link in the middle of the screen, where no bar is above it. */
export async function press(page, css) {
  const element = await see(page, css);
  await element.evaluate((each) => each.scrollIntoView({ block: "center", behavior: "instant" }));
  await page.locator(css).setTimeout(PATIENCE_MS).click();
}

export async function type(page, css, text) {
  const field = await see(page, css);
  await field.type(text);
}

/** Fills in the registration form on the page, and sends it. */
export async function register(page, person) {
  await see(page, mark("register-form"));
  await type(page, "[name=name]", person.name);
  for (const [part, value] of [["day", "19"], ["month", "5"], ["year", "1990"]]) {
    await type(page, `[name=${part}]`, value);
  }
  await type(page, "[name=phone]", person.phone);
  await type(page, "[name=password]", person.password);
  await type(page, "[name=unit]", "binh minh");
  await press(page, mark("unit-row"));
  await see(page, mark("unit-chosen"));
  await press(page, "[name=consent]");
  await press(page, mark("submit-registration"));
  await see(page, mark("ready"));
}

/** Opens a round's card on the contest's page, where a round that is not in focus is folded; returns its selector. */
export async function unfold(page, round) {
  const card = `${mark("round")}[data-number="${round.number}"]`;
  await see(page, card);
  if (!(await page.$(`${card}[open]`))) await press(page, `${card} > summary`);
  return card;
}

/** Starts an attempt from the contest's page. */
export async function start(page, round) {
  const card = await unfold(page, round);
  await press(page, `${card} ${mark("ready")}`);
  await press(page, `${card} ${mark("start")}`);
  await see(page, mark("question"));
}

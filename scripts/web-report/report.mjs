// Measures a demo in the browser, prints the results, and writes them. `run` prepares and starts this.

import fs from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import { chromiumVersion, mark, openBrowser } from "./browser.mjs";
import { closeRound, personAtWork, startDemo } from "./demo.mjs";
import { downloads, measure } from "./measure.mjs";
import { painted } from "./painted.mjs";
import { story } from "./story.mjs";
import { printed, summary } from "./summary.mjs";
import { missed } from "./targets.mjs";

const OUT = path.resolve("target/web-report");
const PAGE = path.resolve("docs/web-quality.md");
const PASSWORD = "hoa-sen-moc-giua-dong";
const person = (name, phone) => ({ name, phone, password: PASSWORD });

const [binary, ...options] = process.argv.slice(2);
if (!binary || options.some((option) => option !== "--check")) {
  console.error("usage: scripts/web-report/run [--check]");
  process.exit(2);
}

const say = (text) => console.error(`web-report: ${text}`);

function version(name) {
  return createRequire(import.meta.url)(`${name}/package.json`).version;
}

/** Returns an empty folder for one kind of results. */
function folder(name) {
  const made = path.join(OUT, name);
  fs.rmSync(made, { recursive: true, force: true });
  fs.mkdirSync(made, { recursive: true });
  return made;
}

async function speeds(demo) {
  const out = folder("lighthouse");
  const { address, contest } = demo;
  const worker = await personAtWork(demo, person("Nguyễn Thị Lan", "0912345671"));
  const pages = [
    { name: "home", url: `${address}/`, shows: mark("contest") },
    { name: "contest", url: `${address}/thi/${contest.slug}`, shows: mark("register") },
    {
      name: "attempt",
      url: address + worker.page,
      shows: mark("question"),
      cookies: worker.cookies,
      isPublic: false,
    },
  ];
  const measured = [];
  for (const page of pages) {
    say(`Lighthouse, and a slow network: ${page.name}`);
    measured.push({ ...(await measure(page, out)), ...(await painted(page)) });
  }
  return measured;
}

/** Tells one story in each language, both at once: each has a browser of its own. */
async function stories(demo) {
  const out = folder("pictures");
  const browsers = await Promise.all([openBrowser(), openBrowser()]);
  try {
    const people = [["vi", "0912345673"], ["en", "0912345674"]];
    const begun = people.map(([lang, phone], at) =>
      story(browsers[at], demo, lang, person("Lê Thị Mai", phone), out)
    );
    const told = await Promise.all(begun);
    say("every state on every screen");
    await Promise.all(told.map((one) => one.untilSubmitted()));
    say("the end of the round");
    await closeRound(demo);
    await Promise.all(told.map((one) => one.afterTheClose()));
    return told.map(({ seen }) => seen);
  } finally {
    await Promise.all(browsers.map((browser) => browser.close()));
  }
}

async function measureAll(demo) {
  const [load] = os.loadavg();
  const lighthouse = await speeds(demo);
  say("sizes");
  const received = await downloads(demo, person("Trần Văn Hùng", "0912345672"));
  return {
    date: new Date().toISOString(),
    machine: { cores: os.cpus().length, memory: os.totalmem(), load },
    givenBinary: Boolean(process.env.THILUAT_BINARY),
    versions: {
      chromium: chromiumVersion(),
      lighthouse: version("lighthouse"),
      axe: version("axe-core"),
    },
    lighthouse,
    downloads: received,
    stories: await stories(demo),
  };
}

fs.mkdirSync(OUT, { recursive: true });
const demo = await startDemo(path.resolve(binary), path.join(OUT, "server.log"));
// Nothing is left behind when somebody loses patience.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.once(signal, () => demo.stop().then(() => process.exit(130)));
}
let results;
try {
  results = await measureAll(demo);
} finally {
  await demo.stop();
}
fs.writeFileSync(path.join(OUT, "results.json"), `${JSON.stringify(results, null, 2)}\n`);
fs.writeFileSync(PAGE, summary(results));
console.log(printed(results));
say("written: docs/web-quality.md, target/web-report");
if (options.includes("--check") && missed(results).length) process.exitCode = 1;

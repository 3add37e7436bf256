// Measures how fast pages are (Lighthouse) and what they cost on the wire.

import fs from "node:fs";
import path from "node:path";
import lighthouse from "lighthouse";
import { mark, openBrowser, press, register, see, start } from "./browser.mjs";
import { METRICS, reasons } from "./reasons.mjs";

const RUNS = 3;
const CATEGORIES = ["performance", "accessibility", "best-practices", "seo"];
/**
 * Measures a page on a simulated phone and network, each time in a new browser: nothing is in its cache. `shows` is
 * what the page must show in the end. Returns the medians, and what took points off.
 */
export async function measure({ name, url, shows, cookies = [], isPublic = true }, folder) {
  const runs = [];
  for (let number = 1; number <= RUNS; number += 1) {
    const browser = await openBrowser();
    try {
      if (cookies.length) {
        const { hostname } = new URL(url);
        await browser.setCookie(...cookies.map((cookie) => ({ ...cookie, domain: hostname, path: "/" })));
      }
      const page = await browser.newPage();
      const flags = {
        logLevel: "error",
        output: ["json", "html"],
        onlyCategories: isPublic ? CATEGORIES : CATEGORIES.filter((category) => category !== "seo"),
        disableFullPageScreenshot: true,
        disableStorageReset: true,
      };
      const { lhr, report } = await lighthouse(url, flags, undefined, page);
      if (lhr.runtimeError) throw new Error(`Lighthouse, ${name}: ${lhr.runtimeError.message}`);
      await see(page, shows);
      fs.writeFileSync(path.join(folder, `${name}-${number}.json`), report[0]);
      fs.writeFileSync(path.join(folder, `${name}-${number}.html`), report[1]);
      runs.push(lhr);
    } finally {
      await browser.close();
    }
  }
  const { values, benchmark } = medians(runs);
  return { name, values, benchmark, reasons: typical(runs, values) };
}

/** Returns the points of a category, or what a metric measured. */
function valueOf(lhr, key) {
  return key in METRICS ? lhr.audits[METRICS[key]].numericValue : Math.round(lhr.categories[key].score * 100);
}

function medians(runs) {
  const keys = [...Object.keys(runs[0].categories), ...Object.keys(METRICS)];
  const values = Object.fromEntries(keys.map((key) => [key, median(runs.map((lhr) => valueOf(lhr, key)))]));
  return { values, benchmark: median(runs.map((lhr) => lhr.environment.benchmarkIndex)) };
}

/** Returns the reasons of each value, from a run in which it was the median. */
function typical(runs, values) {
  const told = Object.entries(values).map(([key, value]) => {
    const run = runs.find((lhr) => value === valueOf(lhr, key));
    return [key, reasons(run)[key]];
  });
  return Object.fromEntries(told);
}

function median(numbers) {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
}

/**
 * Goes from the contest's address to the first question, as somebody who has never been here, and returns what was
 * received: files and answers of the API, with the bytes on the wire, headers included.
 */
export async function downloads({ address, contest, round }, person) {
  const browser = await openBrowser();
  try {
    const page = await browser.newPage();
    await page.setViewport({ width: 390, height: 844 });
    const network = await page.createCDPSession();
    await network.send("Network.enable");
    const received = new Map();
    network.on("Network.responseReceived", ({ requestId, response }) => {
      const { url, headers, fromServiceWorker, fromDiskCache } = response;
      if (fromServiceWorker || fromDiskCache || !url.startsWith(address)) return;
      const coding = Object.entries(headers).find(([name]) => name.toLowerCase() === "content-encoding")?.[1];
      received.set(requestId, { path: url.slice(address.length), coding: coding ?? "none", bytes: 0 });
    });
    network.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
      const response = received.get(requestId);
      if (response) response.bytes = encodedDataLength;
    });
    await page.goto(`${address}/thi/${contest.slug}`);
    await press(page, mark("register"));
    await register(page, person);
    await start(page, round);
    await page.waitForNetworkIdle();
    return [...received.values()].filter(({ bytes }) => bytes > 0);
  } finally {
    await browser.close();
  }
}

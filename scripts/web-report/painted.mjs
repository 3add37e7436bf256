// Watches pages come up on a network and a processor that are really slowed, in a new browser each time. Lighthouse
// computes its times from a fast run instead, and counts a program that comes after the text as if the text waited for
// it.

import { openBrowser, see } from "./browser.mjs";

/** Bytes a second, and milliseconds for each request. */
export const NETWORKS = [
  { name: "1.6 Mbit/s, 150 ms", download: 204_800, latency: 150 },
  { name: "400 kbit/s, 400 ms", download: 50_000, latency: 400 },
];
const SLOWER_PROCESSOR = 4;

const WATCH = `
  window.paints = {};
  new PerformanceObserver((list) => list.getEntries().forEach(({ startTime }) => (paints.largest = startTime)))
    .observe({ type: "largest-contentful-paint", buffered: true });
  new PerformanceObserver((list) => list.getEntries().forEach(({ startTime }) => (paints.first ??= startTime)))
    .observe({ type: "paint", buffered: true });
`;

/** Returns when text stood on the screen, when the largest of it did, and when the app answered, in milliseconds. */
export async function painted({ name, url, shows, cookies = [] }) {
  const seen = [];
  for (const network of NETWORKS) {
    const browser = await openBrowser();
    try {
      if (cookies.length) {
        const { hostname } = new URL(url);
        await browser.setCookie(...cookies.map((cookie) => ({ ...cookie, domain: hostname, path: "/" })));
      }
      const page = await browser.newPage();
      await page.setViewport({ width: 412, height: 823, deviceScaleFactor: 1.75, isMobile: true, hasTouch: true });
      await page.evaluateOnNewDocument(WATCH);
      await page.emulateNetworkConditions({ ...network, upload: network.download });
      await page.emulateCPUThrottling(SLOWER_PROCESSOR);
      await page.goto(url, { waitUntil: "domcontentloaded", timeout: 0 });
      await see(page, shows);
      const ready = await page.evaluate(() => performance.now());
      const { first, largest } = await page.evaluate(() => window.paints);
      seen.push({ network: network.name, first, largest, ready });
    } finally {
      await browser.close();
    }
  }
  return { name, seen };
}

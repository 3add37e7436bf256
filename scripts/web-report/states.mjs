// Looks at a state of the app on every screen, in both themes and in two fonts: a picture, axe's opinion, and whether
// anything is wider than the screen.

import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

export const SCREENS = [[320, 568], [390, 844], [768, 1024], [1280, 800], [1920, 1080]];
export const THEMES = ["light", "dark"];
export const FONTS = { default: "", serif: "* { font-family: \"DejaVu Serif\" !important; }" };
const LARGE_TEXT = "html { font-size: 200% !important; }";
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

const axe = fs.readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Looks at what a page shows in this moment, and adds what was seen to `seen`. */
export async function lookAt(page, state, lang, seen, folder) {
  for (const [width, height] of SCREENS) {
    await page.setViewport({ width, height });
    for (const theme of THEMES) {
      await show(page, theme);
      for (const [font, css] of Object.entries(FONTS)) {
        await style(page, css);
        await picture(page, path.join(folder, `${state}-${lang}-${width}-${theme}-${font}.png`));
        await fits(page, { state, lang, width, font, text: "100%" }, seen);
      }
      await style(page, "");
      seen.checks.push({ state, lang, width, theme, ...(await askAxe(page)) });
    }
  }
  await page.setViewport({ width: 320, height: 568 });
  await show(page, "light");
  for (const [font, css] of Object.entries(FONTS)) {
    await style(page, css + LARGE_TEXT);
    await picture(page, path.join(folder, `${state}-${lang}-320-large-text-${font}.png`));
    await fits(page, { state, lang, width: 320, font, text: "200%" }, seen);
  }
  await style(page, "");
  await page.setViewport({ width: 390, height: 844 });
}

/** Chooses a theme. Without motion, so that no colour is looked at half-way. */
async function show(page, theme) {
  await page.emulateMediaFeatures([
    { name: "prefers-color-scheme", value: theme },
    { name: "prefers-reduced-motion", value: "reduce" },
  ]);
}

/** Sets the style sheet that is added to the page's own, and waits until it is drawn. */
async function style(page, css) {
  await page.evaluate(async (text) => {
    let added = document.getElementById("web-report");
    if (!added) {
      added = document.createElement("style");
      added.id = "web-report";
      document.head.append(added);
    }
    added.textContent = text;
    const frame = () => new Promise(requestAnimationFrame);
    await frame();
    await frame();
    // What moves without end is not waited for.
    const ends = ({ effect }) => Number.isFinite(effect.getComputedTiming().endTime);
    await Promise.allSettled(document.getAnimations().filter(ends).map(({ finished }) => finished));
  }, css);
}

const picture = (page, file) => page.screenshot({ path: file, fullPage: true });

/** Notes what sticks out of the screen sideways: the innermost elements, without those that scroll by themselves. */
async function fits(page, about, seen) {
  const outside = await page.evaluate(() => {
    const root = document.scrollingElement;
    if (root.scrollWidth <= innerWidth) return null;
    const clipped = (each) => getComputedStyle(each).overflowX !== "visible";
    const out = [...document.body.querySelectorAll("*")].filter((each) => {
      const { right, width } = each.getBoundingClientRect();
      if (width <= 1 || right <= innerWidth + 0.5) return false;
      for (let above = each.parentElement; above && above !== document.body; above = above.parentElement) {
        if (clipped(above)) return false;
      }
      return true;
    });
    const inner = out.filter((each) => !out.some((other) => other !== each && each.contains(other)));
    const named = (each) => each.dataset.test ?? [each.localName, ...each.classList].join(".");
    return { px: root.scrollWidth - innerWidth, elements: [...new Set(inner.map(named))] };
  });
  seen.fitted += 1;
  if (outside) seen.tooWide.push({ ...about, ...outside });
}

/** Returns the violations, and the rules about which axe could not decide everything. */
async function askAxe(page) {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe);
  const options = { runOnly: { type: "tag", values: TAGS }, resultTypes: ["violations"] };
  const found = await page.evaluate((wanted) => axe.run(document, wanted), options);
  const violations = found.violations.map(({ id, impact, help, tags, nodes }) => ({
    id,
    impact,
    help,
    tags,
    nodes: nodes.map(({ target, html, failureSummary }) => ({ target: target.join(" "), html, why: failureSummary })),
  }));
  return { violations, undecided: found.incomplete.map(({ id }) => id) };
}

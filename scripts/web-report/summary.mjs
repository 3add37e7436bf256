// Writes the results as a page for people.

import { code } from "./reasons.mjs";
import { FONTS, SCREENS, THEMES } from "./states.mjs";
import { VALUES, missed, places, tooWide, violations } from "./targets.mjs";

const LINE = 120;

export function summary(results) {
  return [
    "# Web quality",
    wrap(
      "What the contestant's app achieves in a browser. `make web-report` measures it and writes this page; full " +
        "results, and pictures of every state, are then in `target/web-report`.",
    ),
    wrap(setting(results)),
    "## Speed",
    wrap(
      "Medians of three runs of Lighthouse with its defaults for phones: a slow 4G network and a slow processor are " +
        "simulated, and nothing is in the cache. The page of an attempt is not public, so search engines do not " +
        "matter there. Bold: misses its target.",
    ),
    speed(results.lighthouse),
    wrap(
      "The same pages on a network and a processor (a quarter of its speed) that are really slowed, once each: when the " +
        "first text stood on the screen, when the largest did, and when the page answered.",
    ),
    slow(results.lighthouse),
    "## Download",
    ...download(results.downloads),
    "## Accessibility and layout",
    ...accessibility(results.stories),
    "## What is not met",
    notMet(results),
  ].join("\n\n") + "\n";
}

/** Returns the tables and what is not met, for the terminal. */
export function printed(results) {
  const lines = [speed(results.lighthouse), slow(results.lighthouse), ...download(results.downloads), ...accessibility(results.stories)];
  return [...lines, notMet(results)].join("\n\n");
}

function setting({ date, versions, machine, givenBinary, lighthouse }) {
  const day = new Date(date).toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric" });
  const { cores, memory, load } = machine;
  const benchmarks = lighthouse.map(({ benchmark }) => Math.round(benchmark));
  const build = givenBinary ? " The server was built beforehand (`THILUAT_BINARY`), perhaps without optimisation." : "";
  return (
    `${day}, Chromium ${versions.chromium}, Lighthouse ${versions.lighthouse}, axe ${versions.axe}; server and ` +
    `browser on the same machine with ${cores} cores and ${Math.round(memory / 2 ** 30)} GiB of memory, whose load was ` +
    `${load.toFixed(1)} before (Lighthouse's benchmark index: ${benchmarks.join(", ")}).${build}`
  );
}

function speed(pages) {
  const head = ["", "target", ...pages.map(({ name }) => name)];
  const rows = VALUES.map(({ key, target, met, shown }) => {
    const cells = pages.map(({ values }) => {
      if (!(key in values)) return "–";
      const text = shown(values[key]);
      return met && !met(values[key]) ? `**${text}**` : text;
    });
    return [key, target, ...cells];
  });
  return table(head, rows, 2);
}

function slow(pages) {
  const seconds = (ms) => `${(ms / 1000).toFixed(2)} s`;
  const rows = pages.flatMap(({ name, seen }) =>
    seen.map(({ network, first, largest, ready }) => [name, network, ...[first, largest, ready].map(seconds)]),
  );
  return table(["", "network", "first text", "largest", "answers"], rows, 2);
}

function download(responses) {
  const sum = (list) => list.reduce((total, { bytes }) => total + bytes, 0).toLocaleString("en");
  // The same address may have been asked more than once; ids and hashes change with every run and build.
  const named = ({ path }) => path.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "{id}").replace(/-[0-9a-f]{12}\./, ".");
  const rows = [...new Set(responses.map(named))].map((name) => {
    const own = responses.filter((response) => named(response) === name);
    const codings = [...new Set(own.map(({ coding }) => coding))];
    return [code(name), codings.join(", "), String(own.length), sum(own)];
  });
  const api = responses.filter(({ path }) => path.startsWith("/api/"));
  const files = responses.filter((response) => !api.includes(response));
  rows.push(["files", "", String(files.length), sum(files)], ["answers of the API", "", String(api.length), sum(api)]);
  rows.push(["**all**", "", String(responses.length), `**${sum(responses)}**`]);
  return [
    wrap(
      "What somebody receives who has never been here and goes from the contest's page through the registration to " +
        "the first question: bytes on the wire with headers, without the copy for use without network that the " +
        "service worker makes afterwards.",
    ),
    table(["", "encoding", "times", "bytes"], rows, 2),
  ];
}

function accessibility(stories) {
  const checks = stories.flatMap((story) => story.checks);
  const all = {
    state: [...new Set(checks.map(({ state }) => state))],
    width: SCREENS.map(([width]) => width),
    theme: THEMES,
    lang: [...new Set(checks.map(({ lang }) => lang))],
  };
  const found = violations(stories);
  const times = found.reduce((total, { where }) => total + where.length, 0);
  const parts = [
    wrap(
      `${all.state.length} states × ${all.width.length} widths × ${all.theme.length} themes × ${all.lang.length} ` +
        `languages: ${checks.length} checks with axe's rules for WCAG 2.2, levels A and AA, and its best practices. ` +
        `Violations: ${times}${times ? `, of ${found.length} kinds` : ""}. ${undecided(checks)}Rules find only a part ` +
        "of what gets in people's way.",
    ),
    wrap(`States: ${all.state.join(", ")}. Widths: ${all.width.join(", ")} px.`),
  ];
  if (times) {
    const rows = found.map(({ id, impact, help, html, where }) => [
      `${id} (${impact}): ${help}`,
      code(html),
      places(where, all) || "everywhere",
      String(where.length),
    ]);
    parts.push(table(["rule", "element", "where", "times"], rows, 3));
  }
  return [...parts, ...layout(stories, all)];
}

function undecided(checks) {
  const open = checks.flatMap((check) => check.undecided);
  const told = [...new Set(open)].map((id) => `${id} in ${open.filter((other) => other === id).length}`);
  return told.length ? `Axe could not decide about everything: ${told.join(", ")} checks. ` : "";
}

function layout(stories, { state, lang }) {
  const all = { state, lang, font: Object.keys(FONTS) };
  const fitted = stories.reduce((total, story) => total + story.fitted, 0);
  const times = stories.reduce((total, story) => total + story.tooWide.length, 0);
  const parts = [
    wrap(
      `Whether the page is wider than the screen was checked ${fitted} times, in ${all.font.length} fonts, at 320 px ` +
        `also with text of twice the size: ${times ? `${times} times it is` : "it never is"}.`,
    ),
  ];
  if (times) {
    const rows = tooWide(stories).map(({ width, text, px, elements, where }) => [
      `${width} px, text ${text}`,
      elements.map(code).join(", "),
      places(where, all) || "everywhere",
      `${px} px`,
    ]);
    parts.push(table(["screen", "what sticks out", "where", "too wide by at most"], rows, 3));
  }
  return parts;
}

function notMet(results) {
  const sentences = missed(results);
  if (!sentences.length) return "Nothing: every target is met.";
  return sentences.map((sentence) => wrap(`- ${sentence}`, "  ")).join("\n");
}

function table(head, rows, numbersFrom) {
  const line = (cells) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`.replace("|  |", "| |");
  const rule = head.map((_, index) => (index >= numbersFrom ? "--:" : "---"));
  return [line(head), `|${rule.join("|")}|`, ...rows.map(line)].join("\n");
}

function wrap(text, indent = "") {
  const lines = [""];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last && last.length + 1 + word.length > LINE) lines.push(indent + word);
    else lines[lines.length - 1] = last ? `${last} ${word}` : word;
  }
  return lines.join("\n");
}

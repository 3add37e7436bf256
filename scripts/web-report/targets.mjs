// What is aimed at, and what misses it.

const ms = (value) => `${Math.round(value).toLocaleString("en")} ms`;
const seconds = (value) => `${(value / 1000).toFixed(2)} s`;
const points = (value) => String(value);

/** `met` is undefined for values that have no target. */
export const VALUES = [
  { key: "performance", target: "at least 98", met: (value) => value >= 98, shown: points },
  { key: "accessibility", target: "100", met: (value) => value === 100, shown: points },
  { key: "best-practices", target: "100", met: (value) => value === 100, shown: points },
  { key: "seo", target: "100, on public pages", met: (value) => value === 100, shown: points },
  { key: "LCP", target: "at most 1.5 s", met: (value) => value <= 1500, shown: seconds },
  { key: "TBT", target: "at most 100 ms", met: (value) => value <= 100, shown: ms },
  { key: "CLS", target: "at most 0.02", met: (value) => value <= 0.02, shown: (value) => value.toFixed(3) },
  { key: "FCP", target: "", shown: seconds },
  { key: "speed index", target: "", shown: seconds },
];

/** Returns what was missed, each as a sentence, with Lighthouse's reasons. */
export function missed({ lighthouse, stories }) {
  const sentences = [];
  for (const { name, values, reasons } of lighthouse) {
    for (const { key, target, met, shown } of VALUES) {
      if (!met || !(key in values) || met(values[key])) continue;
      const said = `${name}: ${key} is ${shown(values[key])} (target: ${target})`;
      sentences.push(`${[said, reasons[key]].filter(Boolean).join("; ")}.`);
    }
  }
  const broken = violations(stories);
  if (broken.length) sentences.push(`axe: ${broken.length} kinds of violations, listed above.`);
  const tooWide = stories.flatMap((story) => story.tooWide);
  if (tooWide.length) sentences.push(`${tooWide.length} times the page is wider than the screen, listed above.`);
  for (const error of stories.flatMap((story) => story.errors)) sentences.push(`Uncaught error: ${error}.`);
  return sentences;
}

/** Returns axe's violations: one entry for each rule and element, with the checks that found it. */
export function violations(stories) {
  const each = stories.flatMap((story) => story.checks).flatMap(({ violations: found, undecided: _, ...where }) =>
    found.flatMap(({ nodes, ...rule }) => nodes.map((node) => ({ ...rule, ...node, where }))),
  );
  return grouped(each, ({ id, target }) => `${id} ${target}`);
}

/** Returns what is too wide: one entry for the same elements on the same screen, with the states. */
export function tooWide(stories) {
  const each = stories.flatMap((story) => story.tooWide).map(({ width, text, px, elements, ...where }) => ({
    width, text, px, elements, where,
  }));
  return grouped(each, ({ width, text, elements }) => [width, text, ...elements].join(" "));
}

function grouped(list, key) {
  const groups = new Map();
  for (const { where, ...about } of list) {
    const group = groups.get(key(about)) ?? { ...about, where: [] };
    group.px = Math.max(group.px, about.px);
    group.where.push(where);
    groups.set(key(about), group);
  }
  return [...groups.values()];
}

/** Returns in which states, languages … something occurs, leaving out what it does not depend on. */
export function places(where, all) {
  const named = Object.entries(all).map(([key, possible]) => {
    const values = [...new Set(where.map((each) => each[key]))];
    return values.length === possible.length ? "" : values.join(", ");
  });
  return named.filter(Boolean).join("; ");
}

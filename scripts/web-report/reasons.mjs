// Says in a sentence what took points off in a run of Lighthouse.

export const METRICS = {
  FCP: "first-contentful-paint",
  LCP: "largest-contentful-paint",
  TBT: "total-blocking-time",
  CLS: "cumulative-layout-shift",
  "speed index": "speed-index",
};

/** Returns a sentence for each category and metric that has an explanation. */
export function reasons(lhr) {
  const { audits, categories } = lhr;
  const told = {
    performance: `its parts are ${parts(audits)}`,
    LCP: largest(audits["largest-contentful-paint-element"]),
    TBT: rows("the longest tasks: ", audits["long-tasks"], ({ duration, url }) => {
      return `${Math.round(duration)} ms in ${place(url)}`;
    }),
    CLS: rows("what moves: ", audits["layout-shifts"], ({ score, node }) => {
      return `${code(node?.snippet ?? "")} by ${score.toFixed(3)}`;
    }),
  };
  for (const [key, { auditRefs }] of Object.entries(categories)) {
    if (key !== "performance") told[key] = failed(auditRefs, audits);
  }
  return told;
}

function parts(audits) {
  return Object.entries(METRICS)
    .map(([short, id]) => `${short} ${Math.round(audits[id].score * 100)}`)
    .join(", ");
}

function largest(audit) {
  const [element, phases] = audit?.details?.items ?? [];
  if (!phases) return "";
  const spent = phases.items.filter(({ timing }) => timing > 0).map(({ phase, timing }) => {
    return `${phase} ${(timing / 1000).toFixed(2)} s`;
  });
  return `the largest element is ${code(element.items[0].node.snippet)}; ${spent.join(", ")}`;
}

function rows(before, audit, told) {
  const items = audit?.details?.items ?? [];
  return items.length ? before + items.slice(0, 3).map(told).join(", ") : "";
}

/** The audits that count and were not passed, each with the first thing that it found. */
function failed(auditRefs, audits) {
  const missed = auditRefs.filter(({ id, weight }) => weight > 0 && audits[id].score !== null && audits[id].score < 1);
  const told = missed.map(({ id }) => {
    const { title, displayValue, details } = audits[id];
    const item = details?.items?.[0] ?? {};
    const found = item.node?.snippet ?? item.description ?? item.message ?? "";
    const at = item.sourceLocation?.url ?? item.url;
    const more = [displayValue, found && code(found), at && place(at)].filter(Boolean).join("; ");
    return title.replaceAll("`", "") + (more ? ` (${more})` : "");
  });
  return told.join("; ");
}

const place = (url) => (URL.canParse(url) ? code(new URL(url).pathname) : "the browser itself");

/** Text of the page as code. The address of this run says nothing to a reader. */
export function code(text) {
  const short = text.replace(/https?:\/\/127\.0\.0\.1:\d+/g, "").replaceAll("`", "'").replace(/\s+/g, " ");
  return `\`${short.length > 90 ? `${short.slice(0, 90)}…` : short}\``;
}

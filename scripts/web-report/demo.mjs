// Starts a private demo and stops it again, and registers people in it through the API.

import { spawn } from "node:child_process";
import fs from "node:fs";
import { createServer } from "node:net";
import os from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";

const START_MS = 60_000;

/** Returns the running demo: `address`, `contest`, the `round` to take part in, and `stop`. */
export async function startDemo(binary, log) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "thiluat-web-report-"));
  const port = await freePort();
  const address = `http://127.0.0.1:${port}`;
  const stderr = fs.openSync(log, "w");
  // The demo must not find the settings or the stores of a real installation, and reads none in its own folder.
  const others = ([name]) => !name.startsWith("THILUAT_") && !["DATABASE_URL", "REDIS_URL"].includes(name);
  const env = {
    ...Object.fromEntries(Object.entries(process.env).filter(others)),
    THILUAT_DATA_DIR: path.join(folder, "data"),
    THILUAT_LISTEN: `127.0.0.1:${port}`,
    THILUAT_PUBLIC_URL: address,
  };
  const server = spawn(binary, ["demo"], { cwd: folder, env, stdio: ["ignore", "ignore", stderr] });
  const ended = new Promise((resolve) => {
    server.once("exit", resolve);
    server.once("error", resolve);
  });
  fs.closeSync(stderr);
  const stop = async () => {
    // The server ends its private Redis itself.
    server.kill("SIGTERM");
    await ended;
    fs.rmSync(folder, { recursive: true, force: true });
  };
  try {
    await ready(address, ended);
    const contest = await openContest(address);
    const accounts = readAccounts(path.join(folder, "data"));
    return { address, contest, round: openRound(contest), accounts, stop };
  } catch (error) {
    await stop();
    throw new Error(`the demo does not start; ${log} may say why`, { cause: error });
  }
}

async function freePort() {
  const probe = createServer();
  await new Promise((resolve, reject) => probe.once("error", reject).listen(0, "127.0.0.1", resolve));
  const { port } = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

async function ready(address, ended) {
  let gone = false;
  ended.then(() => (gone = true));
  const deadline = Date.now() + START_MS;
  while (Date.now() < deadline && !gone) {
    const answer = await fetch(`${address}/readyz`).catch(() => null);
    if (answer?.ok) return;
    await pause(200);
  }
  throw new Error(gone ? "it has ended" : `it is not ready after ${START_MS / 1000} s`);
}

async function openContest(address) {
  for (let tries = 0; tries < 50; tries += 1) {
    const { contests } = await ask(address, "/contests");
    const open = contests.find((contest) => contest.phase === "open");
    if (open) return ask(address, `/contests/${open.slug}`);
    await pause(200);
  }
  throw new Error("the demo has no open contest");
}

/** Returns an open round, one with every kind of step if there is one. */
function openRound({ rounds }) {
  const open = rounds.filter(({ phase }) => phase === "open");
  return open.find(({ rules }) => rules.prediction) ?? open[0];
}

/** Asks the API, and returns its answer as an object. With `cookies`, the answer's cookies are added to them. */
async function ask(address, resource, { body, method = "GET", cookies } = {}) {
  const headers = { "content-type": "application/json" };
  if (cookies?.length) headers.cookie = cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
  const answer = await fetch(`${address}/api/v1${resource}`, { method, headers, body: body && JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${method} ${resource}: ${answer.status} ${await answer.text()}`);
  for (const cookie of answer.headers.getSetCookie()) {
    const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie);
    cookies?.push({ name, value });
  }
  return answer.json();
}

/** Returns the user names and passwords of the organiser and the judge. */
function readAccounts(data) {
  const lines = fs.readFileSync(path.join(data, "demo-accounts.txt"), "utf8").trim().split("\n");
  return lines.map((line) => line.trim().split(/\s+/));
}

async function signedIn(address, [login, password]) {
  const cookies = [];
  await ask(address, "/session", { method: "POST", body: { login, password }, cookies });
  return cookies;
}

/** Ends the round now and publishes its result. */
export async function closeRound({ address, accounts: [organiser, judge], round }) {
  const closes_at = new Date(Date.now() + 1_000).toISOString();
  const opens_at = new Date(round.opens_at).toISOString();
  const moved = { method: "PATCH", body: { opens_at, closes_at }, cookies: await signedIn(address, organiser) };
  await ask(address, `/staff/rounds/${round.id}/window`, moved);
  const cookies = await signedIn(address, judge);
  const results = `/staff/rounds/${round.id}/settlement`;
  const job = async (resource, body) => {
    let made = await ask(address, resource, { method: "POST", body, cookies });
    while (!["done", "failed", "cancelled"].includes(made.state)) {
      await pause(200);
      made = await ask(address, `/staff/jobs/${made.id}`, { cookies });
    }
    if (made.error) throw new Error(`${resource}: ${JSON.stringify(made.error)}`);
  };
  // Attempts that were open end with the round, a little after its close; until then it cannot be settled.
  for (let settled = false; !settled; ) {
    await pause(1_000);
    settled = await job(results).then(() => true, (error) => {
      if (String(error).includes(": 409 ")) return false;
      throw error;
    });
  }
  const { settlement } = await ask(address, results, { cookies });
  await job(`${results}/final`, { version: settlement.version });
}

/** Registers a person for the contest and starts an attempt; returns the session's cookies and the attempt's page. */
export async function personAtWork({ address, contest, round }, person) {
  const cookies = [];
  const unit = contest.has_units ? (await ask(address, `/contests/${contest.id}/units`)).units.at(-1).id : null;
  const body = {
    name: person.name,
    date_of_birth: "1990-05-19",
    phone: person.phone,
    password: person.password,
    consent: { accepted: true, version: contest.consent.version },
    entry: { contest: contest.id, unit },
  };
  await ask(address, "/accounts", { method: "POST", body, cookies });
  await ask(address, `/rounds/${round.id}/attempts`, { method: "POST", cookies });
  return { cookies, page: `/thi/${contest.slug}/lam-bai/${round.id}` };
}

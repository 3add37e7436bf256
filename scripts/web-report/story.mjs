// Takes a person through every state of the app, in one language: before, during and after the round.

import path from "node:path";
import { mark, press, register, see, start, type, unfold } from "./browser.mjs";
import { lookAt } from "./states.mjs";

/** Begins the story of one person. `seen` is what was seen; `untilSubmitted` and `afterTheClose` are its parts. */
export async function story(browser, demo, lang, person, folder) {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  const seen = { checks: [], fitted: 0, tooWide: [], errors: [] };
  page.on("pageerror", (error) => seen.errors.push(`${lang}: ${error.message}`));
  await page.setBypassCSP(true);
  await page.evaluateOnNewDocument((tag) => localStorage.setItem("thiluat.lang", tag), lang);
  await page.setViewport({ width: 390, height: 844 });
  const look = async (state, css) => {
    await see(page, css);
    await page.waitForNetworkIdle();
    await lookAt(page, state, lang, seen, folder);
  };
  const kept = async (part) => {
    try {
      await part;
    } catch (error) {
      await page.screenshot({ path: path.join(folder, `failed-${lang}.png`), fullPage: true });
      throw error;
    }
  };
  const at = { page, look, person, ...demo };
  return {
    seen,
    untilSubmitted: () => kept(untilSubmitted(at)),
    afterTheClose: () => kept(afterTheClose(at)),
  };
}

/** From the first visit to the receipt, and everything that needs no result. */
async function untilSubmitted({ page, look, person, address, contest, round }) {
  const home = `${address}/thi/${contest.slug}`;
  await page.goto(address);
  await look("home", mark("contest"));
  await page.goto(`${address}/khong-co-trang-nay`);
  await look("not-found", mark("not-found"));
  await page.goto(`${address}/dang-nhap`);
  await look("sign-in", mark("submit-sign-in"));
  await page.goto(`${address}/quen-mat-khau`);
  await look("forgotten", "main h1");
  await page.goto(home);
  await look("contest", mark("register"));
  await press(page, mark("register"));
  await look("register", mark("register-form"));
  await press(page, mark("submit-registration"));
  await look("register-errors", mark("form-error"));
  await register(page, person);
  await look("contest-registered", mark("ready"));
  await start(page, round);
  await look("question", mark("question"));
  await work(page, look);
  await page.goto(`${address}/bang-xep-hang/${contest.slug}/${round.number}`);
  await look("board", mark("board-row"));
  await page.goto(`${address}/tra-cuu`);
  await look("look-up", mark("look-up-send"));
  await page.goto(`${address}/lich-su`);
  await look("history", mark("history-row"));
  await page.goto(`${address}/ca-nhan`);
  await look("my-data", mark("my-contest"));
  await press(page, mark("erase"));
  await look("erasure", mark("erasure"));
  await practise(page, look, home);
  await page.goto(`${address}/van-ban`);
  await look("laws", "main h1");
  await page.goto(`${home}/man-hinh`);
  await look("screen", mark("screen"));
}

/** Answers some questions, looks at the states up to the result, and submits. */
async function work(page, look) {
  for (let number = 1; number <= 3; number += 1) {
    await press(page, mark("option"));
    if (number === 2) await press(page, mark("flag"));
    if (number < 3) await press(page, mark("next"));
  }
  await look("question-answered", mark("question"));
  await press(page, mark("open-overview"));
  await look("overview", mark("overview"));
  if (await page.$(mark("overview-prediction"))) {
    await press(page, mark("overview-prediction"));
    await look("prediction", mark("prediction"));
    await type(page, "[name=prediction]", "1250");
    await press(page, mark("open-overview"));
  }
  await press(page, mark("submit"));
  await look("confirm", mark("confirm"));
  await press(page, mark("confirm-submit"));
  await see(page, mark("result"));
  await page.waitForNetworkIdle();
  await look("result", mark("result"));
}

/** Looks at the practice: its topics, and a question that was answered. */
async function practise(page, look, home) {
  await page.goto(`${home}/thi-thu`);
  await look("practice", mark("topic-link"));
  await press(page, mark("topic-link"));
  await press(page, mark("option"));
  await look("practice-question", mark("question"));
  await press(page, mark("check"));
  await look("practice-checked", mark("answered"));
}

/** What everybody is told once the result is final. */
async function afterTheClose({ page, look, address, contest, round }) {
  await page.goto(`${address}/thi/${contest.slug}`);
  await look("contest-final", `${await unfold(page, round)} .hash`);
  await page.goto(`${address}/bang-xep-hang/${contest.slug}/${round.number}`);
  await look("winners", ".hash");
  await page.goto(`${address}/lich-su`);
  await press(page, mark("history-row"));
  await see(page, mark("result"));
  await look("result-final", mark("result"));
  await press(page, mark("review"));
  await look("review", mark("reviewed"));
}

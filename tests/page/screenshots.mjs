// Takes pictures of the page with a split cart whose holds have expired, after a reauth whose first response was lost:
//   node tests/page/screenshots.mjs --tarball pkg.tgz --sandbox path/to/sandbox --out folder [--all folder]
// With --all also whole pages at three widths in both schemes, after a reauth, an error, and a week.

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import UPNG from "upng-js";
import { launchChromium } from "../support/browsers/playwright.mjs";
import { readCommandLine } from "../support/command-line.mjs";
import { installTarball } from "../support/consumer.mjs";
import { startEnvironment } from "./environment.mjs";
import { Page } from "./scene.mjs";

const args = readCommandLine({ needed: ["tarball", "sandbox", "out"], others: ["all"] });

const SESSION = "fcs_01SANDB0X00000000SP11TCART";
const DAY = 86_400_000;
const DESK = { width: 1440, height: 1000 };
const PHONE = { width: 390, height: 844 };

const env = await startEnvironment(installTarball(args.tarball), args.sandbox);
const browser = await launchChromium();

/** Opens the page with a reset sandbox. */
async function open(viewport, colorScheme) {
  await fetch(`${env.flex}/sandbox/reset`, { method: "POST" });
  await fetch(`${env.flex}/sandbox/sessions/${SESSION}/hold`, {
    method: "PUT",
    body: JSON.stringify({ age_ms: 7.5 * DAY, life_ms: 7 * DAY }),
  });
  const address = `${env.worker.front}#session=${SESSION}`;
  // A picture must depend only on the page.
  const context = { viewport, colorScheme, timezoneId: "UTC", locale: "en-US", reducedMotion: "reduce" };
  const page = new Page(await browser.open(address, context), address);
  await page.isShown();
  return page;
}

async function reauth(page, scenario) {
  await page.choose(scenario);
  await page.reauth();
  await page.tab.evaluate(() => document.activeElement.blur());
}

/** Colors of the palette. Pictures of pages need few more, and are a third of the size with one. */
const COLORS = 256;

/** Takes a picture, and prints its size. */
async function shoot(page, folder, name, options) {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${name}.png`);
  await page.tab.raw.mouse.move(0, 0);
  const { buffer, byteOffset, length } = await page.tab.raw.screenshot(options);
  const image = UPNG.decode(buffer.slice(byteOffset, byteOffset + length));
  const small = UPNG.encode(UPNG.toRGBA8(image), image.width, image.height, COLORS);
  writeFileSync(path, Buffer.from(small));
  console.log(`  ${path}: ${image.width} x ${image.height}, ${(small.byteLength / 1024).toFixed(0)} KiB`);
}

/**
 * The part that shows the feature: on a desktop from the list of sessions to the new holds, on a phone one screen.
 */
const view = (page, isWide) =>
  page.tab.evaluate(
    ([isWide, { width, height }]) => {
      const top = (selector) => document.querySelector(selector).getBoundingClientRect().top + scrollY;
      const y = isWide ? top(".columns") - 16 : top("#chosen") - 8;
      const end = top(".pair-of-panels");
      return { fullPage: true, clip: { x: 0, y, width, height: isWide ? end - y : height } };
    },
    [isWide, isWide ? DESK : PHONE],
  );

for (const [name, viewport, scheme] of [
  ["light", DESK, "light"],
  ["dark", DESK, "dark"],
  ["phone", PHONE, "light"],
]) {
  const page = await open(viewport, scheme);
  await reauth(page, "lost");
  await shoot(page, args.out, name, await view(page, viewport === DESK));
  await page.tab.close();
}

if (args.all) {
  for (const width of [390, 820, 1440]) {
    for (const scheme of ["light", "dark"]) {
      const page = await open({ width, height: 900 }, scheme);
      const whole = (state) => shoot(page, args.all, `${width}-${scheme}-${state}`, { fullPage: true });
      await whole("first");
      await reauth(page, "lost");
      await whole("reauth");
      await reauth(page, "timeout");
      await whole("error");
      await page.tab.close();
    }
  }
}
await browser.close();
await env.stop();
process.exit(0);

// Pictures of the page, of the session with two carts, after a reauth whose first answer was lost:
//   node tests/page/screenshots.mjs --tarball pkg.tgz --sandbox path/to/sandbox --out folder [--all folder]
// With --all besides: whole pages at three widths in both schemes, after a reauth, an error, and a week.

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import UPNG from "upng-js";
import { launchChromium } from "../support/browsers/playwright.mjs";
import { readCommandLine } from "../support/command-line.mjs";
import { installTarball } from "../support/consumer.mjs";
import { Page } from "./scene.mjs";
import { startWorld } from "./world.mjs";

const args = readCommandLine({ needed: ["tarball", "sandbox", "out"], others: ["all"] });

const SESSION = "fcs_01SANDB0X00000000SP11TCART";
const DESK = { width: 1440, height: 1000 };
const PHONE = { width: 390, height: 844 };

const world = await startWorld(installTarball(args.tarball), args.sandbox);
const browser = await launchChromium();

/** Opens the page with a sandbox that nobody has used. */
async function open(viewport, colorScheme) {
  await fetch(`${world.flex}/sandbox/reset`, { method: "POST" });
  const address = `${world.origin}/#session=${SESSION}`;
  // What a picture shows is to depend on the page alone.
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

/** What a palette may have: pictures of pages have few more, and are a third of the size with one. */
const COLOURS = 256;

/** Takes a picture, and says how large it is. */
async function shoot(page, folder, name, options) {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${name}.png`);
  await page.tab.raw.mouse.move(0, 0);
  const { buffer, byteOffset, length } = await page.tab.raw.screenshot(options);
  const image = UPNG.decode(buffer.slice(byteOffset, byteOffset + length));
  const small = UPNG.encode(UPNG.toRGBA8(image), image.width, image.height, COLOURS);
  writeFileSync(path, Buffer.from(small));
  console.log(`  ${path}: ${image.width} x ${image.height}, ${(small.byteLength / 1024).toFixed(0)} KiB`);
}

/** The part that tells the story: at the desk from the list of sessions to the new holds, on a phone a screen of it. */
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
await world.stop();
process.exit(0);

import { chromium } from "playwright-core";
import { inPage } from "./page.mjs";

const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export const launch = () =>
  chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: FLAGS });

export const columns = (suite) => [
  { name: "chromium", run: (consumer, env) => inPage(launch, suite, consumer, env) },
];

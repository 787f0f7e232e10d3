import { launchChromium, launchFirefox } from "../browsers/playwright.mjs";
import { launchWebkit } from "../browsers/webkit.mjs";
import * as programs from "../programs.mjs";
import { inPage } from "./page.mjs";

const columns = (name, version, launch) => (suite) => [
  {
    name: `${name} ${version()}`,
    run: (consumer, env) => inPage(launch, suite, consumer, env),
  },
];

export const chromium = columns("chromium", () => programs.versionOf(programs.chromium()), launchChromium);
export const firefox = columns("firefox", () => programs.versionOf(programs.firefox()), launchFirefox);
export const webkit = columns("webkit", () => programs.versionOfWebkit(), launchWebkit);

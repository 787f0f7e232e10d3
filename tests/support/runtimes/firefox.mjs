import { firefox } from "playwright-core";
import { inPage } from "./page.mjs";

// The channel is what makes playwright speak WebDriver BiDi, and so drive a Firefox as Mozilla ships it.
const launch = () =>
  firefox.launch({
    channel: "moz-firefox",
    executablePath: process.env.FIREFOX ?? "/usr/bin/firefox-esr",
  });

export const columns = (suite) => [
  { name: "firefox", run: (consumer, env) => inPage(launch, suite, consumer, env) },
];

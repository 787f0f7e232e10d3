// Libraries that wrap fetch, or the objects that a page keeps.

import { BROWSERS, renewFromDist } from "../driver/pages.mjs";
import { tool } from "../driver/tools.mjs";

const inPage = (name, { file, tools, runtimes = BROWSERS }) => ({
  name,
  tools,
  runtimes,
  async run(scene) {
    const outfile = `dist/${file}/page.js`;
    const options = ["--bundle", "--minify", "--format=esm", `--outfile=${outfile}`];
    await tool("esbuild", [`${file}.js`, ...options], { cwd: scene.folder });
    await renewFromDist(scene, `dist/${file}`);
  },
});

export const frameworks = {
  project: "frameworks",
  environments: [
    inPage("Angular: zone.js with its patch of fetch", { file: "zone", tools: ["zone.js"] }),
    inPage("Vue: a client in `reactive`", { file: "vue", tools: ["vue"] }),
    inPage("valtio: a client in `proxy`", { file: "valtio", tools: ["valtio"], runtimes: ["Chromium"] }),
  ],
};

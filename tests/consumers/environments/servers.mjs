// Programs that run outside of a browser, and the tests of a project.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { deepEqual, has, matches, ok } from "../../support/assert.js";
import * as programs from "../../support/programs.mjs";
import { execute, tool } from "../driver/tools.mjs";

const PROGRAMS = {
  "Node 20": () => [programs.node(20)],
  "Node 22": () => [programs.node(22)],
  "Node 24": () => [programs.node(24)],
  "Node 26": () => [programs.node(26)],
  Deno: () => [programs.deno(), "run", "--allow-all"],
  Bun: () => [programs.bun()],
};

const NODES = Object.keys(PROGRAMS).filter((name) => name.startsWith("Node"));

/** Renews by a program that is told what, and prints what `read` takes the new payment intents from. */
const running = (name, file, places, read = (printed) => printed) => ({
  name,
  places,
  async run(scene) {
    for (const place of places) {
      const [program, ...args] = PROGRAMS[place]();
      await scene.renews(place, async (options) => {
        const output = await execute(program, [...args, file, JSON.stringify(options)], {
          cwd: scene.folder,
        });
        return read(JSON.parse(output));
      });
    }
  },
});

/** Has a project's own test renew. */
const testing = (name, place, command, args, env) => ({
  name,
  places: [place],
  run: (scene) =>
    scene.renews(place, async (options) => {
      const output = await tool(command, args, {
        cwd: scene.folder,
        env: { ...env, RENEW: JSON.stringify(options) },
      });
      const [, intents] = /renewed (.*)$/m.exec(output) ?? [];
      if (!intents) throw new Error(`${command} renewed nothing: ${output}`);
      return JSON.parse(intents);
    }),
});

/** Has a project's own test see the error of an environment in which nothing can be renewed. */
const lacking = (name, place, command, args) => ({
  name,
  places: [place],
  run: (scene) =>
    scene.checks(place, async () => {
      const output = await tool(command, args, { cwd: scene.folder });
      const [, error] = /refused (.*)$/m.exec(output) ?? [];
      ok(error, `${command} was refused nothing: ${output}`);
      const expected = { name: "FlexError", kind: "configuration", outcome: "not_sent" };
      has(JSON.parse(error), expected, "error");
      matches(JSON.parse(error).message, /with Jest, use its node environment/, "message");
    }),
});

/** What a program touches while it imports the package, and while it uses it. */
const importing = (name, file, places) =>
  running(name, file, places, ({ imported, used, intents }) => {
    deepEqual(imported, [], "what the import touched");
    ok(used.includes("WebAssembly.instantiate"), `the call touched ${used}`);
    return intents;
  });

export const servers = [
  {
    project: "programs",
    tools: [],
    environments: [
      running("Node, Deno, Bun: `import`", "main.js", Object.keys(PROGRAMS)),
      running("Node, Deno, Bun: `require`", "main.cjs", Object.keys(PROGRAMS)),
      running("Gateway in Node, Deno, Bun: `import`", "main-gateway.js", Object.keys(PROGRAMS)),
      running("Gateway in Node, Deno, Bun: `require`", "main-gateway.cjs", Object.keys(PROGRAMS)),
    ],
  },
  {
    project: "vite-ssr",
    tools: ["vite"],
    prepare: async ({ folder }) => {
      await tool("vite", ["build", "--ssr", "main.js", "--outDir=dist/external"], { cwd: folder });
      const bundled = ["--config=bundled.config.js", "--outDir=bundled"];
      await tool("vite", ["build", "--ssr", "main.js", ...bundled], { cwd: folder });
      if (readFileSync(join(folder, "bundled/main.js"), "utf8").includes('from "flex-checkout"'))
        throw new Error("the package was not bundled");
    },
    environments: [
      running("Vite: SSR", "dist/external/main.js", NODES),
      running("Vite: SSR, packages bundled", "bundled/main.js", NODES),
    ],
  },
  {
    project: "import-only",
    tools: [],
    environments: [
      importing("Importing alone does nothing: `import`", "import.mjs", Object.keys(PROGRAMS)),
      importing("Importing alone does nothing: `require`", "require.cjs", Object.keys(PROGRAMS)),
    ],
  },
  {
    project: "vitest",
    tools: ["vitest"],
    environments: [testing("vitest", "Node 24", "vitest", ["run"])],
  },
  {
    project: "jest",
    tools: ["jest"],
    environments: [
      testing("Jest: CommonJS", "Node 24", "jest", ["common.test.cjs"]),
      lacking("Jest: jsdom, an error that says what to do", "Node 24", "jest", ["page.test.cjs"]),
      testing("Jest: ES modules", "Node 24", "jest", ["module.test.js"], {
        NODE_OPTIONS: "--experimental-vm-modules",
      }),
    ],
  },
];

// Programs outside of a browser, and test runners.

import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { deepEqual, has, matches, ok } from "../../support/assert.js";
import * as programs from "../../support/programs.mjs";
import { execute, installed, tool } from "../driver/tools.mjs";

const PROGRAMS = {
  "Node 20": () => [programs.node(20)],
  "Node 22": () => [programs.node(22)],
  "Node 24": () => [programs.node(24)],
  "Node 26": () => [programs.node(26)],
  Deno: () => [programs.deno(), "run", "--allow-all"],
  Bun: () => [programs.bun()],
};

const NODES = Object.keys(PROGRAMS).filter((name) => name.startsWith("Node"));

/** Renews by a program. `read` extracts the new payment intents from its output. */
const running = (name, file, runtimes, read = (printed) => printed) => ({
  name,
  runtimes,
  async run(scene) {
    for (const runtime of runtimes) {
      const [program, ...args] = PROGRAMS[runtime]();
      await scene.renews(runtime, async (options) => {
        const output = await execute(program, [...args, file, JSON.stringify(options)], {
          cwd: scene.folder,
        });
        return read(JSON.parse(output));
      });
    }
  },
});

/** Renews in a project's own test. */
const testing = (name, runtime, command, args, env) => ({
  name,
  runtimes: [runtime],
  run: (scene) =>
    scene.renews(runtime, async (options) => {
      const output = await tool(command, args, {
        cwd: scene.folder,
        env: { ...env, RENEW: JSON.stringify(options) },
      });
      const [, intents] = /renewed (.*)$/m.exec(output) ?? [];
      if (!intents) throw new Error(`${command} renewed nothing: ${output}`);
      return JSON.parse(intents);
    }),
});

/** Checks in a project's own test the error of an environment without WebAssembly or fetch. */
const lacking = (name, runtime, command, args) => ({
  name,
  runtimes: [runtime],
  run: (scene) =>
    scene.checks(runtime, async () => {
      const output = await tool(command, args, { cwd: scene.folder });
      const [, error] = /refused (.*)$/m.exec(output) ?? [];
      ok(error, `${command} was refused nothing: ${output}`);
      const expected = { name: "FlexError", kind: "configuration", outcome: "not_sent" };
      has(JSON.parse(error), expected, "error");
      matches(JSON.parse(error).message, /with Jest, use its node environment/, "message");
    }),
});

/** Checks which globals a program touches while it imports the package, and while it uses it. */
const importing = (name, file, runtimes) =>
  running(name, file, runtimes, ({ imported, used, intents }) => {
    deepEqual(imported, [], "globals touched by the import");
    ok(used.includes("WebAssembly.instantiate"), `the call touched ${used}`);
    return intents;
  });

/** Renews by a program that Yarn starts, which resolves packages by its Plug'n'Play map. */
const byYarn = (name, file) => ({
  name,
  runtimes: ["Node 24"],
  run: (scene) =>
    scene.renews("Node 24", async (options) =>
      JSON.parse(await tool("yarn", ["node", file, JSON.stringify(options)], { cwd: scene.folder })),
    ),
});

/** Hermes' compiler, which React Native runs over every release build. */
function hermesc() {
  const folder = { linux: "linux64-bin", darwin: "osx-bin", win32: "win64-bin" }[process.platform];
  return installed(`hermes-compiler/hermesc/${folder}/hermesc`);
}

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
    project: "node-fetch",
    environments: [
      { ...running("node-fetch as `fetch`", "version-2.js", NODES), tools: ["node-fetch-2"] },
      { ...running("node-fetch as `fetch`", "version-3.js", NODES), tools: ["node-fetch"] },
    ],
  },
  {
    project: "yarn-pnp",
    tools: ["@yarnpkg/cli-dist"],
    async prepare({ folder }) {
      rmSync(join(folder, "node_modules"), { recursive: true });
      await tool("yarn", ["install"], { cwd: folder });
      if (existsSync(join(folder, "node_modules"))) throw new Error("Yarn made a node_modules");
    },
    environments: [
      byYarn("Yarn Plug'n'Play: `import`", "main.js"),
      byYarn("Yarn Plug'n'Play: `require`", "main.cjs"),
      byYarn("Yarn Plug'n'Play: gateway", "main-gateway.js"),
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
    project: "vitest-in-workerd",
    tools: ["@cloudflare/vitest-plugin", "vitest"],
    environments: [testing("vitest in a Worker", "workerd", "vitest", ["run"])],
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
  {
    project: "hermes",
    environments: [
      {
        name: "React Native: bytecode by Hermes",
        tools: ["hermes-compiler"],
        runtimes: ["hermesc"],
        run: (scene) =>
          scene.checks("hermesc", async () => {
            const file = "node_modules/flex-checkout/dist/index.cjs";
            await execute(hermesc(), ["-w", "-O", "-emit-binary", "-out", "index.hbc", file], {
              cwd: scene.folder,
            });
          }),
      },
      {
        name: "React Native: without WebAssembly, an error that names it",
        tools: [],
        runtimes: ["Node 24"],
        run: (scene) =>
          scene.checks("Node 24", async () => {
            const output = await execute(programs.node(24), ["without.js"], { cwd: scene.folder });
            const error = JSON.parse(output);
            const expected = { name: "FlexError", kind: "configuration", outcome: "not_sent", attempts: 0 };
            has(error, expected, "error");
            matches(error.message, /this environment has no WebAssembly/, "message");
          }),
      },
    ],
  },
];

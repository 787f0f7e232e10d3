// Installs the packed package in one minimal project per environment, builds each with its own tool, and renews a hold:
//   node tests/consumers/run.mjs --tarball pkg.tgz --sandbox path/to/sandbox [--only vite | --large | --small | --save]
// With --save it writes the matrix into docs/environments.md; without, it fails if the page's matrix differs. The large
// projects take most of the time and need no browser, so their suite runs in the background.

import { readCommandLine } from "../support/command-line.mjs";
import { startSandbox } from "../support/sandbox.mjs";
import { closeBrowsers } from "./driver/browsers.mjs";
import { makeProject } from "./driver/project.mjs";
import { Scene } from "./driver/scene.mjs";
import { PROJECTS } from "./environments/index.mjs";
import { printMatrix } from "./matrix.mjs";
import { isOnPage, writePage } from "./page.mjs";

const AT_ONCE = 2;

const names = PROJECTS.map(({ project }) => project);
const args = readCommandLine({ others: ["only"], flags: ["large", "small", "save"], names });
const part = ["only", "large", "small"].filter((name) => args[name]);
if (part.length > 1 || (part.length > 0 && args.save))
  throw new Error("--only, --large, --small and --save exclude each other");
const isWanted = ({ project, large = false }) =>
  args.only ? project === args.only : !(args.large && !large) && !(args.small && large);

const { baseURL, stop } = await startSandbox(args.sandbox);
const rows = [];
const waiting = [...PROJECTS.entries()].filter(([, project]) => isWanted(project));
const work = async () => {
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    const [index, project] = next;
    rows[index] = await runProject(project);
  }
};
await Promise.all(Array.from({ length: AT_ONCE }, work));
await closeBrowsers();
stop();
const failed = printMatrix(rows.flat());
const scenes = PROJECTS.flatMap((project, index) => rows[index] ?? unplayed(project));
if (args.save) writePage(scenes);
const stale = !args.only && !isOnPage(scenes);
if (stale) console.log("docs/environments.md has another matrix; `cargo xtask matrix` writes it");
process.exit(failed === 0 && !stale ? 0 : 1);

/**
 * Runs a project's environments, which share one folder, one after another. They also share the servers that `prepare`
 * starts.
 */
async function runProject({ project, tools, within, prepare = () => {}, environments }) {
  const started = Date.now();
  let unready;
  let folder;
  let served;
  try {
    ({ folder } = makeProject(project, args.tarball, within));
    served = await prepare({ folder, baseURL });
  } catch (error) {
    unready = error;
  }
  const rows = [];
  for (const { name, runtimes, run, tools: own = tools } of environments) {
    const scene = new Scene({ name, tools: own, runtimes, folder, baseURL, origins: served?.origins });
    await scene.play(unready ? () => Promise.reject(unready) : run);
    rows.push(scene);
  }
  served?.stop();
  console.log(`${project} (${Date.now() - started} ms)`);
  return rows;
}

/** The rows of a project that another run checks, as if all had passed. */
function unplayed({ tools, environments }) {
  return environments.map(({ name, runtimes, tools: own = tools }) => {
    const scene = new Scene({ name, tools: own, runtimes });
    for (const runtime of runtimes) scene.results.set(runtime, true);
    return scene;
  });
}

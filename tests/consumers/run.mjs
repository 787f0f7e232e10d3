// Installs the packed package in one minimal project per environment, builds each with its own tool, and has it renew
// a hold:
//   node tests/consumers/run.mjs --tarball pkg.tgz --sandbox path/to/sandbox [--only vite | --readme]
// With --readme it writes the matrix into the README; without, it complains when that has another one.

import { readCommandLine } from "../support/command-line.mjs";
import { startSandbox } from "../support/sandbox.mjs";
import { closeBrowsers } from "./driver/browsers.mjs";
import { makeProject } from "./driver/project.mjs";
import { Scene } from "./driver/scene.mjs";
import { PROJECTS } from "./environments/index.mjs";
import { printMatrix } from "./matrix.mjs";
import { isInReadme, writeReadme } from "./readme.mjs";

const AT_ONCE = 2;

const names = PROJECTS.map(({ project }) => project);
const args = readCommandLine({ others: ["only"], flags: ["readme"], names });
if (args.only && args.readme) throw new Error("the README has the whole matrix: leave out --only");
const wanted = PROJECTS.filter(({ project }) => !args.only || project === args.only);

const { baseURL, stop } = await startSandbox(args.sandbox);
const rows = [];
const waiting = [...wanted.entries()];
const work = async () => {
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    const [index, project] = next;
    rows[index] = await runProject(project);
  }
};
await Promise.all(Array.from({ length: AT_ONCE }, work));
await closeBrowsers();
stop();
const scenes = rows.flat();
const failed = printMatrix(scenes);
if (args.readme) writeReadme(scenes);
const stale = !args.only && !isInReadme(scenes);
if (stale) console.log("README.md has another matrix: write this one with `cargo xtask matrix`");
process.exit(failed === 0 && !stale ? 0 : 1);

/** The rows of a project's environments, which share one folder and run one after the other. */
async function runProject({ project, tools, prepare = () => {}, environments }) {
  const started = Date.now();
  let unready;
  let folder;
  try {
    ({ folder } = makeProject(project, args.tarball));
    await prepare({ folder });
  } catch (error) {
    unready = error;
  }
  const rows = [];
  for (const { name, places, run } of environments) {
    const scene = new Scene({ name, tools, places, folder, baseURL });
    await scene.play(unready ? () => Promise.reject(unready) : run);
    rows.push(scene);
  }
  console.log(`${project} (${Date.now() - started} ms)`);
  return rows;
}

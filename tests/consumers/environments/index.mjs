// Every project and its environments, in the order of the matrix.

import { edge } from "./edge.mjs";
import { frameworks } from "./frameworks.mjs";
import { fullStack } from "./full-stack.mjs";
import { next } from "./next.mjs";
import { opennext } from "./opennext.mjs";
import { pages } from "./pages.mjs";
import { policy } from "./policy.mjs";
import { servers } from "./servers.mjs";
import { workers } from "./workers.mjs";

export const PROJECTS = [
  ...pages,
  ...workers,
  frameworks,
  ...next,
  ...fullStack,
  ...servers,
  ...edge,
  opennext,
  policy,
];

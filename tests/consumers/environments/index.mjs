// Every project, and the environments that each is run in, in the order of the matrix.

import { edge } from "./edge.mjs";
import { next } from "./next.mjs";
import { pages } from "./pages.mjs";
import { policy } from "./policy.mjs";
import { servers } from "./servers.mjs";
import { workers } from "./workers.mjs";

export const PROJECTS = [...pages, ...workers, next, ...servers, ...edge, policy];

// The cases that run in every server. A case is an exported function whose name is its promise.

import * as actions from "./cases/actions.mjs";
import * as afterwards from "./cases/afterwards.mjs";
import * as answers from "./cases/answers.mjs";
import * as bad from "./cases/bad.mjs";
import * as bodies from "./cases/bodies.mjs";
import * as crowd from "./cases/crowd.mjs";
import * as errors from "./cases/errors.mjs";
import * as headers from "./cases/headers.mjs";
import * as hooks from "./cases/hooks.mjs";
import * as keys from "./cases/keys.mjs";
import * as leaving from "./cases/leaving.mjs";
import * as methods from "./cases/methods.mjs";
import * as origins from "./cases/origins.mjs";
import * as paths from "./cases/paths.mjs";
import * as preflights from "./cases/preflights.mjs";
import * as sessions from "./cases/sessions.mjs";
import * as tokens from "./cases/tokens.mjs";

// The first cases need a fresh server, the last ones check what the others recorded.
export const CASES = [
  crowd,
  origins,
  preflights,
  tokens,
  keys,
  paths,
  methods,
  bodies,
  headers,
  hooks,
  answers,
  sessions,
  actions,
  errors,
  leaving,
  bad,
  afterwards,
].flatMap((file) => Object.entries(file));

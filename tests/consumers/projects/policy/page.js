import { preload } from "flex-checkout";
import { renew } from "./renew.js";

globalThis.renew = renew;

/** Returns the result of loading the module. */
globalThis.load = () =>
  preload().then(
    () => "loaded",
    ({ name, kind, outcome, message }) => ({ name, kind, outcome, message }),
  );

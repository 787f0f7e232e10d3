import { reactive } from "vue";
import { renewBy } from "./renew-by.js";

// A component's state, which Vue wraps in proxies.
globalThis.renew = renewBy((flex) => reactive({ flex }));

import { renew } from "./renew.js";

globalThis.renew = renew;

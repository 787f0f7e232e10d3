import { proxy } from "valtio/vanilla";
import { renewBy } from "./renew-by.js";

globalThis.renew = renewBy((flex) => proxy({ flex }));

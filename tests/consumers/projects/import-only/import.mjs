import { tell } from "./watch.cjs";

tell(() => import("flex-checkout"));

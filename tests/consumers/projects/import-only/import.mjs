import { report } from "./watch.cjs";

report(() => import("flex-checkout"));

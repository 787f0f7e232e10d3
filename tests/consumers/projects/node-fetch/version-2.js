import fetch from "node-fetch-2";
import { renewBy } from "./renew-by.js";

await renewBy(fetch);

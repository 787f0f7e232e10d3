import fetch from "node-fetch";
import { renewBy } from "./renew-by.js";

await renewBy(fetch);

export { create } from "./zod.js"; // placeholder

export { FlexError } from "../error.js";

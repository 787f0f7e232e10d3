export { default } from "../../../order-page.js";

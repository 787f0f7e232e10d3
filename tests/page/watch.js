// Notes what goes wrong on the page, from before its own scripts run.
import { watchPage } from "../support/complaints.js";

const complaints = watchPage();
const said = console.error;
console.error = (...words) => {
  complaints.push(`console.error ${words.join(" ")}`);
  said(...words);
};
globalThis.complaints = () => complaints;

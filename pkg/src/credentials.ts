import { refuse } from "./refuse.js";

/** Checks a key without ever quoting it. */
export function checkKey(apiKey: unknown): asserts apiKey is string {
  if (typeof apiKey !== "string" || apiKey === "") {
    throw refuse(
      "apiKey must be a string that is not empty; leave it out only with a baseURL of a gateway that adds it",
    );
  }
  if (!/^[!-~]+$/.test(apiKey)) {
    throw refuse(
      "apiKey holds a character that is not visible ASCII, such as a space or a line break; check how it was copied or read",
    );
  }
}

/** Keeps keys out of pages, where everybody can read them. */
export function checkBrowserKey(apiKey: string, allowed: boolean): void {
  if (!("window" in globalThis && "document" in globalThis)) {
    return;
  }
  if (!apiKey.startsWith("fsk_test_")) {
    throw refuse(
      "A live apiKey must never reach a browser, where anybody can read it and hold money with it; call a gateway of yours that adds the key, with baseURL and no apiKey",
    );
  }
  if (!allowed) {
    throw refuse(
      "An apiKey in a browser can be read by anybody; call a gateway of yours that adds the key, with baseURL and no apiKey, or, for a test key on a page of your own, set dangerouslyAllowBrowser",
    );
  }
}

/** Checks where requests go: what passes is read alike by every URL parser. */
export function checkBaseURL(baseURL: unknown, hasKey: boolean): void {
  const visible = typeof baseURL === "string" && /^[!-~]+$/.test(baseURL) && !/[\\?#]/.test(baseURL);
  // A server may make the client of a component that it renders: there only the calls are refused.
  if (visible && /^\/(?!\/)/.test(baseURL) && !hasKey) {
    return;
  }
  const parts = visible && /^(https?):\/\/([^/:@[\]]+|\[[\da-f:.]+\])(:\d+)?(\/.*)?$/i.exec(baseURL);
  if (!parts || (parts[1]?.toLowerCase() === "http" && !isLoopback(parts[2] ?? ""))) {
    throw refuse(
      'baseURL must be https, or http on a loopback host, or, for a page and without apiKey, a path such as "/flex"; it has no credentials, query or fragment',
    );
  }
}

/** Checks that a base URL that is a path has a page to which it belongs. */
export function checkPage(baseURL: string | undefined): void {
  // Deno has the name, and nothing behind it.
  if (baseURL?.startsWith("/") && globalThis.location === undefined) {
    throw refuse("baseURL is a path, which means something on a page only; on a server give the whole URL");
  }
}

function isLoopback(host: string): boolean {
  const byte = "(25[0-5]|2[0-4]\\d|1?\\d?\\d)";
  return new RegExp(`^(localhost|127(\\.${byte}){3}|\\[::1\\])$`, "i").test(host);
}

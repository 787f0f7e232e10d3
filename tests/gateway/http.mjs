// HTTP/1.1 as bytes on a socket, because HTTP clients refuse to send most of these requests.

import { connect } from "node:net";

/** The longest time in which a server responds or closes the connection, in milliseconds. */
const PATIENCE = 5_000;

/** Serializes a request. A header has one value, an array of values, or null to omit it. */
export function requestText({ method = "GET", target = "/", version = "HTTP/1.1", headers = {}, body = "" }) {
  const lines = [`${method} ${target} ${version}`];
  for (const [name, values] of Object.entries(headers))
    for (const value of [values ?? []].flat()) lines.push(`${name}: ${value}`);
  return `${lines.join("\r\n")}\r\n\r\n${body}`;
}

/**
 * Sends a string, one byte per character, and returns the responses. `more(write)` sends further bytes. After the first
 * response it waits for `linger` milliseconds for others.
 */
export function send(port, text, { more, linger = 0, patience = PATIENCE, bodiless = false } = {}) {
  const socket = connect({ port, host: "127.0.0.1", noDelay: true });
  let received = Buffer.alloc(0);
  return new Promise((resolve, reject) => {
    let timer;
    const end = (ended) => {
      clearTimeout(timer);
      socket.destroy();
      const answers = parse(received, bodiless, ended === "closed");
      resolve({ ended, answers, received: received.toString("latin1") });
    };
    timer = setTimeout(() => end("silent"), patience);
    socket.on("data", (chunk) => {
      received = Buffer.concat([received, chunk]);
      if (parse(received, bodiless, false).length === 0) return;
      clearTimeout(timer);
      timer = setTimeout(() => end("answered"), linger);
    });
    socket.once("close", () => end("closed"));
    socket.on("error", (error) => {
      // A server that refuses early closes the connection before everything is sent.
      if (error.code === "ECONNREFUSED") reject(error);
    });
    const write = (bytes) => socket.writable && socket.write(Buffer.from(bytes, "latin1"));
    socket.once("connect", () => {
      write(text);
      more?.(write)?.catch(reject);
    });
  });
}

/** Opens a socket, sends a string and returns the socket. */
export async function open(port, text) {
  const socket = connect({ port, host: "127.0.0.1", noDelay: true });
  socket.on("error", () => {});
  await new Promise((connected) => socket.once("connect", connected));
  socket.write(Buffer.from(text, "latin1"));
  return socket;
}

function parse(bytes, bodiless, isAll) {
  const answers = [];
  let rest = bytes;
  for (;;) {
    const answer = parseOne(rest, bodiless, isAll);
    if (!answer) return answers;
    rest = rest.subarray(answer.size);
    // Interim responses (1xx) do not count.
    if (answer.status >= 200) answers.push(answer);
  }
}

function parseOne(bytes, bodiless, isAll) {
  const end = bytes.indexOf("\r\n\r\n");
  if (end < 0) return undefined;
  const [first, ...lines] = bytes.toString("latin1", 0, end).split("\r\n");
  const status = Number(/^HTTP\/1\.[01] (\d{3})\b/.exec(first)?.[1]);
  if (!status) throw new Error(`no answer in HTTP: ${first.slice(0, 100)}`);
  const headers = lines.map((line) => {
    const colon = line.indexOf(":");
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
  });
  const body = bodyOf(bytes.subarray(end + 4), status, new Map(headers), bodiless, isAll);
  return body && new Answer(status, headers, body.text, end + 4 + body.size);
}

function bodyOf(bytes, status, headers, bodiless, isAll) {
  if (bodiless || status < 200 || status === 204 || status === 304) return { text: "", size: 0 };
  if (/chunked/i.test(headers.get("transfer-encoding") ?? "")) return chunked(bytes);
  const length = headers.get("content-length");
  if (length === undefined) return isAll ? { text: bytes.toString(), size: bytes.length } : undefined;
  const size = Number(length);
  return bytes.length < size ? undefined : { text: bytes.toString("utf8", 0, size), size };
}

function chunked(bytes) {
  const chunks = [];
  for (let at = 0; ; ) {
    const end = bytes.indexOf("\r\n", at);
    if (end < 0) return undefined;
    const size = Number.parseInt(bytes.toString("latin1", at, end), 16);
    const next = end + 2 + size + 2;
    if (bytes.length < next) return undefined;
    if (size === 0) return { text: Buffer.concat(chunks).toString(), size: next };
    chunks.push(bytes.subarray(end + 2, end + 2 + size));
    at = next;
  }
}

class Answer {
  constructor(status, headers, text, size) {
    Object.assign(this, { status, headers, text, size });
  }

  /** Returns the value of a header; null if it is absent. */
  header(name) {
    const values = this.headers.filter(([known]) => known === name).map(([, value]) => value);
    return values.length > 0 ? values.join(", ") : null;
  }

  /** True for a response of a gateway, false for one of the server itself. */
  get isFromGateway() {
    return this.header("x-gateway") !== null;
  }

  /** The error in the body. */
  get error() {
    return JSON.parse(this.text).error;
  }
}

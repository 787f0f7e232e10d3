import type { ErrorKind, FlexEvent, Outcome } from "./generated/models.js";
import type { FlexResponse } from "./options.js";

/** What the WebAssembly module says is to be done next. One of `send`, `wait`, `done`, `failed` is there. */
export interface Step {
  /** What has happened, in order; only where somebody wants to know. */
  events?: FlexEvent[];
  /** The number under which the module knows the call; with the first `send`. */
  run?: number;
  send?: Request;
  /** Milliseconds. */
  wait?: number;
  done?: Done;
  failed?: Failed;
}

/** What `withResponse()` gives, but for the body's session and its headers. */
export type Done = Omit<FlexResponse, "data" | "headers">;

/** A request without a body. */
export interface Request {
  method: string;
  url: string;
  headers: Record<string, string>;
  /** The largest body that is read. */
  maxBytes: number;
  /** How long it may take, headers and body, in milliseconds. */
  timeout: number;
}

/** The facts of a `FlexError`, but for the objects that only JavaScript has. */
export interface Failed {
  kind: ErrorKind;
  outcome: Outcome;
  message: string;
  attempts: number;
  status?: number;
  code?: string;
  idempotencyKey?: string;
  retryAfter?: number;
  path?: string;
}

/**
 * Why an answer, or the rest of it, did not arrive, by the module's numbers. An enum, because its numbers
 * then stand in the package's code and its names do not.
 */
export enum Failure {
  none = 0,
  /** The platform refused before anything was sent. */
  notSent = 1,
  /** The caller aborted before the request was sent. */
  abortedBefore = 2,
  aborted = 3,
  timeout = 4,
  connection = 5,
  tooLarge = 6,
}

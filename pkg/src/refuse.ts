import { FlexError } from "./error.js";

/** The error for an option or argument that cannot be used. Nothing was sent. */
export function refuse(message: string): FlexError {
  return new FlexError({ kind: "configuration", outcome: "not_sent", message: `${message}.`, attempts: 0 });
}

// Parses requests, as far as the keeper does not check them itself.
import { invalid, Refusal } from "./answer.js";

/** The size limit of a body, in bytes. */
const LARGEST = 16 * 1024;

/**
 * The bytes of a larger body that are read and discarded: a client that is still sending may not read the response.
 */
const DISCARDED = 1024 * 1024;

/** Returns the body as JSON; undefined without a body. */
export async function readJson(request: Request): Promise<unknown> {
  const bytes = await readBytes(request);
  if (bytes.length === 0) {
    return undefined;
  }
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw invalid("The body must be JSON, in UTF-8.");
  }
}

async function readBytes({ body }: Request): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of body ?? []) {
    size += part.length;
    if (size <= LARGEST) {
      parts.push(part);
    } else if (size > DISCARDED) {
      break;
    }
  }
  if (size > LARGEST) {
    throw new Refusal(413, "payload_too_large", `The body may have at most ${LARGEST} bytes.`);
  }
  return new Uint8Array(await new Blob(parts as BlobPart[]).arrayBuffer());
}

/** Returns the parameters of a query. Each name is allowed once, and others are rejected. */
export function readQuery<Name extends string>(
  { searchParams }: URL,
  names: readonly Name[],
): Partial<Record<Name, string>> {
  const found: Partial<Record<Name, string>> = {};
  for (const [parameter, value] of searchParams) {
    const name = names.find((name) => name === parameter);
    if (name === undefined) {
      const known = names.length > 0 ? `there are ${names.join(", ")}` : "there are none";
      throw invalid(`The query has no parameter ${JSON.stringify(parameter.slice(0, 50))}; ${known}.`);
    }
    if (found[name] !== undefined) {
      throw invalid(`The query has the parameter ${name} twice.`);
    }
    found[name] = value;
  }
  return found;
}

/** Decodes a segment of a path. */
export function readSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw invalid("The path is not encoded as a URL's must be.");
  }
}

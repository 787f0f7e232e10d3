import { refuse } from "../error.js";
import { checkNames } from "../options.js";
import type { WebhookEvent } from "./events.js";
import { failed } from "./failures.js";
import {
  bytesOf,
  type RawWebhook,
  readBytes,
  readerOf,
  type WebhookBody,
  type WebhookHeaders,
} from "./request.js";
import { importSecret, isSigned, signedBytes } from "./signature.js";

/** Options of {@link verifyWebhook}: `secret`, or else `secrets`. */
export type VerifyWebhookOptions = {
  /** Largest difference between the webhook's timestamp and the clock, in seconds. Default: 300. */
  tolerance?: number | undefined;
} & (
  | {
      /** The signing secret: `fwhsec_…` of an endpoint at Flex, or `whsec_…` of the keeper's notices. */
      secret: string;
      /** Not set beside `secret`. */
      secrets?: undefined;
    }
  | {
      /** Several signing secrets, for a rotation. The signature must match one of them. */
      secrets: readonly string[];
      /** Not set beside `secrets`. */
      secret?: undefined;
    }
);

const optionNames: ReadonlySet<string> = new Set(["secret", "secrets", "tolerance"]);

/** Default of `tolerance`, in seconds. */
const TOLERANCE = 300;

/** Largest number of signatures to check. During a rotation there is one per secret. */
const MOST_SIGNATURES = 8;

/** Visible ASCII without the dot: with a dot, the signed string could be split at another point. */
const ID = /^[!-\-/-~]{1,256}$/;

const TIMESTAMP = /^\d{1,12}$/;

/** A signature of the known version, with the base64 of 32 bytes. */
const SIGNATURE = /^v1,([A-Za-z\d+/]{43}=)$/;

/** Names of the headers, in the order in which Flex's own plugin accepts them. */
const NAMES = [
  ["webhook-id", "webhook-timestamp", "webhook-signature"],
  ["svix-id", "svix-timestamp", "svix-signature"],
  ["flex-event-id", "flex-timestamp", "flex-signature"],
] as const;

/**
 * Verifies a webhook from Flex and resolves with its event; for a notice of the keeper, pass the type `HoldNotice`. Call it
 * before the body is read or parsed.
 *
 * Rejects with a {@link FlexError} of kind `"webhook"` whose `code` names the failed check, a {@link WebhookErrorCode}. The
 * kind is `"configuration"` if an option is invalid.
 *
 * @param request The `Request`, or an object with headers and the raw body.
 * @example
 * ```ts
 * const event = await verifyWebhook(request, { secret: env.FLEX_WEBHOOK_SECRET });
 * if (event.event_type === "charge.expired") {
 *   console.log(event.event_id, event.object.charge);
 * }
 * ```
 */
export async function verifyWebhook<T extends object = WebhookEvent>(
  request: Request | RawWebhook,
  options: VerifyWebhookOptions,
): Promise<T> {
  return parseWebhook<T>((await verify(request, options)).body);
}

/**
 * Parses the body of a webhook that was verified elsewhere.
 *
 * @throws {@link FlexError} of kind `"webhook"` if the body is not a JSON object.
 * @example
 * ```ts
 * const { event_type, event_id } = parseWebhook(await request.text());
 * ```
 */
export function parseWebhook<T extends object = WebhookEvent>(body: WebhookBody): T {
  const text = new TextDecoder().decode(bytesOf(body));
  let event: unknown;
  try {
    event = JSON.parse(text);
  } catch {
    // Its message would quote the body.
  }
  if (typeof event !== "object" || event === null || Array.isArray(event)) {
    throw failed("not_json", "The webhook's body is not a JSON object.");
  }
  return event as T;
}

/** A verified webhook. */
export interface Verified {
  /** The id in the header. */
  id: string;
  body: Uint8Array;
}

/** Verifies a webhook. */
export async function verify(
  request: Request | RawWebhook,
  options: VerifyWebhookOptions,
): Promise<Verified> {
  checkNames(options, optionNames, "verifyWebhook");
  const { secret, secrets = [secret], tolerance = TOLERANCE } = options;
  if (secret !== undefined && options.secrets !== undefined) {
    throw refuse("secret and secrets exclude each other");
  }
  if (!Array.isArray(secrets) || secrets.length === 0) {
    throw refuse("secrets must be an array of at least one secret");
  }
  if (!(Number.isFinite(tolerance) && tolerance >= 0)) {
    throw refuse("tolerance must be a number of seconds, 0 or more");
  }
  const keys = await Promise.all(secrets.map(importSecret));
  if (typeof request !== "object" || request === null) {
    throw refuse("request must be a Request, or an object with headers and body");
  }
  const { id, timestamp, signatures } = readHeaders(request.headers, tolerance);
  const body = await readBytes(request);
  const signed = signedBytes(id, timestamp, body);
  const checks = keys.flatMap((key) => signatures.map((hmac) => isSigned(key, hmac, signed)));
  // All of them, so that the duration does not reveal which one is valid.
  if (!(await Promise.all(checks)).includes(true)) {
    throw failed(
      "wrong_signature",
      "No signature of the webhook matches a secret. Check that the secret is this endpoint's, and that the body is passed as it arrived.",
    );
  }
  return { id, body };
}

/** Returns the signed headers, from the first complete set, or else the first incomplete one. */
function readHeaders(
  headers: WebhookHeaders,
  tolerance: number,
): { id: string; timestamp: string; signatures: string[] } {
  const read = readerOf(headers);
  const sets = NAMES.map((names) => names.map(read));
  const set = sets.find((set) => set.every(Boolean)) ?? sets.find((set) => set.some(Boolean));
  const [id = "", timestamp = "", signature = ""] = set ?? [];
  if (!ID.test(id) || !TIMESTAMP.test(timestamp)) {
    throw failed(
      "malformed",
      "The webhook's id or timestamp is missing or malformed: the headers webhook-id and webhook-timestamp, the same with svix-, or flex-event-id and flex-timestamp.",
    );
  }
  const difference = Math.abs(Math.floor(Date.now() / 1000) - Number(timestamp));
  if (difference > tolerance) {
    throw failed(
      "out_of_time",
      `The webhook's timestamp differs from the clock by ${difference} seconds; the tolerance is ${tolerance}.`,
    );
  }
  const signatures = signature.split(/\s+/).flatMap((each) => SIGNATURE.exec(each)?.[1] ?? []);
  if (signatures.length === 0) {
    throw failed("no_signature", "The webhook has no signature of the version v1.");
  }
  return { id, timestamp, signatures: signatures.slice(0, MOST_SIGNATURES) };
}

// Signs webhooks with WebCrypto and without the package. Loads unbundled in every runtime.

/** Svix's documented example: https://docs.svix.com/receiving/verifying-payloads/how-manual */
export const SVIX = {
  secret: "whsec_plJ3nmyCDGBKInavdOK15jsl",
  id: "msg_loFOjxBNrRLzqYUf",
  timestamp: 1731705121,
  signature: "v1,rAvfW3dJ/X/qxhsaXPOyyCGmRKsaKWcsNccKXlIktD0=",
  body: '{"event_type":"ping","data":{"success":true}}',
};

export const SECRET = "fwhsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
export const OTHER_SECRET = "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/** An event as Flex documents it. */
export const EVENT = {
  event_dt: 1_795_982_400,
  event_id: "evt_1",
  event_type: "charge.expired",
  object: { charge: { payment_intent: "fpi_1", name: "Zoë 💊" } },
};

/** The names of a webhook's headers, in each set. */
export const SETS = [
  ["webhook-id", "webhook-timestamp", "webhook-signature"],
  ["svix-id", "svix-timestamp", "svix-signature"],
  ["flex-event-id", "flex-timestamp", "flex-signature"],
];

const bytesOf = (body) => (typeof body === "string" ? new TextEncoder().encode(body) : body);

/** Returns the signature header of a webhook. */
export async function signatureOf(secret, id, timestamp, body) {
  const key = Uint8Array.from(atob(secret.replace(/^f?whsec_/, "")), (char) => char.charCodeAt(0));
  const hmac = { name: "HMAC", hash: "SHA-256" };
  const imported = await crypto.subtle.importKey("raw", key, hmac, false, ["sign"]);
  const [before, after] = [bytesOf(`${id}.${timestamp}.`), bytesOf(body)];
  const signed = new Uint8Array(before.length + after.length);
  signed.set(before);
  signed.set(after, before.length);
  const mac = new Uint8Array(await crypto.subtle.sign("HMAC", imported, signed));
  return `v1,${btoa(String.fromCharCode(...mac))}`;
}

/** Returns a webhook that is signed now, as headers and body. */
export async function signed({
  body = JSON.stringify(EVENT),
  secret = SECRET,
  id = "msg_1",
  timestamp = Math.floor(Date.now() / 1000),
  names = SETS[1],
} = {}) {
  const values = [id, String(timestamp), await signatureOf(secret, id, timestamp, body)];
  return { headers: Object.fromEntries(names.map((name, index) => [name, values[index]])), body };
}

/** Makes a webhook a request. */
export const requestOf = ({ headers, body }) =>
  new Request("https://shop.example/webhooks/flex", { method: "POST", headers, body });

/** Runs an action while the clock shows a time, in seconds. */
export async function at(seconds, action) {
  const { now } = Date;
  Date.now = () => seconds * 1000;
  try {
    return await action();
  } finally {
    Date.now = now;
  }
}

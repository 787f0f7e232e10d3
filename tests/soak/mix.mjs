// The mix of faults. Half of the calls only wait; the others cover every fault of the sandbox and the proxy, and
// every ending of a call.

const header = (fault) => () => ({ fault });
const once = (fault) => header(`${fault};times=1`);
const proxied = (name, more) => () => ({ client: "proxied", network: [{ name, ...more }] });

/**
 * By weight. A function of `wait`, which draws whole milliseconds between two bounds, returns a plan. Times are those
 * of pace 1, where an attempt may take 300 ms.
 */
const MIX = [
  // No fault.
  [34, (wait) => ({ fault: `delay;delay_ms=${wait(40, 260)}` })],
  [4, (wait) => ({ fault: `delay;delay_ms=${wait(40, 260)}`, action: "retrieve" })],
  [3, (wait) => ({ fault: `delay;delay_ms=${wait(40, 260)}`, client: "fresh" })],
  [2, (wait) => ({ fault: `delay;delay_ms=${wait(40, 260)}`, options: { expand: ["payment_intent"] } })],
  // A race with the timeout.
  [3, (wait) => ({ fault: `delay;delay_ms=${wait(290, 310)};applied=true;times=1` })],
  // Transient and final error statuses.
  [4, once("status;status=503;delay_ms=60")],
  [2, once("status;status=500;delay_ms=60;applied=true")],
  [3, once("status;status=429;retry_after=0.05")],
  [1, once("status;status=408;delay_ms=60")],
  [1, header("status;status=429;retry_after=30;delay_ms=60")],
  [1, header("status;status=503;delay_ms=60")],
  [1, header("status;status=400;delay_ms=60")],
  [1, header("status;status=401;delay_ms=60")],
  [1, header("status;status=409;delay_ms=60")],
  [1, once("html;delay_ms=60")],
  [1, header("redirect;delay_ms=60")],
  // No response.
  [2, once("hang")],
  [1, once("hang;applied=true")],
  [1, () => ({ fault: "hang", options: { maxRetries: 9, deadline: 500 } })],
  [1, () => ({ client: "silent" })],
  [1, () => ({ client: "closed" })],
  [2, once("reset")],
  [1, header("reset")],
  [1, once("reset_in_headers")],
  // A truncated, late or invalid response.
  [2, header("reset_in_body;method=POST")],
  [2, header("truncate;method=POST")],
  [1, header("truncate")],
  [1, header("drip;method=POST;delay_ms=2")],
  [1, header("empty;method=POST")],
  [1, header("null;method=POST")],
  [1, header("array")],
  [1, header("wrong_type")],
  [1, () => ({ fault: "wrong_type", client: "strict" })],
  [1, header("invalid_utf8;method=POST")],
  [1, header("bom")],
  [0.3, header("large;bytes=500000;delay_ms=60")],
  [0.3, header("large;bytes=1500000;delay_ms=60")],
  [0.1, header("nested;delay_ms=60")],
  // Aborts: before the call, before the response, during the body, between two attempts.
  [1, () => ({ abortAfter: -1 })],
  [4, (wait) => ({ fault: "delay;delay_ms=250", abortAfter: wait(0, 200) })],
  [1, (wait) => ({ fault: "drip;delay_ms=2", abortAfter: wait(20, 200) })],
  [1, (wait) => ({ fault: "status;status=503", abortAfter: wait(10, 600) })],
  [1, (wait) => ({ client: "silent", abortAfter: wait(0, 200) })],
  // Faults of the network.
  [1, proxied("reset")],
  [1, proxied("swallow")],
  [1, proxied("page")],
  [1, proxied("lose")],
  [1, proxied("cut")],
  [1, proxied("cut_chunked")],
  [1, proxied("truncate")],
  [1, proxied("late", { ms: 500 })],
  [1, proxied("hang")],
  [1, proxied("hide")],
  [1, proxied("twice")],
  [1, proxied("again")],
];

const TOTAL = MIX.reduce((sum, [weight]) => sum + weight, 0);

/** Every fault of the mix, by its name in the counts. */
export const FAULTS = [...new Set(MIX.map(([, make]) => nameOf(make((least) => least))))];

/** Returns a plan's name in the counts. */
export function nameOf({ network, fault, client = "straight" }) {
  return network ? `network: ${network[0].name}` : (fault?.split(";")[0] ?? `${client} client`);
}

/** Draws the next plan, with its times multiplied by the pace. */
export function draw(random, pace) {
  const wait = (least, most) => least + Math.floor(random() * (most - least + 1));
  let rest = random() * TOTAL;
  const [, make] = MIX.find(([weight]) => {
    rest -= weight;
    return rest < 0;
  });
  return paced(make(wait), pace);
}

/**
 * The first plans of every lane: the largest responses, as many at once as possible, so that memory has reached its
 * peak before the first sample.
 */
export const largest = (pace) =>
  ["large;bytes=500000;delay_ms=60", "large;bytes=1500000;delay_ms=60", "nested;delay_ms=60"].map((fault) =>
    paced({ fault }, pace),
  );

function paced({ fault, abortAfter, network, options = {}, ...plan }, pace) {
  const { deadline, ...others } = options;
  return {
    client: "straight",
    action: "reauth",
    ...plan,
    options: deadline ? { ...others, deadline: deadline * pace } : others,
    ...(fault && { fault: fault.replace(/(?<=delay_ms=)\d+/, (ms) => ms * pace) }),
    ...(abortAfter !== undefined && { abortAfter: abortAfter * pace }),
    ...(network && { network: network.map((each) => (each.ms ? { ...each, ms: each.ms * pace } : each)) }),
  };
}

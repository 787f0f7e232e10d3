// Captures, previews and cancels: each takes effect once, and none is lost.

const PARAMS = { amount_tax: 100, final_capture: false };

/** The calls, with the number of effects that each has. */
const CALLS = [
  { action: "capture", params: PARAMS, effect: { captures: 1 } },
  { action: "cancel", effect: { cancels: 1 } },
];

const PREVIEW = { action: "previewCapture", params: PARAMS };

/** Faults of one call: fields of its case, which has its effect unless `lost` is set. */
const FAULTS = {
  takes_effect_without_a_fault: { expect: { attempts: 1, recovered: false }, sent: { POST: 1, GET: 0 } },
  is_repeated_after_503: {
    faults: [{ name: "status", status: 503, method: "POST" }],
    expect: { attempts: 2, recovered: false },
    sent: { POST: 2, GET: 0 },
  },
  is_repeated_with_its_key_after_a_lost_response: {
    faults: [{ name: "status", status: 500, method: "POST", applied: true }],
    expect: { attempts: 2, recovered: false },
    sent: { POST: 2, GET: 0 },
  },
  is_repeated_with_its_key_after_two_lost_responses: {
    faults: [{ name: "status", status: 500, method: "POST", applied: true, times: 2 }],
    expect: { attempts: 3, recovered: false },
    sent: { POST: 3, GET: 0 },
  },
  is_read_after_a_truncated_response: {
    faults: [{ name: "truncate", method: "POST" }],
    expect: { attempts: 2, recovered: true },
    sent: { POST: 1, GET: 1 },
  },
  is_read_after_a_reset_response: {
    faults: [{ name: "reset_in_body", method: "POST" }],
    expect: { attempts: 2, recovered: true },
    sent: { POST: 1, GET: 1 },
  },
  reports_applied_when_the_read_fails: {
    faults: [
      { name: "reset_in_body", method: "POST" },
      { name: "status", status: 404, method: "GET" },
    ],
    expect: { kind: "connection", outcome: "applied", attempts: 2, status: 200 },
    sent: { POST: 1, GET: 1 },
  },
  reports_unknown_after_a_timeout: {
    faults: [{ name: "hang", method: "POST" }],
    client: { timeout: 500, maxRetries: 0 },
    expect: { kind: "timeout", outcome: "unknown", attempts: 1 },
    sent: { POST: 1 },
    lost: true,
  },
  reports_a_refusal: {
    faults: [{ name: "status", status: 422, code: "manual_capture_not_supported", method: "POST" }],
    expect: {
      kind: "invalid_request",
      outcome: "rejected",
      code: "manual_capture_not_supported",
      attempts: 1,
    },
    sent: { POST: 1, GET: 0 },
    lost: true,
  },
};

export default [
  ...CALLS.flatMap(({ action, params, effect }) =>
    Object.entries(FAULTS).map(([name, { lost = false, ...fault }]) => ({
      name: `a_${action}_${name}`,
      action,
      params,
      ...fault,
      ...(!lost && effect),
    })),
  ),
  {
    name: "a_preview_executes_nothing_and_is_repeated_without_a_key",
    ...PREVIEW,
    faults: [
      { name: "status", status: 503, method: "POST" },
      { name: "truncate", method: "POST" },
    ],
    expect: { attempts: 3, recovered: false },
    sent: { POST: 3, GET: 0 },
  },
  {
    name: "a_preview_has_no_outcome",
    ...PREVIEW,
    faults: [{ name: "status", status: 422, method: "POST" }],
    expect: { kind: "invalid_request", outcome: "none", attempts: 1 },
    sent: { POST: 1 },
  },
  {
    name: "refuses_a_wrong_amount_before_it_is_sent",
    action: "capture",
    params: { line_items: [{ product: "fprod_1", amount_to_capture: -5 }] },
    expect: { kind: "configuration", outcome: "not_sent", attempts: 0 },
    sent: { POST: 0, GET: 0 },
  },
];

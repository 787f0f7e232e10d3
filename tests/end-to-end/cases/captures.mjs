// Captures, previews, cancels and lists of a page, through the Worker.

const POST = { method: "POST" };
const LINE = { product: "fprod_1", amount_to_capture: 1_000 };
const PARAMS = { line_items: [LINE], final_capture: false };

const CALLS = [
  { action: "capture", params: PARAMS, captures: 1 },
  { action: "cancel", cancels: 1 },
];

const FAULTS = {
  works: {},
  is_sent_once_although_the_response_is_lost: { page: [{ name: "lose", ...POST }] },
  is_sent_once_although_the_request_arrives_twice: { page: [{ name: "twice", ...POST }] },
  is_sent_once_although_flexs_response_is_lost: {
    flex: [{ name: "status", status: 500, applied: true, ...POST }],
  },
  is_read_after_a_truncated_response: { page: [{ name: "cut", ...POST }], recovered: true },
};

export const captures = [
  ...CALLS.flatMap((call) =>
    Object.entries(FAULTS).map(([name, fault]) => ({ name: `a_${call.action}_${name}`, ...call, ...fault })),
  ),
  {
    name: "reports_that_a_capture_may_have_happened",
    ...CALLS[0],
    flex: [{ name: "status", status: 500, applied: true, ...POST }],
    options: { maxRetries: 0 },
    error: { kind: "server", outcome: "unknown" },
  },
  {
    name: "reports_that_a_capture_happened",
    ...CALLS[0],
    flex: [{ name: "invalid_utf8", ...POST }],
    options: { maxRetries: 0 },
    error: { kind: "decode", outcome: "applied" },
  },
  { name: "previews_a_capture", action: "previewCapture", params: PARAMS, listed: 1 },
  { name: "lists_payment_intents", action: "listPaymentIntents", listed: 1 },
];

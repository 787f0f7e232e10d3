// The code for the clicked call, in TypeScript and in Rust. The tests compile all of it. The static build has no gateway and
// no tokens: its code calls a sandbox.
import type { CaptureParams } from "flex-checkout";
import type { Action } from "./intent.js";

/** The parameters of the clicked call that the code shows. */
export interface Clicked {
  session: string;
  gateway: string;
  timeout?: number | undefined;
  action: Action;
  /** The parameters of a capture. */
  params?: CaptureParams | undefined;
  /** The end of the call: an outcome, or a session with or without drift. */
  ending: Ending;
}

/** The possible ends of a call. */
export const endings = ["done", "drift", "unknown", "rejected", "applied"] as const;
export type Ending = (typeof endings)[number];

/** The code in both languages. */
export interface Code {
  typescript: string;
  rust: string;
}

/** The effect of each call, in words, and the names of its functions. */
const EFFECTS: Record<Action, { subject: string; done: string; functions: [string, string]; store: string }> =
  {
    reauth: {
      subject: "hold",
      done: "placed",
      functions: ["renewHold", "renew_hold"],
      store: "// New payment intents: store their ids.",
    },
    capture: {
      subject: "money",
      done: "captured",
      functions: ["captureHold", "capture_hold"],
      store: "// Store the ids of the captures.",
    },
    cancel: {
      subject: "hold",
      done: "released",
      functions: ["cancelHold", "cancel_hold"],
      store: "// These payment intents hold nothing any more.",
    },
  };

/** Generates the code. */
export const codeFor = (clicked: Clicked): Code => ({ typescript: typescript(clicked), rust: rust(clicked) });

function typescript({ session, gateway, timeout, action, params, ending }: Clicked): string {
  const { functions, store } = EFFECTS[action];
  const isError = ending !== "done" && ending !== "drift";
  const client = IN_PAGE ? ofSandbox(timeout) : ofGateway(gateway, timeout);
  const result = action === "capture" ? "data" : "holds";
  const names = ending === "drift" ? `${result}, drift` : result;
  const options = IN_PAGE ? "" : ", { headers }";
  const given = action === "capture" ? `id, params${options}` : `id${options}`;
  const call = [
    `const id = ${JSON.stringify(session)};`,
    ...(IN_PAGE ? [] : ['const headers = { "flex-session-token": token };']),
    ...(action === "capture" ? capture(params) : []),
    `const { ${names} } = await flex`,
    `  .${action}(${given})`,
    "  .withResponse();",
    ...(ending === "drift" ? ["if (drift) console.warn(drift.path, drift.found);"] : []),
    store,
    action === "capture"
      ? "return data.captures.map(({ capture_id }) => capture_id);"
      : "return holds.map((hold) => hold.payment_intent_id);",
  ];
  const body = isError
    ? ["try {", ...indent(call), "} catch (error) {", ...indent(failure(action, ending)), "}"]
    : call;
  return lines(
    `import { FlexClient${isError ? ", FlexError" : ""} } from "flex-checkout";`,
    ...client,
    "",
    `export async function ${functions[0]}(${IN_PAGE ? "" : "token: string"}): Promise<string[]> {`,
    ...indent(body),
    "}",
  );
}

/** The client of a gateway, in TypeScript. */
function ofGateway(gateway: string, timeout: number | undefined): string[] {
  const baseURL = `baseURL: ${JSON.stringify(gateway)}`;
  return [
    "",
    "// No key in the page: the gateway adds it.",
    ...(timeout
      ? ["const flex = new FlexClient({", `  ${baseURL},`, `  timeout: ${number(timeout)}, // ms`, "});"]
      : [`const flex = new FlexClient({ ${baseURL} });`]),
  ];
}

/** The client of a sandbox in the page, in TypeScript. */
function ofSandbox(timeout: number | undefined): string[] {
  return [
    'import { createSandbox } from "flex-checkout/testing";',
    "",
    "// A local Flex. Never put Flex's own key in a page.",
    "const sandbox = createSandbox();",
    "const flex = new FlexClient({",
    "  apiKey: sandbox.apiKey,",
    "  fetch: sandbox.fetch,",
    "  dangerouslyAllowBrowser: true,",
    ...(timeout ? [`  timeout: ${number(timeout)}, // ms`] : []),
    "});",
  ];
}

/** The parameters of a capture. */
function capture(params: CaptureParams | undefined): string[] {
  const items = params?.line_items ?? [];
  if (items.length === 0) return ["const params = {}; // the whole hold"];
  return [
    "const params = {",
    "  line_items: [",
    ...items.map(
      ({ product, amount_to_capture }) =>
        `    { product: ${JSON.stringify(product)}, amount_to_capture: ${number(amount_to_capture)} },`,
    ),
    "  ],",
    `  final_capture: ${params?.final_capture ?? true},`,
    "};",
  ];
}

type Failure = Exclude<Ending, "done" | "drift">;

/** The handling of an error by its outcome. */
function failure(action: Action, ending: Failure): string[] {
  const { subject, done } = EFFECTS[action];
  const given = action === "capture" ? "id, params, " : "id, ";
  const handling: Record<Failure, string[]> = {
    unknown: [
      `// The ${subject} may be ${done}. Keep the key, and retry`,
      "// with it:",
      `// flex.${action}(${given}{ ${IN_PAGE ? "" : "headers, "}idempotencyKey }).`,
      "console.warn(error.kind, error.idempotencyKey);",
    ],
    rejected: [
      `// Flex rejected the call: no ${subject} was ${done}.`,
      "console.warn(error.status, error.code);",
    ],
    applied: [`// The ${subject} was ${done}. Read it: flex.retrieve(id).`, "console.warn(error.message);"],
  };
  return [
    `if (FlexError.is(error) && error.outcome === "${ending}") {`,
    ...indent(handling[ending]),
    "}",
    "throw error;",
  ];
}

function rust({ session, gateway, timeout, action, params, ending }: Clicked): string {
  const { functions, store } = EFFECTS[action];
  const isError = ending !== "done" && ending !== "drift";
  const isCapture = action === "capture";
  const items = params?.line_items ?? [];
  const drift = [
    "if let Some(drift) = answer.drift() {",
    '    eprintln!("{} {}", drift.path, drift.found);',
    "}",
  ];
  const options = IN_PAGE ? "" : ", &call";
  const given = isCapture ? `id, &params${options}` : `id${options}`;
  const call = [
    `let id = ${JSON.stringify(session)};`,
    ...(isCapture ? rustCapture(params) : []),
    "let answer = flex",
    `    .${action}${IN_PAGE ? "" : "_with"}(${given})`,
  ];
  const body = isError
    ? [...call, "    .await", ...indent(rustFailure(action, ending), 4)]
    : [...call, "    .await?;", ...(ending === "drift" ? drift : [])];
  const ids = isCapture
    ? [
        "let captures = answer.session().captures.unwrap_or_default();",
        "let ids = captures.into_iter()",
        "    .map(|capture| capture.capture_id);",
      ]
    : ["let ids = answer.holds().iter()", "    .map(|hold| hold.payment_intent_id.clone());"];
  return lines(
    `use flex_checkout::{${IN_PAGE ? "ApiKey, Config, Error, FlexClient" : "Call, Config, Error, FlexClient, Header"}};`,
    ...(isCapture ? ["use flex_checkout::CaptureParams;"] : []),
    ...(items.length > 0 ? ["use flex_checkout::{CaptureLineItem, models::Cents};"] : []),
    ...(isError ? ["use flex_checkout::Outcome;"] : []),
    ...(timeout ? ["use std::time::Duration;"] : []),
    "",
    `pub async fn ${functions[1]}(${IN_PAGE ? "" : "token: &str"})`,
    "    -> Result<Vec<String>, Error>",
    "{",
    ...(IN_PAGE ? rustOfSandbox(timeout) : rustOfGateway(gateway, timeout)),
    ...indent(body, 4),
    `    ${store}`,
    ...indent(ids, 4),
    "    Ok(ids.collect())",
    "}",
  );
}

/** The client of a gateway and the call's token, in Rust. */
const rustOfGateway = (gateway: string, timeout: number | undefined): string[] => [
  "    // No key in the page: the gateway adds it.",
  `    let config = Config::gateway(${JSON.stringify(gateway)})?${timeout ? "" : ";"}`,
  ...(timeout ? [`        .timeout(Duration::from_millis(${number(timeout)}));`] : []),
  "    let flex = FlexClient::new(config);",
  '    let token = Header::new("flex-session-token", token)?;',
  "    let call = Call::new().header(token);",
];

/** The client of a sandbox, in Rust. A program has no sandbox in it, so it calls one on this machine. */
const rustOfSandbox = (timeout: number | undefined): string[] => [
  "    // The same sandbox as a server: npx flex-checkout sandbox",
  '    let key = ApiKey::new("fsk_test_sandbox")?;',
  "    let config = Config::new(key)",
  `        .base_url("http://127.0.0.1:4010")?${timeout ? "" : ";"}`,
  ...(timeout ? [`        .timeout(Duration::from_millis(${number(timeout)}));`] : []),
  "    let flex = FlexClient::new(config);",
];

function rustCapture(params: CaptureParams | undefined): string[] {
  const items = params?.line_items ?? [];
  if (items.length === 0) return ["// The whole hold.", "let params = CaptureParams::default();"];
  return [
    "let line = |product: &str, cents| {",
    "    let mut line = CaptureLineItem::default();",
    "    line.product = product.into();",
    "    line.amount_to_capture = Cents(cents);",
    "    line",
    "};",
    "let mut params = CaptureParams::default();",
    "params.line_items = Some(vec![",
    ...items.map(
      ({ product, amount_to_capture }) =>
        `    line(${JSON.stringify(product)}, ${number(amount_to_capture)}),`,
    ),
    "]);",
    `params.final_capture = Some(${params?.final_capture ?? true});`,
  ];
}

function rustFailure(action: Action, ending: Failure): string[] {
  const { subject, done } = EFFECTS[action];
  const handling: Record<Failure, [outcome: string, ...string[]]> = {
    unknown: [
      "Unknown",
      `// The ${subject} may be ${done}. Keep the key, and retry`,
      "// with it: Call::new().idempotency_key(key).",
      'eprintln!("{:?}", error.idempotency_key());',
    ],
    rejected: [
      "Rejected",
      `// Flex rejected the call: no ${subject} was ${done}.`,
      'eprintln!("{:?} {:?}", error.status(), error.code());',
    ],
    applied: [
      "Applied",
      `// The ${subject} was ${done}. Read it: flex.retrieve(id).`,
      'eprintln!("{error}");',
    ],
  };
  const [outcome, ...rest] = handling[ending];
  return [
    ".inspect_err(|error| {",
    `    if error.outcome() == Outcome::${outcome} {`,
    ...indent(rest, 8),
    "    }",
    "})?;",
  ];
}

const number = (value: number): string => String(value).replace(/(\d)(?=(\d{3})+$)/g, "$1_");
const indent = (source: string[], by = 2): string[] => source.map((line) => " ".repeat(by) + line);
const lines = (...source: string[]): string => `${source.join("\n")}\n`;

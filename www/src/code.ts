// The code that does what was clicked, in TypeScript and in Rust. The tests compile all of it.

/** What was clicked, as far as the code shows it. */
export interface Clicked {
  session: string;
  gateway: string;
  timeout?: number | undefined;
  /** What the call ended with: an outcome, or a session with or without drift. */
  ending: Ending;
}

/** How a call may end. */
export const endings = ["placed", "drift", "unknown", "rejected", "applied"] as const;
export type Ending = (typeof endings)[number];

/** The same in both languages. */
export interface Code {
  typescript: string;
  rust: string;
}

/** Writes it. */
export const codeFor = (clicked: Clicked): Code => ({ typescript: typescript(clicked), rust: rust(clicked) });

function typescript({ session, gateway, timeout, ending }: Clicked): string {
  const isError = ending !== "placed" && ending !== "drift";
  const baseURL = `baseURL: ${JSON.stringify(gateway)}`;
  const client = timeout
    ? ["const flex = new FlexClient({", `  ${baseURL},`, `  timeout: ${number(timeout)}, // ms`, "});"]
    : [`const flex = new FlexClient({ ${baseURL} });`];
  const names = ending === "drift" ? "holds, drift" : "holds";
  const call = [
    `const id = ${JSON.stringify(session)};`,
    'const headers = { "flex-session-token": token };',
    `const { ${names} } = await flex`,
    "  .reauth(id, { headers })",
    "  .withResponse();",
    ...(ending === "drift" ? ["if (drift) console.warn(drift.path, drift.found);"] : []),
    "// New payment intents: store their ids.",
    "return holds.map((hold) => hold.payment_intent_id);",
  ];
  const body = isError
    ? ["try {", ...indent(call), "} catch (error) {", ...indent(TYPESCRIPT[ending]), "}"]
    : call;
  return lines(
    `import { FlexClient${isError ? ", FlexError" : ""} } from "flex-checkout";`,
    "",
    "// No key in the page: the gateway adds it.",
    ...client,
    "",
    "export async function renewHold(token: string): Promise<string[]> {",
    ...indent(body),
    "}",
  );
}

/** What to do with an error, by its outcome. */
const TYPESCRIPT: Record<"unknown" | "rejected" | "applied", string[]> = {
  unknown: [
    'if (FlexError.is(error) && error.outcome === "unknown") {',
    "  // Perhaps it was placed. Keep the key, and call again",
    "  // with it: flex.reauth(id, { headers, idempotencyKey }).",
    "  console.warn(error.kind, error.idempotencyKey);",
    "}",
    "throw error;",
  ],
  rejected: [
    'if (FlexError.is(error) && error.outcome === "rejected") {',
    "  // No hold was placed: Flex said so.",
    "  console.warn(error.status, error.code);",
    "}",
    "throw error;",
  ],
  applied: [
    'if (FlexError.is(error) && error.outcome === "applied") {',
    "  // It was placed. Never call again: flex.retrieve(id).",
    "  console.warn(error.message);",
    "}",
    "throw error;",
  ],
};

function rust({ session, gateway, timeout, ending }: Clicked): string {
  const isError = ending !== "placed" && ending !== "drift";
  const drift = [
    "if let Some(drift) = answer.drift() {",
    '    eprintln!("{} {}", drift.path, drift.found);',
    "}",
  ];
  const call = ["let answer = flex", `    .reauth_with(${JSON.stringify(session)}, &call)`];
  const body = isError
    ? [...call, "    .await", ...indent(RUST[ending], 4)]
    : [...call, "    .await?;", ...(ending === "drift" ? drift : [])];
  return lines(
    "use flex_checkout::{Call, Config, Error, FlexClient, Header};",
    ...(isError ? ["use flex_checkout::Outcome;"] : []),
    ...(timeout ? ["use std::time::Duration;"] : []),
    "",
    "pub async fn renew_hold(token: &str)",
    "    -> Result<Vec<String>, Error>",
    "{",
    "    // No key in the page: the gateway adds it.",
    `    let config = Config::gateway(${JSON.stringify(gateway)})?${timeout ? "" : ";"}`,
    ...(timeout ? [`        .timeout(Duration::from_millis(${number(timeout)}));`] : []),
    "    let flex = FlexClient::new(config);",
    '    let token = Header::new("flex-session-token", token)?;',
    "    let call = Call::new().header(token);",
    ...indent(body, 4),
    "    // New payment intents: store their ids.",
    "    let ids = answer.holds().iter()",
    "        .map(|hold| hold.payment_intent_id.clone());",
    "    Ok(ids.collect())",
    "}",
  );
}

const RUST: Record<"unknown" | "rejected" | "applied", string[]> = {
  unknown: [
    ".inspect_err(|error| {",
    "    if error.outcome() == Outcome::Unknown {",
    "        // Perhaps it was placed. Keep the key, and call",
    "        // again with it: Call::new().idempotency_key(key).",
    '        eprintln!("{:?}", error.idempotency_key());',
    "    }",
    "})?;",
  ],
  rejected: [
    ".inspect_err(|error| {",
    "    if error.outcome() == Outcome::Rejected {",
    "        // No hold was placed: Flex said so.",
    '        eprintln!("{:?} {:?}", error.status(), error.code());',
    "    }",
    "})?;",
  ],
  applied: [
    ".inspect_err(|error| {",
    "    if error.outcome() == Outcome::Applied {",
    "        // It was placed. Never call again: flex.retrieve(id).",
    '        eprintln!("{error}");',
    "    }",
    "})?;",
  ],
};

const number = (value: number): string => String(value).replace(/(\d)(?=(\d{3})+$)/g, "$1_");
const indent = (text: string[], by = 2): string[] => text.map((line) => " ".repeat(by) + line);
const lines = (...text: string[]): string => `${text.join("\n")}\n`;

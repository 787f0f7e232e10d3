// The examples in the comments of the package's declarations, as files that can be compiled.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The code around an example without imports. */
const AROUND = `import { FlexClient, FlexError, formatCents, idOf, preload } from "flex-checkout";
import { cloudflareRateLimit, createGateway, mintSessionToken, type RateLimitBinding, signedSession } from "flex-checkout/gateway";
import { init } from "flex-checkout/slim";
import { parseWebhook, signTestWebhook, verifyWebhook } from "flex-checkout/webhooks";

declare const env: Record<"FLEX_API_KEY" | "FLEX_TOKEN_SECRET" | "FORMER_TOKEN_SECRET" | "FLEX_WEBHOOK_SECRET", string> & {
  RATE_LIMIT: RateLimitBinding;
};
declare const flex: FlexClient;
declare const id: string;
declare const request: Request;

export async function example(): Promise<void> {
`;

/** The same for the sandbox, whose examples use a test runner and MSW. */
const AROUND_SANDBOX = `import { FlexClient } from "flex-checkout";
import { createSandbox, type MockHttp, type Sandbox, sandboxHandlers, type WebhookHandler } from "flex-checkout/testing";

declare const flex: Sandbox;
declare const id: string;
declare const handleWebhook: WebhookHandler;
declare const http: MockHttp<object>;
declare function setupServer(...handlers: object[]): { listen(): void };
declare function beforeEach(hook: () => void): void;
declare function afterEach(hook: () => void): void;

export async function example(): Promise<void> {
`;

/** Returns every example of the installed package: a file's name, and its code. */
export function examplesIn(folder) {
  const types = join(folder, "node_modules/flex-checkout/dist/types");
  const examples = [];
  for (const name of readdirSync(types, { recursive: true }).filter((name) => name.endsWith(".d.ts"))) {
    const declarations = readFileSync(join(types, name), "utf8");
    for (const [, block] of declarations.matchAll(/^ *\* ```ts\n((?: *\*.*\n)*?) *\* ```$/gm)) {
      const code = block.replaceAll(/^ *\* ?/gm, "");
      const isModule = /^(import|export) /m.test(code);
      const number = examples.length + 1;
      const file = `example-${number}-${name.replaceAll("/", "-").replace(/\.d\.ts$/, "")}.ts`;
      const around = name.startsWith("testing/") ? AROUND_SANDBOX : AROUND;
      examples.push({ file, code: isModule ? code : `${around}${code}}\n` });
    }
  }
  return examples;
}

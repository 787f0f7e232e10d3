// What the keeper uses of Cloudflare's own module. A Worker's project has the whole of its types, by
// `wrangler types`; the package depends on none.

declare module "cloudflare:workers" {
  interface SqlCursor {
    toArray(): Record<string, string | number | null>[];
  }

  interface DurableObjectState {
    readonly storage: {
      readonly sql: { exec(query: string, ...values: (string | number | null)[]): SqlCursor };
      setAlarm(time: number): Promise<void>;
      deleteAlarm(): Promise<void>;
      sync(): Promise<void>;
      transactionSync<Result>(act: () => Result): Result;
    };
  }

  export abstract class DurableObject<Env = unknown> {
    constructor(ctx: DurableObjectState, env: Env);
    /** @ignore Not in the reference: it is not the package's own. */
    protected readonly ctx: DurableObjectState;
    /** @ignore */
    protected readonly env: Env;
  }
}

// The parts of Cloudflare's module that the keeper uses, so that the package needs no dependency. Workers get
// the full types from `wrangler types`.

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
      transactionSync<Result>(closure: () => Result): Result;
    };
  }

  export abstract class DurableObject<Env = unknown> {
    constructor(ctx: DurableObjectState, env: Env);
    /** @ignore Defined by Cloudflare. */
    protected readonly ctx: DurableObjectState;
    /** @ignore */
    protected readonly env: Env;
  }
}

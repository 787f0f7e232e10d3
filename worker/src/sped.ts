// A keeper on an accelerated clock, for the demo and the bench. Never deployed.
import { HoldKeeper as Keeper } from "flex-checkout/keeper";

/** The time from which the clock is accelerated, in milliseconds since 1970, and its factor. */
export interface Clock {
  from: number;
  speed: number;
}

/** Converts real time to that clock's. */
export const sped = (time: number, { from, speed }: Clock): number => from + (time - from) * speed;

export class HoldKeeper extends Keeper {
  readonly #clock: Clock;

  constructor(ctx: ConstructorParameters<typeof Keeper>[0], env: ConstructorParameters<typeof Keeper>[1]) {
    super(ctx, env);
    this.#clock = (env as unknown as { CLOCK: Clock }).CLOCK;
  }

  protected override now(): number {
    return sped(Date.now(), this.#clock);
  }

  protected override alarmTime(time: number): number {
    const { from, speed } = this.#clock;
    return Math.ceil(from + (time - from) / speed);
  }
}

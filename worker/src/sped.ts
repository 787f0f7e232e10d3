// A keeper on a clock that is faster than the world's, for the demo and the bench. Never deployed.
import { HoldKeeper as Keeper } from "flex-checkout/keeper";

/** Since when the clock is fast, in milliseconds since 1970, and how many times as fast it is. */
export interface Clock {
  from: number;
  speed: number;
}

/** The time on that clock when it is this time in the world. */
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

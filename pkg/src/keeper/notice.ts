/** As much as {@link Keeper.deliver} needs of Cloudflare's `MessageBatch`. */
export interface NoticeBatch {
  /** Its messages. */
  readonly messages: readonly {
    /** The message that was put into the Queue. */
    readonly body: unknown;
    /** The number of this delivery, from 1. */
    readonly attempts: number;
    /** Takes the message out of the Queue. */
    ack(): void;
    /** Has it delivered once more, later. */
    retry(options?: { delaySeconds?: number }): void;
  }[];
}

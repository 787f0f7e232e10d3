// The fault cases that cannot apply to the crate's client, by reason.

export const DIFFERENCES = {
  "a signal that is not an AbortSignal is refused": ["survives_a_signal_that_throws"],
  "chunks that are buffers are read": ["says_applied_after_a_chunk_that_is_a_buffer_itself"],
  "a stream of empty chunks without end, which no platform returns, keeps the clock from ticking": [
    "does_not_let_a_body_of_nothing_keep_the_clock_from_ticking",
  ],
};

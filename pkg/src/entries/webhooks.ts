/**
 * `flex-checkout/webhooks`: verifies webhooks from Flex and notices from the keeper, in any runtime with WebCrypto. It needs no
 * WebAssembly.
 *
 * @module webhooks
 */

export * from "../webhooks/public.js";

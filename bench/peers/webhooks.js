// This package's entry for webhooks.
export * from "flex-checkout/webhooks";

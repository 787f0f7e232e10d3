// Removes globals that Hermes lacks.
delete globalThis.WebAssembly;

const { FlexClient } = await import("flex-checkout");
const flex = new FlexClient({ apiKey: "fsk_test_unused" });
await flex.reauth("fcs_unused").catch((error) => console.log(JSON.stringify(error)));

import { cloudflareTest } from "@cloudflare/vitest-plugin";

const bindings = { RENEW: process.env.RENEW };

export default {
  plugins: [cloudflareTest({ wrangler: { configPath: "./wrangler.jsonc" }, miniflare: { bindings } })],
};

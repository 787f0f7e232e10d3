// The page as static files. FLEX_GATEWAY names a gateway elsewhere, "https://api.shop.example/flex"; the default is
// /flex on the page's own host. With `--mode static` the page has a sandbox in itself, and needs no gateway.
import { defineConfig, type Plugin } from "vite";

const gateway = process.env.FLEX_GATEWAY || "/flex";

/** The page's policy: only its own files, its own host and the gateway's. */
const policy = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self' data:",
  ["connect-src 'self'", ...(gateway.startsWith("/") ? [] : [new URL(gateway).origin])].join(" "),
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

/** For hosts that read headers from a file, such as Cloudflare. Only a header can forbid framing. */
const headers = `/*
  Content-Security-Policy: ${policy}; frame-ancestors 'none'
  Referrer-Policy: no-referrer
  X-Content-Type-Options: nosniff
/assets/*
  Cache-Control: public, max-age=31536000, immutable
`;

/** Writes the gateway's address and the policy into the page. */
const settings: Plugin = {
  name: "settings",
  transformIndexHtml: {
    order: "post",
    handler: (html, { server }) => ({
      html,
      tags: [
        // The development server adds its own scripts to the page.
        ...(server ? [] : [meta({ "http-equiv": "Content-Security-Policy", content: policy })]),
        meta({ name: "flex-gateway", content: gateway }),
      ],
    }),
  },
  generateBundle() {
    this.emitFile({ type: "asset", fileName: "_headers", source: headers });
  },
};

const meta = (attrs: Record<string, string>) => ({ tag: "meta", attrs, injectTo: "head-prepend" as const });

export default defineConfig(({ mode }) => ({
  base: "./",
  plugins: [settings],
  define: { IN_PAGE: mode === "static" },
  build: {
    outDir: mode === "static" ? "dist-static" : "dist",
    target: "es2022",
    // The policy forbids data: URLs, and one style sheet saves a request.
    assetsInlineLimit: 0,
    cssCodeSplit: false,
    modulePreload: { polyfill: false },
  },
  server: {
    // `npx vite www` beside `cargo xtask demo`.
    proxy: { "/flex": "http://127.0.0.1:8787", "/demo": "http://127.0.0.1:8787" },
  },
}));

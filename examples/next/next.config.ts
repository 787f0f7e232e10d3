import type { NextConfig } from "next";

const config: NextConfig = {
  // TypeScript 7 has no compiler API, which Next would use by default.
  experimental: { useTypeScriptCli: true },
};

export default config;

import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

// The page's server, which has the key: see server/main.ts.
const server = {
  target: process.env.SHOP_SERVER ?? "http://127.0.0.1:8080",
  // The gateway accepts pages of its own origin, so it must receive the page's host.
  changeOrigin: false,
};

export default defineConfig({
  plugins: [react()],
  server: { proxy: { "/flex": server, "/orders": server } },
});

import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

// The page's own server, which has the key: see server/main.ts.
const server = process.env.SHOP_SERVER ?? "http://127.0.0.1:8080";

export default defineConfig({
  plugins: [react()],
  server: { proxy: { "/flex": server, "/orders": server } },
});

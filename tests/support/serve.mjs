import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";

const TYPES = {
  ".css": "text/css",
  ".html": "text/html",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".woff2": "font/woff2",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".json": "application/json",
  ".wasm": "application/wasm",
};

/**
 * A file server on loopback: `folders` by URL prefix, `texts` as `[type, content]` by URL path. A path that ends with a
 * slash is that folder's `index.html`.
 */
export async function serve({ folders = {}, texts = {}, headers = {} }) {
  const server = createServer(async (request, response) => {
    const path = decodeURIComponent(new URL(request.url, "http://loopback").pathname);
    if (path in texts) {
      const [type, content] = texts[path];
      response.writeHead(200, { ...headers, "content-type": type }).end(content);
      return;
    }
    const file = await find(folders, path);
    if (!file) {
      response.writeHead(404, headers).end();
      return;
    }
    response.writeHead(200, {
      ...headers,
      "content-type": TYPES[extname(file)] ?? "application/octet-stream",
    });
    createReadStream(file).pipe(response);
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  const stop = () => {
    server.closeAllConnections();
    server.close();
  };
  return { origin: `http://127.0.0.1:${server.address().port}`, stop };
}

async function find(folders, path) {
  for (const [prefix, folder] of Object.entries(folders)) {
    if (!path.startsWith(prefix)) continue;
    const root = resolve(folder instanceof URL ? fileURLToPath(folder) : folder);
    const name = path.endsWith("/") ? `${path}index.html` : path;
    const file = resolve(root, name.slice(prefix.length));
    const found = file.startsWith(root + sep) && (await stat(file).catch(() => undefined));
    if (found?.isFile()) return file;
  }
  return undefined;
}

import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

export const API_KEY = "fsk_test_sandbox";
export const NO_SCOPE_KEY = "fsk_test_sandbox_no_scope";

/** Starts the sandbox on a free port. It ends with this process. */
export async function startSandbox(binary) {
  const child = spawn(binary, ["--port", "0"], { stdio: ["ignore", "pipe", "inherit"] });
  const kill = () => child.kill("SIGKILL");
  process.once("exit", kill);
  const stop = () => {
    process.off("exit", kill);
    kill();
  };
  const baseURL = await new Promise((resolve, reject) => {
    child.once("error", (error) => reject(new Error(`cannot start ${binary}: ${error.message}`)));
    child.once("exit", (code) => reject(new Error(`${binary} ended with ${code} before it listened`)));
    // The listener stays, so that the sandbox never blocks on a full pipe.
    createInterface({ input: child.stdout }).on("line", (line) => {
      const address = /^sandbox listening on (http:\/\/127\.0\.0\.1:\d+)$/.exec(line);
      if (address) resolve(address[1]);
    });
  });
  return { baseURL, stop };
}

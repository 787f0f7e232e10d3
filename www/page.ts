import { FlexClient, FlexError } from "flex-checkout";

// No key: the gateway behind /flex adds it.
const flex = new FlexClient({ baseURL: "/flex" });

const form = document.forms[0] as HTMLFormElement;
const table = document.querySelector("table") as HTMLTableElement;
const output = document.querySelector("output") as HTMLOutputElement;

// Session and token may come in the fragment, which no server sees: #session=fcs_…&token=fst1.…
for (const [name, value] of new URLSearchParams(location.hash.slice(1))) {
  const field = form.elements.namedItem(name);
  if (field instanceof HTMLInputElement) {
    field.value = value;
  }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const fields = new FormData(form);
  const button = form.querySelector("button") as HTMLButtonElement;
  reauth(button, String(fields.get("session")), async () => String(fields.get("token")));
});

// The demo has a sandbox, and mints tokens for whoever asks.
const known = await fetch("/demo/sessions");
if (known.ok) {
  const { sessions } = (await known.json()) as { sessions: { id: string; title: string }[] };
  for (const { id, title } of sessions) {
    const button = element("button", "Reauth") as HTMLButtonElement;
    button.dataset.session = id;
    button.addEventListener("click", () => reauth(button, id, () => mint(id)));
    row(element("code", id), element("span", title), button);
  }
  table.hidden = false;
  form.hidden = true;
}

async function mint(id: string): Promise<string> {
  const minted = await fetch(`/demo/tokens?session=${encodeURIComponent(id)}`, { method: "POST" });
  return ((await minted.json()) as { token: string }).token;
}

async function reauth(button: HTMLButtonElement, id: string, token: () => Promise<string>): Promise<void> {
  // A second click while the first is under way is no second reauth.
  button.disabled = true;
  show(element("p", "Placing a new hold …"));
  try {
    const headers = { "flex-session-token": await token() };
    const { holds, data } = await flex.reauth(id, { headers }).withResponse();
    const intents = holds.map(({ payment_intent_id }) => payment_intent_id).join(", ");
    show(element("p", `New payment intent: ${intents}`), element("pre", JSON.stringify(data, null, 2)));
  } catch (error) {
    show(element("p", String(error)));
    if (FlexError.is(error)) output.append(element("pre", JSON.stringify(error, null, 2)));
  } finally {
    button.disabled = false;
  }
}

function row(...cells: HTMLElement[]): void {
  const row = table.tBodies[0]?.insertRow();
  for (const cell of cells) {
    row?.insertCell().append(cell);
  }
}

function show(...parts: HTMLElement[]): void {
  output.replaceChildren(...parts);
}

function element(name: string, text: string): HTMLElement {
  const element = document.createElement(name);
  element.textContent = text;
  return element;
}

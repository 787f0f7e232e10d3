import { FlexClient, FlexError } from "flex-checkout";

// No key: the Worker behind /flex adds it.
const flex = new FlexClient({ baseURL: "/flex" });

interface Entry {
  id: string;
  kind: string;
  title: string;
}

const { sessions } = (await (await fetch("/sandbox/sessions")).json()) as { sessions: Entry[] };
for (const { id, kind, title } of sessions) {
  const button = document.createElement("button");
  button.textContent = "Reauth";
  button.dataset.kind = kind;
  button.addEventListener("click", () => reauth(id));
  row(element("code", id), element("span", title), button);
}

async function reauth(id: string): Promise<void> {
  show(element("p", "Placing a new hold …"));
  try {
    const { holds, data } = await flex.reauth(id).withResponse();
    const intents = holds.map(({ payment_intent_id }) => payment_intent_id).join(", ");
    show(element("p", `New payment intent: ${intents}`), element("pre", JSON.stringify(data, null, 2)));
  } catch (error) {
    if (!FlexError.is(error)) throw error;
    show(element("p", error.message), element("pre", JSON.stringify(error, null, 2)));
  }
}

function row(...cells: HTMLElement[]): void {
  const row = document.createElement("tr");
  row.append(
    ...cells.map((cell) => {
      const data = document.createElement("td");
      data.append(cell);
      return data;
    }),
  );
  document.querySelector("#sessions")?.append(row);
}

function show(...parts: HTMLElement[]): void {
  document.querySelector("#result")?.replaceChildren(...parts);
}

function element(name: string, text: string): HTMLElement {
  const element = document.createElement(name);
  element.textContent = text;
  return element;
}

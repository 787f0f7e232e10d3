import { FlexClient } from "flex-checkout";

const { FLEX_API_KEY: apiKey, FLEX_BASE_URL: baseURL } = process.env;

/** A page of Next that retrieves a session and renders its payment intents. */
export default async function Page({ params }) {
  const flex = new FlexClient({ apiKey, baseURL });
  const { holds } = await flex.retrieve((await params).id).withResponse();
  return holds.map((hold) => <p key={hold.payment_intent_id}>{hold.payment_intent_id}</p>);
}

/** Renews a hold as a page does, with the package's client and gateway, imported or required. */
export const renewThrough =
  ({ FlexClient, createGateway, mintSessionToken, signedSession }) =>
  async ({ sessionId, apiKey, baseURL }) => {
    const secret = "a secret that stands in a test alone";
    const gateway = createGateway({ apiKey, baseURL, authorize: signedSession({ secret }), log: false });
    const origin = "https://shop.example";
    const token = await mintSessionToken({ secret, sessionId });
    const flex = new FlexClient({
      baseURL: `${origin}/flex`,
      fetch: (url, init) => gateway(new Request(url, init)),
      defaultHeaders: { origin, "flex-session-token": token },
    });
    const { holds } = await flex.reauth(sessionId).withResponse();
    return holds.map((hold) => hold.payment_intent_id);
  };

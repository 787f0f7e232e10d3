// A Worker at the edge: it is sent what to renew.
import { renew } from "./renew.js";

export default {
  async fetch(request) {
    return Response.json(await renew(await request.json()));
  },
};

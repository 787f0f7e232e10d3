// An edge Worker. Each request names the hold to renew.
import { renew } from "./renew.js";

export default {
  async fetch(request) {
    return Response.json(await renew(await request.json()));
  },
};

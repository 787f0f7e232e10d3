// An edge Worker with a gateway. Each request names the hold to renew.
import { renewByGateway } from "./gateway.js";

export default {
  async fetch(request) {
    return Response.json(await renewByGateway(await request.json()));
  },
};

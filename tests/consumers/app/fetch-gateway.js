// A Worker at the edge that has a gateway in it: it is sent what to renew.
import { renewByGateway } from "./gateway.js";

export default {
  async fetch(request) {
    return Response.json(await renewByGateway(await request.json()));
  },
};

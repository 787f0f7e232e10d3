import { renewByGateway } from "../../../gateway.js";

export async function POST(request) {
  return Response.json(await renewByGateway(await request.json()));
}

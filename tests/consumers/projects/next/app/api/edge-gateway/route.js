import { renewByGateway } from "../../../gateway.js";

export const runtime = "edge";

export async function POST(request) {
  return Response.json(await renewByGateway(await request.json()));
}

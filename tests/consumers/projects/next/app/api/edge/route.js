import { renew } from "../../../renew.js";

export const runtime = "edge";

export async function POST(request) {
  return Response.json(await renew(await request.json()));
}

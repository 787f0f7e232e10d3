import { renew } from "../../../renew.js";

export async function POST(request) {
  return Response.json(await renew(await request.json()));
}

import { renewByGateway } from "../../../../gateway.js";

export const POST = async ({ request }) => Response.json(await renewByGateway(await request.json()));

import { renewByGateway } from "../../../gateway.js";

export const prerender = false;

export const POST = async ({ request }) => Response.json(await renewByGateway(await request.json()));

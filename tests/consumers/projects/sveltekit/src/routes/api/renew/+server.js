import { renew } from "../../../../renew.js";

export const POST = async ({ request }) => Response.json(await renew(await request.json()));

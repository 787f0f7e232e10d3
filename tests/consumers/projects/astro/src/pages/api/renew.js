import { renew } from "../../../renew.js";

export const prerender = false;

export const POST = async ({ request }) => Response.json(await renew(await request.json()));

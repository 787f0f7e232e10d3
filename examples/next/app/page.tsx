import { redirect } from "next/navigation";

/** The sandbox's session whose hold has expired. */
export default function Page() {
  redirect("/orders/fcs_01SANDB0X0000000000EXP1RED");
}

import { redirect } from "next/navigation";

/** The sandbox's session whose hold is about to expire. */
export default function Page() {
  redirect("/orders/fcs_01SANDB0X00000H01DEXP1R1NG");
}

"use client";

import { useEffect } from "react";
import { renew } from "../renew.js";

export default function Page() {
  useEffect(() => {
    globalThis.renew = renew;
  }, []);
  return <h1>A shop</h1>;
}

// The sandbox's assumptions about a reauth of a live hold, of which Flex documents nothing.
import type { ReauthMode } from "flex-checkout/testing";

export const modes: readonly { name: ReauthMode; label: string; about: string }[] = [
  {
    name: "renews_live",
    label: "Renews it",
    about: "The new hold replaces the old one.",
  },
  {
    name: "keeps_former",
    label: "Adds a second hold",
    about: "Both hold money until the old one expires or is canceled.",
  },
  {
    name: "refuses_live",
    label: "Is refused",
    about: "Flex responds with an error until the hold has expired.",
  },
];

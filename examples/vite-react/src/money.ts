const format = new Intl.NumberFormat("en-US", { style: "currency", currency: "USD" });

/** Flex's amounts are in cents. */
export const dollars = (cents: number): string => format.format(cents / 100);

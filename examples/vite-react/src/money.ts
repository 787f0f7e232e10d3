const format = new Intl.NumberFormat("en-US", { style: "currency", currency: "USD" });

/** Flex counts in cents. */
export const dollars = (cents: number): string => format.format(cents / 100);

import { ID_FIELDS } from "./generated/rules.js";

/**
 * Returns the id of a field that is an id or an object.
 *
 * @example
 * ```ts
 * const session = await flex.reauth("fcs_01HW5KTQQAAQ66WV19MFW4DTT4");
 * const id = idOf(session.payment_intent);
 * ```
 */
export function idOf(field: string | object | null | undefined): string | undefined {
  if (typeof field !== "object" || field === null) {
    return field ?? undefined;
  }
  const name = ID_FIELDS.find((name) => name in field);
  return name && (field as Record<string, string>)[name];
}

/**
 * Formats an amount in cents as US dollars (inferred), by default as in American English: `"$129.99"`.
 *
 * @example
 * ```ts
 * const { amount_total } = await flex.retrieve("fcs_01HW5KTQQAAQ66WV19MFW4DTT4");
 * console.log(formatCents(amount_total));
 * ```
 */
export function formatCents(cents: number, locale: string = "en-US"): string {
  return new Intl.NumberFormat(locale, { style: "currency", currency: "USD" }).format(cents / 100);
}

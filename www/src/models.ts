// What the Rust models say of Flex's objects, as `cargo xtask build` wrote it down.
import { enums, holdLife, objects } from "../generated/models.json";

/** A field, as far as the page needs to know it. */
export interface Field {
  doc: string;
  /** `Cents` or `UnixSeconds`. */
  unit?: string;
  /** The object that stands in it, or in the list in it. */
  object?: string;
  /** The set of its known values. */
  enum?: string;
}

interface Model {
  doc: string;
  fields: Record<string, Field>;
}

/** The field of an object. */
export const fieldOf = (object: string | undefined, name: string): Field | undefined =>
  object === undefined ? undefined : (objects as Record<string, Model>)[object]?.fields[name];

/** What a known value means: an outcome, a status. */
export const meaning = (name: string, value: string): string | undefined =>
  (enums as Record<string, Record<string, string>>)[name]?.[value];

/** How long a hold lives, in milliseconds: surely, and at most. */
export const life: { shortest: number; longest: number } = holdLife;

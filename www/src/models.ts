// The Rust models of Flex's objects, written by `cargo xtask build`.
import { enums, holdLife, objects } from "../generated/models.json";

/** A field, as far as the page needs it. */
export interface Field {
  doc: string;
  /** `Cents` or `UnixSeconds`. */
  unit?: string;
  /** The object in it, or in the list in it. */
  object?: string;
  /** The set of its known values. */
  enum?: string;
}

interface Model {
  doc: string;
  fields: Record<string, Field>;
}

/** Returns a field of an object. */
export const fieldOf = (object: string | undefined, name: string): Field | undefined =>
  object === undefined ? undefined : (objects as Record<string, Model>)[object]?.fields[name];

/** Returns the meaning of a known value, such as an outcome or a status. */
export const meaning = (name: string, value: string): string | undefined =>
  (enums as Record<string, Record<string, string>>)[name]?.[value];

/** The lifetime of a hold, in milliseconds: at least, and at most. */
export const life: { shortest: number; longest: number } = holdLife;

// Damage to a document in transit.

import { Buffer } from "node:buffer";

/** Changes, removes, inserts or repeats bytes. */
export function bytewise(bytes, random) {
  let damaged = bytes;
  const changes = 1 + random.below(3);
  for (let change = 0; change < changes; change++) {
    const at = random.below(damaged.length + 1);
    const length = random.below(random.pick([2, 8, 200]));
    const [before, after] = [damaged.subarray(0, at), damaged.subarray(at)];
    const byte = random.below(2) === 0 ? random.below(256) : random.pick(TOKENS).charCodeAt(0);
    damaged = random.pick([
      () => Buffer.concat([before, Buffer.of(byte), after.subarray(1)]),
      () => Buffer.concat([before, Buffer.of(byte), after]),
      () => Buffer.concat([before, after.subarray(length)]),
      () => Buffer.concat([before, after.subarray(0, length), after]),
      () => Buffer.concat([before, Buffer.of((after[0] ?? 0) ^ (1 << random.below(8))), after.subarray(1)]),
    ])();
  }
  return damaged;
}

/** Inserts a token that is invalid there, or removes one. */
export function broken(source, random) {
  if (random.oneIn(4))
    return Array.from({ length: 1 + random.below(12) }, () => random.pick(TOKENS)).join("");
  // After a token, where most breaks are.
  const offsets = [...source.matchAll(/[[\]{}:,"]/g)].map(({ index }) => index + random.below(2));
  const at = offsets.length > 0 ? random.pick(offsets) : 0;
  const taken = random.below(2);
  return source.slice(0, at) + (random.below(3) > 0 ? random.pick(TOKENS) : "") + source.slice(at + taken);
}

/** Cuts a document off, perhaps in the middle of a character. */
export function cut(bytes, random) {
  return bytes.subarray(0, random.below(bytes.length + 1));
}

/** Writes a document in another encoding, or with invalid bytes. */
export function encoded(source, random) {
  const bytes = Buffer.from(source);
  const at = random.below(bytes.length + 1);
  const inside = (odd) => Buffer.concat([bytes.subarray(0, at), odd, bytes.subarray(at)]);
  const mark = Buffer.of(0xef, 0xbb, 0xbf);
  return random.pick([
    () => Buffer.concat([mark, bytes]),
    () => Buffer.concat([mark, mark, bytes]),
    () => Buffer.concat([mark.subarray(0, 1 + random.below(2)), bytes]),
    () => Buffer.from(source, "utf16le"),
    () => Buffer.from(source, "latin1"),
    () => Buffer.concat([bytes, mark]),
    () => Buffer.concat([bytes, Buffer.alloc(1 + random.below(3))]),
    () => inside(random.pick(INVALID_UTF8)),
    () => withString(source, random.pick(CHARACTERS)),
  ])();
}

/** Inserts characters into a document's first string value. */
function withString(source, inside) {
  return Buffer.from(source.replace(/:(\s*)"/, `:$1"${inside}`));
}

const TOKENS = [
  ..."{}[],:\"'\\/-+.eEu0179xntf \n\t\r\u0000\u0001\u001f\u007f",
  "null",
  "true",
  "false",
  "nul",
  "True",
  "NaN",
  "Infinity",
  "undefined",
  "//x\n",
  "/**/",
  "01",
  "1.",
  ".5",
  "1e",
  "+1",
  "0x1",
  "-",
  "--1",
  "1e+",
  "1_0",
  '""',
  '"a":1',
  '"\\x41"',
  '"\\u12"',
  '"\\u12G4"',
  '"\\',
  "\u00a0",
  "\u2028",
  "\ufeff",
  ",,",
  "{}",
  "[]",
  "}{",
  "\\u0020",
];

/**
 * Bytes that are not UTF-8: alone, overlong, half a surrogate pair, beyond the last character, of obsolete
 * forms.
 */
const INVALID_UTF8 = [
  [0x80],
  [0xff],
  [0xc0, 0x80],
  [0xc1, 0xbf],
  [0xe0, 0x80, 0xaf],
  [0xed, 0xa0, 0x80],
  [0xed, 0xa0, 0xbd, 0xed, 0xb8, 0x80],
  [0xf0, 0x80, 0x80, 0x80],
  [0xf4, 0x90, 0x80, 0x80],
  [0xf8, 0x88, 0x80, 0x80, 0x80],
  [0xe2, 0x82],
].map((bytes) => Buffer.from(bytes));

const CHARACTERS = [
  "\u0080",
  "\u07ff",
  "\u0800",
  "\ud7ff",
  "\ue000",
  "\ufffd",
  "\uffff",
  "\u{10000}",
  "\u{10ffff}",
];

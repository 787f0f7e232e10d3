// What a good engineer would write instead: the same public API in plain JavaScript, without WebAssembly.
// Its figures were taken elsewhere. They are shown with a mark, and never computed with.

export const RIVAL = {
  label: "the same API in plain JavaScript †",
  brotli: "5.1 †",
  ratio: "1.05 to 1.2 †",
  note: "† Documented elsewhere, not measured in this run.",
};

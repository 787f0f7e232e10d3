// The order in which the pages are read. A new page needs one line here.

/** Each group's title, and its pages by their paths in the repository. */
export const GROUPS = [
  {
    text: "Start",
    files: [
      "README.md",
      "docs/getting-started-web.md",
      "docs/getting-started-worker.md",
      "docs/getting-started-rust.md",
    ],
  },
  {
    text: "Use",
    files: [
      "docs/errors.md",
      "docs/idempotency.md",
      "docs/gateway.md",
      "docs/keeper.md",
      "docs/types.md",
      "docs/migration.md",
      "worker/README.md",
      "examples/README.md",
    ],
  },
  {
    text: "Reference",
    items: [
      { text: "TypeScript", link: "/reference/typescript/" },
      // rustdoc's pages have a look of their own: the browser goes there.
      { text: "Rust", link: "/reference/rust/flex_checkout/index.html", target: "_self" },
    ],
  },
  {
    text: "Behind it",
    files: [
      "docs/design.md",
      "docs/performance.md",
      "docs/hardening.md",
      "docs/soak.md",
      "docs/coverage.md",
      "docs/keeper-scale.md",
      "docs/dependencies.md",
      "SECURITY.md",
      "CHANGELOG.md",
      "CONTRIBUTING.md",
      "CODE_OF_CONDUCT.md",
    ],
  },
];

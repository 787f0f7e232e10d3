// Where links may lead to outside of the repository. A host that is not here is mistyped, or is to be added.

export const HOSTS = [
  "developer.mozilla.org",
  "developers.cloudflare.com",
  "doc.rust-lang.org",
  "docs.rs",
  "github.com",
  "llvm.org",
  "mutants.rs",
  "withflex.com",
  "www.standardwebhooks.com",
];

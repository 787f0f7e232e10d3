// Where links may lead to outside of the repository. A host that is not here is mistyped, or is to be added.

export const HOSTS = [
  "api-extractor.com",
  "crates.io",
  "developer.mozilla.org",
  "developers.cloudflare.com",
  "doc.rust-lang.org",
  "docs.npmjs.com",
  "docs.rs",
  "docs.stripe.com",
  "docs.svix.com",
  "github.com",
  "hono.dev",
  "keepachangelog.com",
  "llvm.org",
  "mutants.rs",
  "schemathesis.readthedocs.io",
  "semver.org",
  "web.dev",
  "withflex.com",
  "www.standardwebhooks.com",
  "www.w3.org",
];

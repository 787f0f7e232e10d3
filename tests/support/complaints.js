/** Notes from now on what goes wrong on the page and is handled by nobody. */
export function watchPage() {
  const complaints = [];
  addEventListener("error", ({ message }) => complaints.push(`uncaught ${message}`));
  addEventListener("unhandledrejection", (event) => {
    // A later listener may well call it expected.
    setTimeout(() => {
      if (!event.defaultPrevented) complaints.push(`unhandled ${event.reason}`);
    });
  });
  addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) =>
    complaints.push(`${violatedDirective} forbids ${blockedURI}`),
  );
  return complaints;
}

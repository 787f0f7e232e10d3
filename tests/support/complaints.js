/** Records errors on the page that nothing handles. */
export function watchPage() {
  const complaints = [];
  addEventListener("error", ({ message }) => complaints.push(`uncaught ${message}`));
  addEventListener("unhandledrejection", (event) => {
    // A later listener may mark it as expected.
    setTimeout(() => {
      if (!event.defaultPrevented) complaints.push(`unhandled ${event.reason}`);
    });
  });
  addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) =>
    complaints.push(`${violatedDirective} forbids ${blockedURI}`),
  );
  return complaints;
}

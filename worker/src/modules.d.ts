declare module "*.html" {
  const text: string;
  export default text;
}

/** The demo page's script, bundled. */
declare module "page-script" {
  const text: string;
  export default text;
}

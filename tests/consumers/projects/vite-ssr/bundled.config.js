// Bundles the packages too, for servers that have no node_modules.
export default { ssr: { noExternal: true } };

// Bundles the packages too, for servers without node_modules.
export default { ssr: { noExternal: true } };

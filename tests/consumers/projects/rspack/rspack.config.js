export default { mode: "production", entry: { page: "./page.js" } };

module.exports = {
  mode: "production",
  entry: { page: "./page.js" },
  module: {
    rules: [
      // webpack 4 does not parse class fields, which the package contains.
      { test: /\.js$/, include: /flex-checkout/, loader: "esbuild-loader", options: { target: "es2019" } },
    ],
  },
};

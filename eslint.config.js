import js from "@eslint/js";
import globals from "globals";

export default [
  { ignores: [".venv/**", "site/**"] },
  js.configs.recommended,
  {
    languageOptions: { globals: globals.browser },
    rules: {
      eqeqeq: "error",
      "no-var": "error",
      "prefer-const": "error",
      "max-len": ["error", { code: 100, ignoreUrls: true }],
    },
  },
  { files: ["**/view.js"], languageOptions: { globals: { element: "readonly", props: "readonly", trigger: "readonly", watch: "readonly" } } },
  { files: ["tests/**"], languageOptions: { globals: globals.node } },
];

import js from "@eslint/js";
import globals from "globals";

export default [
  {
    ignores: [
      ".venv/**",
      "site/**",
      "attention/ui/shared/contract.js",
      "attention/ui/engine/models.js",
    ],
  },
  js.configs.recommended,
  {
    languageOptions: { globals: globals.browser },
    rules: {
      eqeqeq: "error",
      "no-var": "error",
      "prefer-const": "error",
      "max-len": ["error", { code: 100, ignoreUrls: true, ignoreStrings: true }],
    },
  },
  {
    files: ["**/view.js"],
    languageOptions: {
      globals: { element: "readonly", props: "readonly", trigger: "readonly", watch: "readonly" },
    },
  },
  {
    // Classic scripts of one document: they share their names, which tsc follows.
    files: ["attention/bertviz/frame/*.js"],
    rules: { "no-undef": "off", "no-unused-vars": "off" },
  },
  { files: ["tests/**"], languageOptions: { globals: globals.node } },
];

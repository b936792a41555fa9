// Raises: "select", with an example or what the link asks for.
import(new URL("compare/main.js", document.baseURI)).then((m) =>
  m.mount({ element, props, trigger, watch }),
);

// Events: "select" asks for another view, sentence or model.
import(new URL("bertviz/main.js", document.baseURI)).then((m) =>
  m.mount({ element, props, trigger, watch }),
);

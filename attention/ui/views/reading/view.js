// Raises: "select", with an example or what the link asks for.
import(new URL("views/reading/main.js", document.baseURI)).then((m) => m.mount({ element, props, trigger, watch }));

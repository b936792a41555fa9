// Raises: none. The picture explores in the browser; its modules are served beside this file.
import(new URL("views/attention/main.js", document.baseURI)).then((module) => module.mount({ element, props, watch }));

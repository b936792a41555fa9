// It sends Gradio no event: the picture explores in the browser; its modules lie beside this file.
import(new URL("views/attention/main.js", document.baseURI)).then((module) => module.mount({ element, props, watch }));

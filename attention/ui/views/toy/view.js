import(new URL("views/toy/main.js", document.baseURI)).then((m) => m.mount({ element, props }));

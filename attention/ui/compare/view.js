import(new URL("compare/main.js", document.baseURI)).then((m) => m.mount({ element, props }));

import(new URL("views/header/main.js", document.baseURI)).then((m) => m.mount({ element, props }));

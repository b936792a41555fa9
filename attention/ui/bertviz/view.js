import(new URL("bertviz/main.js", document.baseURI)).then((m) => m.mount({ element, props }));

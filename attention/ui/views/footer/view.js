import(new URL("views/footer/main.js", document.baseURI)).then((m) => m.mount({ element }));

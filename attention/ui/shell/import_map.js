// Runs first, in the head: the page's language, and its scripts, which came inside it.

{
  const read = (id) => JSON.parse(document.getElementById(id).textContent);

  // Gradio asks the browser for its language; the link or the switch may have said another.
  const language = document.documentElement.lang;
  Object.defineProperty(navigator, "language", { get: () => language });
  Object.defineProperty(navigator, "languages", { get: () => [language] });

  const imports = {};
  for (const [name, source] of Object.entries(read("modules"))) {
    const url = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
    imports[`app:/${name}`] = url;
    imports[new URL(name, document.baseURI).href] = url;
  }
  const map = document.createElement("script");
  map.type = "importmap";
  map.textContent = JSON.stringify({ imports });
  document.head.append(map);
}

// Runs first of all: each language has a page of its own, and the link or the browser may want the
// other one. Who opens a page of another language than the first by its name wants that one.

{
  const pages = JSON.parse(document.getElementById("pages").textContent);
  const here = document.documentElement.lang;
  const [first] = Object.keys(pages);
  const linked = new URLSearchParams(location.search).get("lang");
  const wishes = [linked ?? "", ...(here === first ? navigator.languages : [])];
  const wanted = wishes.map((name) => name.toLowerCase().split(/[-_]/)[0]);
  const found = wanted.find((name) => Object.hasOwn(pages, name)) ?? here;
  if (found !== here)
    location.replace(new URL(pages[found] + location.search + location.hash, document.baseURI));
}

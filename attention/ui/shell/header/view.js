dispatchEvent(new CustomEvent("view:place", { detail: { name: "header", element, props } }));

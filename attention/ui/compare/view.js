dispatchEvent(new CustomEvent("view:place", { detail: { name: "reading", element, props } }));

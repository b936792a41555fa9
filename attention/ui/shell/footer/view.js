dispatchEvent(new CustomEvent("view:place", { detail: { name: "footer", element, props } }));

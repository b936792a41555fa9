dispatchEvent(new CustomEvent("view:place", { detail: { name: "toy", element, props } }));

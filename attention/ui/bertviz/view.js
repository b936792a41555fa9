dispatchEvent(new CustomEvent("view:place", { detail: { name: "bertviz", element, props } }));

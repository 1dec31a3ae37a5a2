"use strict";
(() => {
  const field = document.getElementById("filter");
  const rows = [...document.querySelectorAll("[data-step]")];
  const groups = [...document.querySelectorAll("[data-group], tr.rule")];
  field.parentElement.hidden = false;
  field.addEventListener("input", () => {
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const row of rows) {
      const name = row.dataset.step.toLowerCase();
      row.hidden = !words.every((word) => name.includes(word));
    }
    for (const group of groups) {
      let next = group.nextElementSibling;
      let shown = false;
      let any = false;
      while (next && !groups.includes(next)) {
        any = any || "step" in next.dataset;
        shown = shown || ("step" in next.dataset && !next.hidden);
        next = next.nextElementSibling;
      }
      group.hidden = words.length > 0 && !(any && shown);
    }
  });
  const openTarget = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target && target.tagName === "DETAILS") {
      target.hidden = false;
      target.open = true;
      target.scrollIntoView();
      target.querySelector("summary").focus({ preventScroll: true });
    }
  };
  addEventListener("hashchange", openTarget);
  openTarget();
})();

"use strict";
(function () {
  const table = document.getElementById("ledger-table");
  const form = document.getElementById("filter");
  if (table && form) {
    const body = table.tBodies[0];
    const rows = Array.from(body.rows);
    const said = new Map(rows.map((row) => [row, row.textContent.toLocaleLowerCase()]));
    const apply = () => {
      const want = form.elements.text.value.trim().toLocaleLowerCase();
      const act = form.elements.act.value;
      const scope = form.elements.scope.value;
      let shown = 0;
      for (const row of rows) {
        row.hidden = !(
          (!want || said.get(row).includes(want)) &&
          (!act || row.dataset.act === act) &&
          (!scope || row.dataset.scope === scope)
        );
        shown += row.hidden ? 0 : 1;
      }
      form.querySelector("output").textContent = shown === rows.length ? "" : shown + " of " + rows.length + " lines";
    };
    form.hidden = false;
    form.addEventListener("input", apply);
    form.addEventListener("submit", (event) => event.preventDefault());
    const keyOf = {
      n: (row) => Number(row.id.slice(1)),
      d: (row) => Number(row.dataset.at || Infinity),
      s: (row, column) => row.cells[column].textContent.trim(),
    };
    table.querySelectorAll("th[data-sort]").forEach((head) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = head.textContent;
      head.replaceChildren(button);
      button.addEventListener("click", () => {
        const down = head.getAttribute("aria-sort") === "ascending";
        table.querySelectorAll("th[aria-sort]").forEach((other) => other.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        const key = keyOf[head.dataset.sort];
        const keyed = rows.map((row) => [key(row, head.cellIndex), row]);
        keyed.sort(([a], [b]) => (typeof a === "string" ? a.localeCompare(b) : a === b ? 0 : a - b) * (down ? -1 : 1));
        body.append(...keyed.map(([, row]) => row));
      });
    });
    // A link to a line that the filter hides shows it again.
    addEventListener("hashchange", () => {
      const row = document.getElementById(location.hash.slice(1));
      if (row && row.hidden) {
        form.reset();
        apply();
        row.scrollIntoView();
      }
    });
  }
  const drawer = document.getElementById("drawer");
  if (!drawer || !drawer.showModal) return;
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a.ref");
    if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
    const receipt = document.getElementById(link.hash.slice(1));
    if (!receipt || !receipt.classList.contains("receipt")) return;
    event.preventDefault();
    const copy = document.createElement("div");
    copy.className = "receipt";
    copy.append(...Array.from(receipt.childNodes, (node) => node.cloneNode(true)));
    drawer.querySelector(".drawer-body").replaceChildren(copy);
    drawer.querySelector(".where-link").hash = link.hash;
    drawer.showModal();
  });
  drawer.addEventListener("click", (event) => {
    if (event.target === drawer || event.target.closest("a, .close")) drawer.close();
  });
})();

"use strict";
(function () {
  const form = document.getElementById("filter");
  const tables = Array.from(document.querySelectorAll("table.ledger"));
  if (tables.length && form) {
    const parts = tables.map((table) => ({ body: table.tBodies[0], fold: table.closest("details.chunk"), size: table.tBodies[0].rows.length }));
    let rows = parts.flatMap((part) => Array.from(part.body.rows));
    const said = new Map(rows.map((row) => [row, row.textContent.toLocaleLowerCase()]));
    const same = ["act", "who", "tier", "read", "scope"].filter((name) => form.elements[name]);
    const usual = { tier: "attributed", read: "rules", scope: "main" }; // left out of the rows, to save bytes
    // Folded parts open while something is looked for, and fold again afterwards; nothing is ever taken away.
    const fold = (all) =>
      parts.forEach((part) => {
        if (!part.fold) return;
        part.fold.open = !all;
        part.fold.hidden = !Array.from(part.body.rows).some((row) => !row.hidden);
      });
    const apply = () => {
      const want = form.elements.text.value.trim().toLocaleLowerCase();
      const least = Number(form.elements.origins.value);
      const picked = same.map((name) => [name, form.elements[name].value]).filter(([, value]) => value);
      let shown = 0;
      for (const row of rows) {
        const fits = picked.every(([name, value]) => (row.dataset[name] || usual[name]) === value);
        row.hidden = !(fits && Number(row.dataset.origins || 1) >= least && (!want || said.get(row).includes(want)));
        shown += row.hidden ? 0 : 1;
      }
      fold(shown === rows.length);
      form.querySelector("output").textContent = shown === rows.length ? "" : shown + " of " + rows.length + " lines";
    };
    form.hidden = false;
    form.addEventListener("input", apply);
    form.addEventListener("reset", () => setTimeout(apply));
    form.addEventListener("submit", (event) => event.preventDefault());
    const keyOf = {
      n: (row) => Number(row.id.slice(1)),
      d: (row) => Number(row.dataset.at || Infinity),
      o: (row) => -Number(row.dataset.origins || 1),
      s: (row, column) => row.cells[column].textContent.trim(),
    };
    const heads = tables.map((table) => Array.from(table.tHead.rows[0].cells));
    const order = (column, down) => {
      const key = keyOf[heads[0][column].dataset.sort];
      const keyed = rows.map((row) => [key(row, column), row]);
      keyed.sort(([a], [b]) => (typeof a === "string" ? a.localeCompare(b) : a === b ? 0 : a - b) * (down ? -1 : 1));
      rows = keyed.map(([, row]) => row);
      let from = 0;
      for (const part of parts) part.body.append(...rows.slice(from, (from += part.size)));
      document.querySelectorAll(".chunk > summary").forEach((each) => (each.textContent = "More lines"));
      apply();
    };
    heads.forEach((cells) =>
      cells.forEach((head, column) => {
        if (!head.dataset.sort) return;
        const button = document.createElement("button");
        button.type = "button";
        button.textContent = head.textContent;
        head.replaceChildren(button);
        button.addEventListener("click", () => {
          const down = head.getAttribute("aria-sort") === "ascending";
          heads.flat().forEach((other) => other.removeAttribute("aria-sort"));
          heads.forEach((others) => others[column].setAttribute("aria-sort", down ? "descending" : "ascending"));
          order(column, down);
        });
      }),
    );
    // A link to a line that the filter hides, or that is folded away, shows it again.
    addEventListener("hashchange", () => {
      const row = document.getElementById(location.hash.slice(1));
      if (!row || !rows.includes(row)) return;
      if (row.hidden) {
        form.reset();
        rows.forEach((each) => (each.hidden = false));
      }
      const part = row.closest("details.chunk");
      if (part) part.open = true;
      row.scrollIntoView();
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

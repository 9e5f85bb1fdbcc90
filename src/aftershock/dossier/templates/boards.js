// The boards of competing answers: weights and marks moved on the page, sums and places as `weighing` gives them.
(function () {
  const SWEEP = [0.5, 1.5];
  const SIGNS = { consistent: "+", inconsistent: "−", neutral: "○", silent: "·" };
  const ORDER = Object.keys(SIGNS);
  const round = (value) => Math.round(value * 1e9) / 1e9;

  document.querySelectorAll(".board").forEach((board) => {
    const table = board.querySelector(".matrix");
    const answers = Array.from(table.tHead.querySelectorAll("[data-answer]"), (head) => head.dataset.answer);
    const rows = Array.from(table.tBodies[0].rows);
    const cells = rows.map((row) => Array.from(row.querySelectorAll("td[data-mark]")));
    const listed = Array.from(board.querySelectorAll(".weights dd"));
    const weights = Object.fromEntries(listed.map((each) => [each.dataset.interest, Number(each.dataset.weight)]));
    const asProposed = { ...weights };
    const markedAs = cells.map((row) => row.map((cell) => cell.dataset.mark));

    // Each cell by its own interest and reliability, as `weighing` does.
    const weight = (cell, at) => (at[cell.interest] || 0) * Number(cell.reliability);
    const nets = (at, without) =>
      answers.map((_, column) =>
        rows.reduce((sum, _row, index) => {
          const cell = cells[index][column].dataset;
          const sign = { consistent: 1, inconsistent: -1 }[cell.mark] || 0;
          return index === without ? sum : sum + sign * weight(cell, at);
        }, 0),
      );
    const variants = () => {
      const used = Object.keys(weights).filter((interest) => weights[interest]);
      const found = [nets(weights), ...rows.map((_, index) => nets(weights, index))];
      for (let corner = 0; corner < 2 ** used.length; corner++) {
        const moved = { ...weights };
        used.forEach((interest, bit) => (moved[interest] *= SWEEP[(corner >> bit) & 1]));
        found.push(nets(moved));
      }
      return found;
    };
    const places = (column, all) =>
      all.flatMap((each) => {
        const above = each.filter((net) => round(net) > round(each[column])).length;
        const level = each.filter((net) => round(net) === round(each[column])).length;
        return [above + 1, above + level];
      });
    const sum = (column, mark) =>
      rows.reduce((total, _row, index) => {
        const cell = cells[index][column].dataset;
        return cell.mark === mark ? total + weight(cell, weights) : total;
      }, 0);
    const show = () => {
      const all = variants();
      const told = (key, words) => {
        const row = table.tFoot.querySelector('[data-sum="' + key + '"]');
        if (row) answers.forEach((_, column) => (row.cells[column + 1].textContent = words(column)));
      };
      told("for", (column) => sum(column, "consistent").toFixed(2));
      told("against", (column) => sum(column, "inconsistent").toFixed(2));
      told("silent", (column) => {
        const silent = cells.filter((row) => row[column].dataset.mark === "silent").length;
        return Math.round((100 * silent) / rows.length) + "%";
      });
      told("place", (column) => {
        const found = new Set(places(column, all));
        return found.size === 1 ? String([...found][0]) : "no stable place";
      });
      const changed = changes();
      take.hidden = !changed.assessments.length && !Object.keys(changed.weights).length;
      verdict.hidden = !take.hidden;
    };
    const changes = () => ({
      id: board.dataset.board,
      weights: Object.fromEntries(Object.entries(weights).filter(([interest, weight]) => weight !== asProposed[interest])),
      assessments: rows.flatMap((row, index) =>
        answers.flatMap((answer, column) => {
          const mark = cells[index][column].dataset.mark;
          return mark === markedAs[index][column] ? [] : [{ hypothesis: answer, item: row.dataset.item, mark }];
        }),
      ),
    });

    // What the page said of the board as it stands no longer holds once something is moved.
    const verdict = document.createElement("div");
    board.querySelectorAll(":scope > .verdict, :scope > .note").forEach((each) => verdict.append(each));
    const take = document.createElement("p");
    take.className = "note";
    const link = document.createElement("button");
    link.type = "button";
    link.textContent = "Take this board away as a file";
    link.addEventListener("click", () => {
      const file = document.createElement("a");
      file.href = URL.createObjectURL(new Blob([JSON.stringify(changes()) + "\n"], { type: "application/json" }));
      file.download = board.dataset.board + ".json";
      file.click();
    });
    take.append("Changed on this page only, by you. ", link, " and enter it with: aftershock assess --take FILE --reason WHY");
    board.append(verdict, take);

    listed.forEach((each) => {
      const label = document.createElement("label");
      const slider = document.createElement("input");
      const value = document.createElement("output");
      Object.assign(slider, { type: "range", min: 0, max: 1, step: 0.05 });
      slider.value = each.dataset.weight;
      value.textContent = each.dataset.weight;
      slider.addEventListener("input", () => {
        weights[each.dataset.interest] = Number(slider.value);
        value.textContent = slider.value;
        show();
      });
      label.append(each.dataset.interest + " ", slider, value);
      each.replaceChildren(label);
    });
    cells.flat().forEach((cell) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...cell.childNodes);
      cell.append(button);
      button.addEventListener("click", () => {
        const next = ORDER[(ORDER.indexOf(cell.dataset.mark) + 1) % ORDER.length];
        cell.className = "m-" + next;
        cell.dataset.mark = next;
        const [sign, word] = button.children;
        sign.textContent = SIGNS[next];
        word.textContent = next;
        show();
      });
    });
    show();
  });
})();

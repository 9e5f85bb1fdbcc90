// Keys for the item in hand. Without this file everything works with the mouse, Tab and access keys.
"use strict";
(() => {
  const by = (id) => document.getElementById(id);
  const text = by("text"), veil = by("veil"), decide = by("decide");

  const blur = () => {
    const veiled = text.classList.toggle("veiled");
    veil.firstChild.data = veiled ? "Show again " : "Blur ";
    text.toggleAttribute("inert", veiled);
  };
  if (text && veil) {
    veil.hidden = false;
    veil.addEventListener("click", blur);
  }

  const stock = by("stock-keys");
  if (stock) {
    stock.hidden = false;
    stock.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (button) by("reason").value = button.dataset.reason;
    });
  }

  let sent = false;
  for (const form of document.forms) {
    form.addEventListener("submit", (event) => {
      if (sent) event.preventDefault();  // a key held down sends once
      sent = true;
    });
  }
  addEventListener("pageshow", () => { sent = false; });

  const press = (form) => form && form.requestSubmit();
  const keys = {
    s: () => (by("show") ? press(by("show")) : text && blur()),
    r: () => by("reason").focus(),
    c: () => by("clause") && by("clause").focus(),
    h: () => by("hard") && by("hard").click(),
    k: () => press(by("skip")),
    u: () => press(by("undo")),
    m: () => {
      const way = by("media");
      if (way) way.matches("form") ? press(way) : way.click();
    },
    Enter: () => {
      const go = decide.querySelector("button:not([type=button])");
      if (!go.disabled) decide.requestSubmit();
    },
  };
  if (decide) {
    addEventListener("keydown", (event) => {
      const field = event.target;
      if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat) return;
      if (event.key === "Escape") { field.blur(); return; }
      const writes = field.matches("select, input:not([type=radio]):not([type=checkbox])");
      if (writes || (field.matches("button, a") && event.key === "Enter")) return;
      const marked = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
      if (marked) marked.click();
      else if (Object.hasOwn(keys, event.key)) keys[event.key]();
      else return;
      event.preventDefault();
    });
  }

  const clocks = document.querySelectorAll("[data-deadline]");
  const tick = () => {
    for (const clock of clocks) {
      const left = Math.floor((Date.parse(clock.dataset.deadline) - Date.now()) / 60000);
      clock.querySelector("b").textContent = String(Math.abs(left));
      clock.querySelector("b").nextSibling.data = left >= 0 ? " minutes left " : " minutes over the hour ";
      clock.classList.toggle("late", left < 15);
    }
  };
  if (clocks.length) setInterval(tick, 5000);
})();

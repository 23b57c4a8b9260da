// Small comforts. Every page works without this file.
"use strict";

(function () {
  const all = (selector, within) => Array.from((within || document).querySelectorAll(selector));

  // The list of what to correct takes the focus, and the tab says that there is something.
  const summary = document.querySelector("[data-error-summary]");
  if (summary) {
    if (!document.title.startsWith("Error: ")) document.title = "Error: " + document.title;
    summary.focus();
  }

  // After a row was added or taken out the person goes on at that place, and hears what was done.
  const said = summary ? null : document.querySelector("[data-said]");
  if (said) window.addEventListener("load", () => {
    const FIELD = "input:not([type=hidden]), select, textarea";
    const place = document.getElementById(said.dataset.goesOn);
    const fold = place && place.closest("details:not([open])");
    const first = fold ? fold.querySelector("summary") : place && (place.matches(FIELD) ? place : place.querySelector(FIELD));
    if (first) first.focus();
    window.setTimeout(() => { said.textContent = said.dataset.said; }, 300);
  });

  // A list one types in takes the id of its own list of choices away and leaves it empty; two of them would share that id.
  window.addEventListener("load", () => all('[id=""]').forEach((one) => one.removeAttribute("id")));

  // What is long folds under its title on a narrow screen; on a wide one it is always open.
  const folds = all("details.mg-fold"), narrow = window.matchMedia("(max-width: 39.99em)");
  const fold = () => folds.forEach((one) => { one.open = !narrow.matches; });
  if (folds.length) {
    fold();
    narrow.addEventListener("change", fold);
    window.addEventListener("beforeprint", () => folds.forEach((one) => { one.open = true; }));
    window.addEventListener("afterprint", fold);
  }

  // One click sends once. The guard lifts when the page comes back, and after a download that leaves the page in place.
  const GUARD_MS = 8000;
  const release = (form) => {
    delete form.dataset.sent;
    all("[data-held]", form).forEach((button) => {
      button.removeAttribute("aria-disabled");
      delete button.dataset.held;
    });
  };
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    delete form.dataset.unsaved;
    all("button[type=submit]", form).forEach((button) => {
      button.setAttribute("aria-disabled", "true");
      button.dataset.held = "yes";
    });
    window.setTimeout(release, GUARD_MS, form);
  });
  window.addEventListener("pageshow", () => all("form[data-sent]").forEach(release));

  // Typing that was not sent is not lost without a question.
  all("form[data-watch]").forEach((form) => {
    form.addEventListener("input", () => { form.dataset.unsaved = "yes"; });
  });
  window.addEventListener("beforeunload", (event) => {
    if (document.querySelector("form[data-unsaved]")) event.preventDefault();
  });

  // Characters left. The server counts a line end as two characters, so this does too.
  all("[data-limit]").forEach((box) => {
    const text = box.querySelector("textarea");
    const shown = box.querySelector("[data-left]");
    const spoken = box.querySelector("[data-left-spoken]");
    const limit = Number(box.dataset.limit);
    let wait;
    text.removeAttribute("maxlength"); // a cut paste loses words silently; too many characters are named instead
    const count = (event) => {
      const left = limit - Array.from(text.value.replace(/\r?\n/g, "\r\n")).length;
      const figure = Math.abs(left).toLocaleString("en-US");
      shown.textContent = `${figure} ${Math.abs(left) === 1 ? "character" : "characters"} ${left < 0 ? "too many" : "left"}`;
      shown.classList.toggle("mg-over", left < 0);
      window.clearTimeout(wait);
      if (event) wait = window.setTimeout(() => { spoken.textContent = shown.textContent; }, 1000);
    };
    text.addEventListener("input", count);
    if (text.value) count(null);
  });

  // A stacked table on a phone names each cell by its column, where the page did not.
  all("table").forEach((table) => {
    const names = all("thead tr:last-child th", table).map((th) => th.textContent.trim());
    all("tbody tr", table).forEach((row) => Array.from(row.cells).forEach((cell, at) => {
      if (!cell.dataset.label && names[at] && cell.colSpan === 1) cell.dataset.label = names[at];
    }));
  });

  // Printing shows what is folded away.
  all("[data-print]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  });
  let opened = [];
  window.addEventListener("beforeprint", () => {
    opened = all("main details:not([open])");
    opened.forEach((part) => { part.open = true; });
  });
  window.addEventListener("afterprint", () => opened.forEach((part) => { part.open = false; }));

  // A paper opened beside the form is brought into sight.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[target]");
    const frame = link && document.querySelector(`iframe[name="${link.target}"]`);
    if (frame) frame.scrollIntoView({ block: "start" });
  });
})();

// Saves a form while it is filled in. Without this file its Save button does the same.
// The answer of the server is in pages/autosave.py.
"use strict";

(function () {
  const WAIT_MS = 1500; // after the last change
  const AGAIN_MS = 15000; // after a try that did not get through
  const words = {
    saving: "Saving …",
    offline: "Not saved: no connection. Your words are kept on this page, and saving is tried again.",
    out: "Not saved: you were signed out. Your words are kept on this page.",
    signIn: "Sign in in a new tab, then come back here",
    closed: "Not saved. ",
  };
  const cookie = (name) => (document.cookie.split("; ").find((part) => part.startsWith(name + "=")) || "").slice(name.length + 1);

  document.querySelectorAll("form[data-autosave]").forEach((form) => {
    const line = document.querySelector("[data-saved]");
    if (!line) return;
    let timer, busy = false, again = false, stopped = false;

    const say = (text, link) => {
      if (line.dataset.words === text) return;
      line.dataset.words = text;
      line.textContent = text;
      if (!link) return;
      const anchor = document.createElement("a");
      anchor.href = link;
      anchor.target = "_blank";
      anchor.rel = "noopener";
      anchor.className = "usa-link";
      anchor.textContent = words.signIn;
      line.append(" ", anchor);
    };
    const hidden = (name, value) => {
      const input = document.createElement("input");
      input.type = "hidden";
      input.name = name;
      input.value = value;
      form.prepend(input);
    };
    const later = (wait) => {
      window.clearTimeout(timer);
      if (!stopped) timer = window.setTimeout(save, wait);
    };

    const took = (answer, typed) => {
      form.elements.seen.value = answer.version;
      form.elements.key.value = answer.key;
      (answer.collisions || []).forEach((each) => {
        const known = Array.from(form.querySelectorAll("input[name=choices]")).some((input) => input.value === each.name);
        if (!known) hidden("choices", each.name);
      });
      // A colleague changed these and this page shows them as they were: they are not sent again.
      (answer.behind || []).forEach((name) => {
        Array.from(form.elements).filter((input) => input.name === name || input.name.startsWith(name + "-")).forEach((input) => { input.disabled = true; });
      });
      if (typed === changes) delete form.dataset.unsaved;
      say([answer.saved, ...(answer.remarks || [])].filter(Boolean).join(" "));
    };

    let changes = 0;
    async function save() {
      if (busy) { again = true; return; }
      if (form.dataset.sent) return; // the Save button was pressed
      busy = true;
      const typed = changes;
      const data = new FormData(form);
      const token = cookie("csrftoken");
      if (token) data.delete("csrfmiddlewaretoken");
      try {
        const reply = await fetch(form.action || window.location.href, {
          method: "POST", body: data, credentials: "same-origin", redirect: "manual",
          headers: Object.assign({ "X-Autosave": "yes" }, token ? { "X-CSRFToken": token } : {}),
        });
        const answer = (reply.headers.get("Content-Type") || "").includes("json") ? await reply.json() : null;
        if (answer && answer.version) took(answer, typed);
        else if (reply.status === 401 || reply.status === 403) { say(words.out, (answer && answer.to) || "/account/login/"); later(AGAIN_MS); }
        else if (answer && answer.problem) { stopped = true; say(words.closed + answer.problem); }
        else { say(words.offline); later(AGAIN_MS); }
      } catch {
        say(words.offline);
        later(AGAIN_MS);
      }
      busy = false;
      if (again) { again = false; later(WAIT_MS); }
    }

    const changed = () => { changes += 1; form.dataset.unsaved = "yes"; later(WAIT_MS); };
    form.addEventListener("input", changed);
    form.addEventListener("change", changed);
    window.addEventListener("online", () => { if (form.dataset.unsaved) later(0); });
    window.addEventListener("focus", () => { if (form.dataset.unsaved && !busy) later(0); });
    document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden" && form.dataset.unsaved) later(0); });
    // A sign-in elsewhere gave the browser another token: the Save button sends the one that counts now.
    form.addEventListener("submit", () => {
      window.clearTimeout(timer);
      const token = cookie("csrftoken");
      if (token && form.elements.csrfmiddlewaretoken) form.elements.csrfmiddlewaretoken.value = token;
    });
  });
})();

// Saves a form while it is filled in. Without this file its Save button does the same.
// The answer of the server is in pages/autosave.py, the sentences in templates/institution/_autosave_words.html.
"use strict";

(function () {
  const WAIT_MS = 1500; // after the last change
  const AGAIN_MS = 15000; // after a try that did not get through
  const words = document.querySelector("template[data-words=autosave]");
  const cookie = (name) => (document.cookie.split("; ").find((part) => part.startsWith(name + "=")) || "").slice(name.length + 1);
  const word = (name, filled) => {
    const made = words.content.querySelector(`[data-word=${name}]`).cloneNode(true);
    if (filled) made.textContent = made.textContent.replace("{}", () => filled);
    return made;
  };
  // The answers of a form as a browser sends them, each with the question or table it belongs to.
  const answers = (form) => Array.from(new FormData(form)).map(([name, value]) => [name, String(value).replace(/\r?\n/g, "\r\n"), name.split("-")[0]]);
  const said = (pairs, root) => JSON.stringify(pairs.filter((pair) => pair[2] === root));

  document.querySelectorAll("form[data-autosave]").forEach((form) => {
    const line = document.querySelector("[data-saved]");
    if (!line || !words) return;
    let timer, busy = false, again = false, stopped = false, changes = 0, left = -1, sending = [];

    const say = (made) => {
      if (line.dataset.words === made.textContent) return;
      line.dataset.words = made.textContent;
      line.replaceChildren(...made.cloneNode(true).childNodes);
    };
    const sentence = (text) => {
      const made = document.createElement("p");
      made.textContent = text;
      return made;
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
      if (answer.version >= Number(form.elements.seen.value)) {
        form.elements.seen.value = answer.version;
        form.elements.key.value = answer.key;
      }
      (answer.collisions || []).forEach((each) => {
        const known = Array.from(form.querySelectorAll("input[name=choices]")).some((input) => input.value === each.name);
        if (!known) hidden("choices", each.name);
      });
      // A colleague changed these and this page shows them as they were: they are not sent again.
      (answer.behind || []).forEach((name) => {
        Array.from(form.elements).filter((input) => input.name === name || input.name.startsWith(name + "-")).forEach((input) => { input.disabled = true; });
      });
      if (typed === changes) delete form.dataset.unsaved;
      say(sentence([answer.saved, ...(answer.remarks || [])].filter(Boolean).join(" ")));
      document.dispatchEvent(new CustomEvent("magnolia:parts", { detail: answer.parts }));
    };

    // `keepalive`: the page may be gone before the answer comes; a browser takes about 60,000 characters on that way.
    async function send(pairs, typed, keepalive) {
      const token = cookie("csrftoken");
      const body = new URLSearchParams(pairs.filter(([name]) => !(token && name === "csrfmiddlewaretoken")).map(([name, value]) => [name, value]));
      try {
        const reply = await fetch(form.action || window.location.href, {
          method: "POST", body, credentials: "same-origin", redirect: "manual", keepalive: keepalive && body.toString().length < 60000,
          headers: Object.assign({ "X-Autosave": "yes" }, token ? { "X-CSRFToken": token } : {}),
        });
        const answer = (reply.headers.get("Content-Type") || "").includes("json") ? await reply.json() : null;
        if (answer && answer.version) took(answer, typed);
        else if (reply.status === 401 || reply.status === 403) {
          const out = word("out");
          if (answer && answer.to) out.querySelectorAll("a").forEach((link) => { link.href = answer.to; });
          say(out);
          later(AGAIN_MS);
        } else if (answer && answer.problem) { stopped = true; say(word("closed", answer.problem)); }
        else { say(word("offline")); later(AGAIN_MS); }
      } catch {
        say(word("offline"));
        later(AGAIN_MS);
      }
    }

    async function save(keepalive) {
      if (busy) { again = true; return; }
      if (form.dataset.sent) return; // the Save button was pressed
      busy = true;
      sending = answers(form);
      await send(sending, changes, keepalive === true);
      busy = false;
      if (again) { again = false; later(WAIT_MS); }
    }

    // The page is left: what was typed last goes out at once. While a save is on its way, what changed since goes after
    // it, without the version and the key that the one before carries.
    const leave = () => {
      if (!form.dataset.unsaved || stopped || form.dataset.sent || left === changes) return;
      left = changes;
      window.clearTimeout(timer);
      if (!busy) { save(true); return; }
      const now = answers(form);
      const since = now.filter(([, , root]) => !["seen", "key", "csrfmiddlewaretoken"].includes(root) && said(now, root) !== said(sending, root));
      if (since.length) send(since.concat(now.filter(([name]) => name === "csrfmiddlewaretoken")), changes, true);
    };

    const changed = () => { changes += 1; form.dataset.unsaved = "yes"; later(WAIT_MS); };
    form.addEventListener("input", changed);
    form.addEventListener("change", changed);
    window.addEventListener("online", () => { if (form.dataset.unsaved) later(0); });
    window.addEventListener("focus", () => { if (form.dataset.unsaved && !busy) later(0); });
    window.addEventListener("pagehide", leave);
    document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") leave(); });
    // A sign-in elsewhere gave the browser another token: the Save button sends the one that counts now.
    form.addEventListener("submit", () => {
      window.clearTimeout(timer);
      const token = cookie("csrftoken");
      if (token && form.elements.csrfmiddlewaretoken) form.elements.csrfmiddlewaretoken.value = token;
    });
  });
})();

// Keeps a page of a draft true while it is open: puts in what moved, and says that the person is still here.
// The places are named by data-part; what is put in is rendered by the server, see pages/live.py.
"use strict";

(function () {
  const squeezed = (text) => text.replace(/\s+/g, " ").trim();
  const put = (parts) => Object.entries(parts || {}).forEach(([name, html]) => {
    const made = document.createElement("template");
    made.innerHTML = html;
    document.querySelectorAll(`[data-part="${name}"]`).forEach((place) => {
      // What says the same is left alone, and so is a place that a person is in.
      if (squeezed(place.textContent) === squeezed(made.content.textContent) || place.contains(document.activeElement)) return;
      place.replaceChildren(made.content.cloneNode(true));
    });
  });
  document.addEventListener("magnolia:parts", (event) => put(event.detail));

  const line = document.querySelector("[data-presence]");
  if (!line) return;
  const here = async () => {
    if (document.visibilityState !== "visible") return;
    const token = (document.cookie.split("; ").find((part) => part.startsWith("csrftoken=")) || "").slice("csrftoken=".length);
    try {
      const reply = await fetch(line.dataset.presence, { method: "POST", credentials: "same-origin", redirect: "manual", headers: { "X-CSRFToken": token, "X-Autosave": "yes" } });
      if (reply.ok) put((await reply.json()).parts);
    } catch { /* no connection: the next one says it */ }
  };
  window.setInterval(here, 1000 * line.dataset.every);
  document.addEventListener("visibilitychange", here);
})();

// Sends large files in parts, by the tus protocol, and goes on from where a file stopped: after a broken connection by
// itself, after a reload when the same file is chosen again. Where the browser cannot, there is no magnoliaParts.
"use strict";

(function () {
  if (!window.tus || !window.tus.isSupported || !window.crypto.subtle) return;
  const WAITS = [0, 1000, 3000, 5000, 10000, 20000, 30000]; // milliseconds before each further try
  const SAID_WHY = [403, 410, 413, 422]; // answers whose words are for the person
  document.querySelectorAll("[data-in-parts]").forEach((each) => { each.hidden = false; });

  // What says in this browser that a file is the same one: nothing of its name can be read from it.
  const mark = async (file, to, slot) => {
    const text = new TextEncoder().encode([to, slot, file.name, file.size, file.lastModified].join("\n"));
    const hash = await window.crypto.subtle.digest("SHA-256", text);
    return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, "0")).join("");
  };

  const why = (error, word) => {
    const answer = error.originalResponse;
    const at = answer && answer.getUnderlyingObject() ? answer.getUnderlyingObject().responseURL : "";
    if (at.includes("/account/login/") || at.includes("/demo/")) return word("out");
    return answer && SAID_WHY.includes(answer.getStatus()) && answer.getHeader("Tus-Resumable") ? answer.getBody() : word("stopped");
  };

  window.magnoliaParts = (limits, word) => {
    const whole = new Map(); // file -> its name at the server, for those that came whole and were not added yet

    const one = (form, file, moved, waits) => new Promise((done, failed) => {
      const slot = form.querySelector("input[name=slot]").value;
      const upload = new window.tus.Upload(file, {
        endpoint: form.dataset.parts,
        chunkSize: Number(limits.part),
        retryDelays: WAITS,
        metadata: { filename: file.name, slot },
        headers: { "X-CSRFToken": form.querySelector("input[name=csrfmiddlewaretoken]").value },
        removeFingerprintOnSuccess: true,
        fingerprint: () => mark(file, form.dataset.parts, slot),
        onProgress: (sent) => moved(sent),
        onShouldRetry: (error) => {
          const status = error.originalResponse ? error.originalResponse.getStatus() : 0;
          const again = status < 400 || status >= 500 || status === 409 || status === 423;
          if (again) waits();
          return again;
        },
        onError: (error) => failed(why(error, word)),
        onSuccess: () => done(upload.url.split("/").filter(Boolean).pop()),
      });
      upload.findPreviousUploads().then((earlier) => {
        if (earlier.length) upload.resumeFromPreviousUpload(earlier[0]);
        upload.start();
      });
    });

    return {
      forget: (files) => Array.from(files).forEach((file) => whole.delete(file)),
      // The files that are larger than a part, one after the other; a promise of file -> name at the server.
      send: async (form, files, show, say) => {
        const large = files.filter((file) => file.size > Number(limits.part));
        const total = large.reduce((sum, file) => sum + file.size, 0);
        let before = 0;
        for (const file of large) {
          const begun = before;
          if (!whole.has(file)) whole.set(file, await one(form, file, (sent) => show((begun + sent) * 0.99, total), () => say(word("waiting"))));
          before += file.size;
        }
        return new Map(large.map((file) => [file, whole.get(file)]));
      },
    };
  };
})();

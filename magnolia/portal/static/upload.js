// Shows how far a file is sent, and stays on the page when it is refused. Without this file the form is sent as any other.
// The sentences are in templates/institution/_upload_words.html.
"use strict";

(function () {
  const words = document.querySelector("template[data-words=upload]");
  if (!words) return;
  const word = (name, filled) => words.content.querySelector(`[data-word=${name}]`).textContent.trim().replace("{}", () => filled);
  const largest = Number(words.dataset.largest);
  const chosen = (form) => Array.from(form.querySelectorAll("input[type=file]")).flatMap((input) => Array.from(input.files));

  const problem = (form, sentences) => {
    let box = form.querySelector("[data-refused]");
    if (!box) {
      box = document.createElement("div");
      box.dataset.refused = "yes";
      box.className = "mg-refused";
      box.setAttribute("role", "alert");
      box.tabIndex = -1;
      form.prepend(box);
    }
    box.replaceChildren(...sentences.map((sentence) => {
      const line = document.createElement("p");
      line.textContent = sentence;
      return line;
    }));
    box.focus();
  };

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("form[data-uploads]") || event.defaultPrevented || form.dataset.sending) {
      if (form.dataset && form.dataset.sending) event.preventDefault();
      return;
    }
    event.preventDefault();
    const large = chosen(form).filter((file) => file.size > largest);
    if (large.length) {
      event.stopImmediatePropagation(); // nothing was sent: the buttons stay as they are
      problem(form, large.map((file) => word("large", file.name)));
      return;
    }
    const bar = form.querySelector("[data-progress]");
    const meter = bar.querySelector("progress");
    const said = bar.querySelector("[data-progress-words]");
    const request = new XMLHttpRequest();
    const over = (sentences) => {
      bar.hidden = true;
      delete form.dataset.sending;
      if (sentences) problem(form, sentences);
    };
    form.dataset.sending = "yes";
    bar.hidden = false;
    let last = -1;
    request.upload.addEventListener("progress", (sent) => {
      if (!sent.lengthComputable) return;
      const percent = Math.floor(100 * sent.loaded / sent.total);
      meter.value = percent;
      if (percent === 100) said.textContent = word("checking");
      else if (percent >= last + 25) { last = percent; said.textContent = word("busy", percent); }
    });
    request.addEventListener("error", () => over([word("broken")]));
    request.addEventListener("load", () => {
      let answer = null;
      try { answer = JSON.parse(request.responseText); } catch { /* a page: shown as a page below */ }
      if (answer && answer.to) {
        const to = new URL(answer.to, window.location.href);
        window.location.assign(to);
        if (to.pathname === window.location.pathname) window.location.reload();
      } else if (answer && answer.refused) {
        // Files that were taken changed the draft: every form of the page goes on from there, each with a key of its own.
        if (answer.again) {
          document.querySelectorAll("input[name=seen]").forEach((input) => { input.value = answer.again.seen; });
          form.querySelector("input[name=key]").value = answer.again.key;
        }
        over(answer.refused);
      }
      else if (request.responseURL.includes("/account/login/") || request.responseURL.includes("/demo/")) over([word("out")]);
      else { delete form.dataset.sending; form.submit(); } // somebody changed the draft, or worse: the page says what
    });
    request.open("POST", form.action);
    request.setRequestHeader("X-In-Place", "upload");
    request.setRequestHeader("X-Files", Math.max(chosen(form).length, 1));
    request.send(new FormData(form));
  }, true);
})();

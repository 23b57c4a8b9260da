// Shows how far a file is sent, and stays on the page when it is refused. Without this file the form is sent as any other.
"use strict";

(function () {
  const words = { busy: "Sending {n} of 100 percent.", checking: "Sent. The file is being checked.", broken: "The file was not sent: the connection broke. It is still chosen below; send it again.", out: "You were signed out, so the file was not sent. Sign in in another tab, then send it again." };

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
      if (percent === 100) said.textContent = words.checking;
      else if (percent >= last + 25) { last = percent; said.textContent = words.busy.replace("{n}", percent); }
    });
    request.addEventListener("error", () => over([words.broken]));
    request.addEventListener("load", () => {
      let answer = null;
      try { answer = JSON.parse(request.responseText); } catch { /* a page: shown as a page below */ }
      if (answer && answer.to) {
        const to = new URL(answer.to, window.location.href);
        window.location.assign(to);
        if (to.pathname === window.location.pathname) window.location.reload();
      } else if (answer && answer.refused) {
        // Files that were taken changed the draft: every form of the page goes on from there, each with a key of its own.
        document.querySelectorAll("input[name=seen]").forEach((input) => { input.value = answer.again.seen; });
        form.querySelector("input[name=key]").value = answer.again.key;
        over(answer.refused);
      }
      else if (request.responseURL.includes("/account/login/") || request.responseURL.includes("/demo/")) over([words.out]);
      else { delete form.dataset.sending; form.submit(); } // somebody changed the draft, or worse: the page says what
    });
    request.open("POST", form.action);
    request.setRequestHeader("X-In-Place", "upload");
    request.send(new FormData(form));
  }, true);
})();

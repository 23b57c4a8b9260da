// Shows how far a file is sent, and stays on the page when it is refused. Without this file the form is sent as any other.
// Large files go first, in parts, each from where it stopped (parts.js); the form then names them.
// The sentences are in templates/institution/_upload_words.html.
"use strict";

(function () {
  const words = document.querySelector("template[data-words=upload]");
  if (!words) return;
  const word = (name, filled) => words.content.querySelector(`[data-word=${name}]`).textContent.trim().replace("{}", () => filled);
  const inParts = window.magnoliaParts && window.magnoliaParts(words.dataset, word);
  const parted = (form) => Boolean(inParts && form.dataset.parts);
  const inputs = (form) => Array.from(form.querySelectorAll("input[type=file]"));
  const chosen = (form) => inputs(form).flatMap((input) => Array.from(input.files));

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

  // The form as it is sent at last: small files in it, those that came in parts by their names.
  const last = (form, sent) => {
    const data = new FormData(form);
    inputs(form).forEach((input) => {
      data.delete(input.name);
      Array.from(input.files).filter((file) => !sent.has(file)).forEach((file) => data.append(input.name, file));
    });
    sent.forEach((id) => data.append("sent", id));
    return data;
  };

  // The same without us, where the answer is a page that the browser shows.
  const asPage = (form, sent) => {
    inputs(form).forEach((input) => {
      const rest = new DataTransfer();
      Array.from(input.files).filter((file) => !sent.has(file)).forEach((file) => rest.items.add(file));
      input.files = rest.files;
    });
    sent.forEach((id) => {
      const named = document.createElement("input");
      Object.assign(named, { type: "hidden", name: "sent", value: id });
      form.append(named);
    });
    form.submit();
  };

  const send = (form, sent, show, over) => {
    const request = new XMLHttpRequest();
    request.upload.addEventListener("progress", (event) => { if (event.lengthComputable) show(event.loaded, event.total); });
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
        if (inParts) inParts.forget(sent.keys());
        over(answer.refused);
      }
      else if (request.responseURL.includes("/account/login/") || request.responseURL.includes("/demo/")) over([word("out")]);
      else { delete form.dataset.sending; asPage(form, sent); } // somebody changed the draft, or worse: the page says what
    });
    const data = last(form, sent);
    request.open("POST", form.action);
    request.setRequestHeader("X-In-Place", "upload");
    request.setRequestHeader("X-Files", Math.max(data.getAll("file").length, 1));
    request.send(data);
  };

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("form[data-uploads]") || event.defaultPrevented || form.dataset.sending) {
      if (form.dataset && form.dataset.sending) event.preventDefault();
      return;
    }
    event.preventDefault();
    const largest = Number(parted(form) ? words.dataset.inParts : words.dataset.largest);
    const large = chosen(form).filter((file) => file.size > largest);
    if (large.length) {
      event.stopImmediatePropagation(); // nothing was sent: the buttons stay as they are
      problem(form, large.map((file) => word(parted(form) ? "large_in_parts" : "large", file.name)));
      return;
    }
    const bar = form.querySelector("[data-progress]");
    const meter = bar.querySelector("progress");
    const said = bar.querySelector("[data-progress-words]");
    const over = (sentences) => {
      bar.hidden = true;
      delete form.dataset.sending;
      problem(form, sentences);
    };
    let told = -1;
    const show = (loaded, total) => {
      const percent = Math.floor(100 * loaded / total);
      meter.value = percent;
      if (percent === 100) said.textContent = word("checking");
      else if (percent >= told + 25 || percent < told) { told = percent; said.textContent = word("busy", percent); }
    };
    form.dataset.sending = "yes";
    bar.hidden = false;
    const first = parted(form) ? inParts.send(form, chosen(form), show, (words) => { told = -1; said.textContent = words; }) : Promise.resolve(new Map());
    first.then((sent) => send(form, sent, sent.size ? () => show(1, 1) : show, over), (sentence) => over([sentence]));
  }, true);
})();

/* Forms about accounts: asked first where it matters, sent, and answered in place. A secret stands in a window that is
   gone for good once it is closed; nothing of it goes into an address, a store or the history. */
(function () {
  "use strict";

  var part = window.pageParts.part;
  var button = window.pageParts.button;
  var goOn = window.pageParts.goOn;

  /* ---- windows: a question, a secret ------------------------------------------------------------------------- */
  function open(title, content, ways, then) {
    var shown = part("dialog", "account-window");
    shown.setAttribute("aria-labelledby", "account-window-title");
    var head = part("h2", "", title);
    head.id = "account-window-title";
    shown.appendChild(head);
    content.forEach(function (one) { shown.appendChild(one); });
    var row = part("div", "account-ways");
    ways.forEach(function (one) { row.appendChild(one); });
    shown.appendChild(row);
    var before = document.activeElement;
    shown.addEventListener("close", function () {
      shown.remove();
      if (before && before.isConnected) before.focus();
      if (then) then();
    });
    document.body.appendChild(shown);
    shown.showModal();
    return shown;
  }

  function ask(words, does) {
    var shown = open("请确认", [part("p", "", words)], [
      button("确定", "button button-strong", function () { shown.close(); does(); }),
      button("取消", "button", function () { shown.close(); }),
    ]);
    shown.lastElementChild.lastElementChild.focus();
  }

  function reveal(said, then) {
    var secret = part("code", "account-secret", said.secret);
    secret.id = "account-secret";
    secret.tabIndex = 0;
    var copying = button("", "button copy", function () { return undefined; });
    copying.dataset.copyFrom = secret.id;
    copying.appendChild(part("span", "", "复制"));
    var content = [secret, copying, part("p", "", said.hint)];
    if (said.example) {
      var example = part("pre", "statement");
      example.appendChild(part("code", "", said.example));
      content.push(part("p", "subtitle", "用法："), example);
    }
    var shown = open(said.title || "只显示这一次", content, [
      button("我已记下，关闭", "button button-strong", function () { shown.close(); }),
    ], then);
    shown.addEventListener("cancel", function (event) { event.preventDefault(); }); /* Escape by accident loses it */
    secret.focus();
  }

  /* ---- what came of it ------------------------------------------------------------------------------------------ */
  function toast(words) {
    var shown = document.getElementById("account-toast");
    if (!shown) {
      shown = part("output", "account-toast");
      shown.id = "account-toast";
      shown.setAttribute("role", "status");
      document.body.appendChild(shown);
    }
    shown.textContent = words;
    window.clearTimeout(shown.waiting);
    shown.waiting = window.setTimeout(function () { shown.textContent = ""; }, 8000);
  }

  function tell(form, words, kind, name) {
    var box = form.querySelector("[data-form-said]");
    Array.prototype.forEach.call(form.querySelectorAll("[aria-invalid]"), function (input) {
      input.removeAttribute("aria-invalid");
      input.removeAttribute("aria-describedby");
    });
    Array.prototype.forEach.call(form.querySelectorAll(".account-field .account-error"), function (old) { old.remove(); });
    box.dataset.kind = kind;
    box.textContent = "";
    var input = name && form.querySelector('[data-field="' + name + '"] input');
    if (!input || input.type === "hidden") { box.textContent = words; return; }
    var beside = part("small", "account-error", words);
    beside.id = "account-error-" + name;
    beside.setAttribute("role", "alert");
    input.closest(".account-field").appendChild(beside);
    input.setAttribute("aria-invalid", "true");
    input.setAttribute("aria-describedby", beside.id);
    input.focus();
  }

  function done(form, said) {
    if (said.stays) { tell(form, said.said, said.kind || ""); return; }
    var after = function () { toast(said.said); goOn(said.to); };
    form.reset();
    if (said.secret) reveal(said, after); else after();
  }

  function send(form) {
    var sender = form.querySelector("button[type=submit]");
    sender.disabled = true;
    tell(form, "", "");
    window.fetch(form.action, {
      method: "POST", body: new URLSearchParams(new FormData(form)), headers: { Accept: "application/json" },
    }).then(function (answer) {
      if (answer.status === 401) { window.location.reload(); return; } /* the session has ended: to the login */
      return answer.json().then(function (said) {
        if (answer.ok) done(form, said); else tell(form, said.error + (said.hint || ""), "bad", said.field);
      });
    }).catch(function () {
      tell(form, "没有办成：连不上服务器，请再试一次。", "bad");
    }).finally(function () { sender.disabled = false; });
  }

  document.addEventListener("submit", function (event) {
    var form = event.target.closest("form[data-account-form]");
    if (!form) return;
    event.preventDefault();
    if (form.dataset.confirm) ask(form.dataset.confirm, function () { send(form); }); else send(form);
  });
})();

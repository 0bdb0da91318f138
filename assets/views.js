/* Saved views: the form of 视图 answers in place, short links are copied with a word that they are. */
(function () {
  "use strict";

  function copy(text) {
    if (navigator.clipboard && window.isSecureContext) return navigator.clipboard.writeText(text);
    return new Promise(function (done, failed) { /* an address without https: the way of older browsers */
      var field = document.createElement("textarea");
      field.value = text;
      field.style.position = "fixed";
      field.style.opacity = "0";
      document.body.appendChild(field);
      field.select();
      var copied = document.execCommand("copy");
      field.remove();
      if (copied) done(); else failed(new Error("refused"));
    });
  }

  /* The words of a button for two seconds; what is read out is the same. */
  function say(button, words) {
    var shown = button.querySelector("span:last-child") || button;
    if (!button.dataset.words) button.dataset.words = shown.textContent;
    shown.textContent = words;
    button.setAttribute("aria-live", "polite");
    window.clearTimeout(button.waiting);
    button.waiting = window.setTimeout(function () { shown.textContent = button.dataset.words; }, 2000);
  }

  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-copy-link], [data-copy-from]");
    if (!button) return;
    event.preventDefault();
    var from = button.dataset.copyFrom && document.getElementById(button.dataset.copyFrom);
    var text = from ? from.textContent : window.location.origin + button.dataset.copyLink;
    copy(text).then(function () { say(button, "已复制"); }, function () { say(button, "没有复制成，请手动选择"); });
  });

  function tell(box, words, link) {
    box.textContent = words;
    if (!link) return;
    var address = document.createElement("code");
    address.textContent = link;
    var button = document.createElement("button");
    button.type = "button";
    button.className = "button copy";
    button.dataset.copyLink = link;
    button.appendChild(document.createElement("span")).textContent = "复制链接";
    box.append(" ", address, " ", button);
    button.focus();
  }

  document.addEventListener("submit", function (event) {
    var form = event.target.closest("form[data-save-view]");
    if (!form) return;
    event.preventDefault();
    var box = document.getElementById("view-said");
    box.dataset.kind = "";
    window.fetch(form.action, {
      method: "POST", body: new URLSearchParams(new FormData(form)), headers: { Accept: "application/json" },
    }).then(function (answer) {
      return answer.json().then(function (said) {
        if (!answer.ok) throw new Error(said.error + (said.hint || ""));
        tell(box, "已保存。短链接：", said.link);
      });
    }).catch(function (reason) {
      box.dataset.kind = "error";
      tell(box, reason.message && !/fetch|network|JSON/i.test(reason.message) ? reason.message : "没有保存成：连不上服务器，请再试一次。");
    });
  });
})();

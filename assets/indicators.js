/* 指标口径: an address with #id goes to that entry once the page is drawn, and marks it. */
(function () {
  "use strict";
  var done = "";

  function go() {
    var name = decodeURIComponent(window.location.hash.slice(1));
    document.querySelectorAll(".entry.is-asked").forEach(function (one) { one.classList.remove("is-asked"); });
    var entry = name && document.getElementById(name);
    if (!entry || !entry.classList.contains("entry")) return;
    entry.classList.add("is-asked");
    if (done === window.location.href) return;
    done = window.location.href;
    entry.scrollIntoView({ block: "start" });
    entry.setAttribute("tabindex", "-1");
    entry.focus({ preventScroll: true });
  }

  new MutationObserver(go).observe(document.documentElement, { attributes: true, attributeFilter: ["data-drawn"] });
  window.addEventListener("hashchange", function () { done = ""; go(); });
})();

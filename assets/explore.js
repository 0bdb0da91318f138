/* Finding one among many in a menu: what is typed hides the lines without it; Enter goes to the first that is left. */
(function () {
  "use strict";

  function finderOf(element) {
    return element && element.closest && element.closest("[data-find]");
  }

  function narrow(finder, text) {
    var wanted = text.trim().toLowerCase();
    var left = 0;
    Array.prototype.forEach.call(finder.children, function (group) {
      var links = group.querySelectorAll("a");
      if (!links.length) return;
      var shown = 0;
      Array.prototype.forEach.call(links, function (link) {
        link.hidden = Boolean(wanted) && link.textContent.toLowerCase().indexOf(wanted) < 0;
        if (!link.hidden) shown += 1;
      });
      group.hidden = !shown;
      left += shown;
    });
    say(finder, left ? "" : "没有名称含“" + text.trim() + "”的指标。");
  }

  function say(finder, words) {
    var note = finder.parentElement.querySelector(".finder-none");
    if (!note) {
      note = document.createElement("p");
      note.className = "finder-none";
      note.setAttribute("role", "status");
      finder.parentElement.appendChild(note);
    }
    note.textContent = words;
    note.hidden = !words;
  }

  document.addEventListener("input", function (event) {
    var finder = finderOf(event.target);
    if (finder) narrow(finder, event.target.value);
  });

  document.addEventListener("keydown", function (event) {
    var finder = finderOf(event.target);
    if (!finder || event.key !== "Enter" || event.target.tagName !== "INPUT") return;
    event.preventDefault();
    var first = finder.querySelector("a:not([hidden])");
    if (first) first.click();
  });

  document.addEventListener("toggle", function (event) {
    var menu = event.target;
    if (!menu.open || !menu.querySelector) return;
    var finder = menu.querySelector("[data-find]");
    if (!finder) return;
    var input = finder.querySelector("input");
    if (input) input.value = "";
    narrow(finder, "");
  }, true);
})();

/* What several scripts of the pages need alike: elements with words, and going on — the same address drawn anew, or
   another one. Stands first, because the scripts are put together in the order of their names. */
(function () {
  "use strict";

  function part(kind, className, words) {
    var made = document.createElement(kind);
    if (className) made.className = className;
    if (words !== undefined) made.textContent = words;
    return made;
  }

  function button(words, className, does) {
    var made = part("button", className, words);
    made.type = "button";
    made.addEventListener("click", does);
    return made;
  }

  function redraw() {
    var url = new URL(window.location.href);
    url.searchParams.delete("panel");
    var search = url.searchParams.toString();
    var asked = { path: url.pathname, search: search ? "?" + search : "", again: Date.now() };
    window.dash_clientside.set_props("asked", { data: asked });
  }

  function goOn(address) {
    if (!address || window.location.pathname + window.location.search === address) { redraw(); return; }
    window.history.pushState({}, "", address);
    window.dispatchEvent(new CustomEvent("_dashprivate_pushstate"));
  }

  window.pageParts = { part: part, button: button, redraw: redraw, goOn: goOn };
})();

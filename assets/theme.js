/* Loaded in the head, before anything is painted: the theme, and a word to browsers that are too old. */
(function () {
  "use strict";
  var root = document.documentElement;
  var kept = null;
  try { kept = window.localStorage.getItem("theme"); } catch (refused) { kept = null; }
  var dark = kept ? kept === "dark" : window.matchMedia && window.matchMedia("(prefers-color-scheme: dark)").matches;
  var theme = dark ? "dark" : "light";
  root.setAttribute("data-theme", theme);
  root.setAttribute("data-bs-theme", theme);
  root.setAttribute("data-ag-theme-mode", theme);
  if (!Array.prototype.toSorted) root.setAttribute("data-old-browser", "yes");
})();

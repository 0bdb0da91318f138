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

/* What a page asks first is known long before the scripts that ask for it are here: the frame, the list of callbacks and
   the page itself are fetched at once and handed over when Dash asks. Later every link is asked for as it is pressed. */
(function () {
  "use strict";
  var DRAWN = "..page.tree...page.children...topbar.tree...menu.tree...title.data..";
  var CALLBACK = "/_dash-update-component";
  var FRESH = 5000; /* milliseconds after which an answer is asked for anew */
  var here = document.currentScript && document.currentScript.dataset.ahead !== undefined;
  var fetched = window.fetch;
  var ahead = {};

  /* The path and the choices that draw a page, as dash_clientside.pages.split writes them; opening a panel draws none. */
  function pageOf(address) {
    var url = new URL(address, window.location.href);
    url.searchParams.delete("panel");
    var plain = url.searchParams.toString();
    return { path: url.pathname, search: plain ? "?" + plain : "" };
  }

  function begin(key, address, options) {
    var asked = fetched.call(window, address, options);
    asked.catch(function () { delete ahead[key]; }); /* whoever wanted it asks again, and says what is wrong */
    ahead[key] = { asked: asked, at: performance.now() };
  }

  function asks(page) {
    var outputs = DRAWN.slice(2, -2).split("...").map(function (one) {
      return { id: one.split(".")[0], property: one.split(".")[1] };
    });
    var inputs = [{ id: "asked", property: "data", value: page }];
    return { output: DRAWN, outputs: outputs, inputs: inputs, changedPropIds: ["asked.data"] };
  }

  function keyOf(address, options) {
    if (typeof address !== "string" || !options) return null;
    if (options.method === "GET") return new URL(address, window.location.href).pathname;
    if (address.indexOf(CALLBACK) < 0 || typeof options.body !== "string") return null;
    var body = JSON.parse(options.body);
    return body.output === DRAWN ? JSON.stringify(body.inputs[0].value) : null;
  }

  window.fetch = function (address, options) {
    var key = keyOf(address, options);
    var found = key && ahead[key];
    if (key) delete ahead[key];
    if (!found || performance.now() - found.at > FRESH) return fetched.apply(window, arguments);
    return found.asked.catch(function () { return fetched.call(window, address, options); });
  };

  window.wushe = window.wushe || {};
  window.wushe.askAhead = function (address) {
    var page = pageOf(address);
    var key = JSON.stringify(page);
    if (ahead[key] && performance.now() - ahead[key].at < FRESH) return;
    if (key === JSON.stringify(pageOf(window.location.href)) && document.documentElement.dataset.drawn) return;
    var headers = { Accept: "application/json", "Content-Type": "application/json" };
    begin(key, CALLBACK, { method: "POST", credentials: "same-origin", headers: headers, body: JSON.stringify(asks(page)) });
  };

  if (!here) return;
  ["/_dash-layout", "/_dash-dependencies"].forEach(function (address) {
    begin(address, address, { method: "GET", credentials: "same-origin", headers: { Accept: "application/json" } });
  });
  window.wushe.askAhead(window.location.href);
})();

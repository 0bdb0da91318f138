/* The library that draws is half of all that a first visit fetches. It is fetched from the first moment on (a preload
   in the head), but run when the browser has nothing else to do, which is while the server answers, or else when the
   first chart asks for it. Until then window.Plotly is the promise of it (plotly-theme.js): dcc.Graph waits for that. */
(function () {
  "use strict";
  var TRIES = 5;
  var arriving = null;

  function fetched(left, done, failed) {
    var script = document.createElement("script");
    script.src = document.querySelector("meta[name=charts]").content;
    script.onload = function () { done(window.Plotly); };
    script.onerror = function () {
      script.remove();
      if (left > 0) window.setTimeout(fetched, 1000, left - 1, done, failed); else failed(new Error("连不上服务器。"));
    };
    document.body.appendChild(script);
  }

  function arrives() {
    arriving = arriving || new Promise(function (done, failed) { fetched(TRIES - 1, done, failed); });
    return arriving;
  }

  window.wushe = window.wushe || {};
  window.wushe.plotlyArrives = arrives;
  window.wushe.plotlySoon = function () {
    if (arriving) return;
    if (window.requestIdleCallback) window.requestIdleCallback(arrives, { timeout: 500 }); else window.setTimeout(arrives, 50);
  };
})();

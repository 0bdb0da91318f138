/* Figures name colours as tokens ("@accent"); the theme of the moment decides what they are.
   Wraps Plotly.react: tokens become colours, and a picture that has not changed is not drawn again; likewise
   Plotly.Plots.resize, which dcc.Graph calls after every first drawing, does nothing when the size is right. */
(function () {
  "use strict";
  var TOKEN = /^@[a-z0-9-]+$/;
  var DATA = { text: 1, customdata: 1, hovertext: 1, ticktext: 1, label: 1, x: 1, y: 1, tickvals: 1 };
  var drawn = new Set();

  function colours() {
    var style = getComputedStyle(document.documentElement);
    var known = {};
    return function (token) {
      if (!(token in known)) known[token] = style.getPropertyValue("--" + token.slice(1)).trim() || "#888";
      return known[token];
    };
  }

  function resolve(value, colour) {
    if (typeof value === "string") return TOKEN.test(value) ? colour(value) : value;
    if (Array.isArray(value)) return value.map(function (item) { return resolve(item, colour); });
    if (value && typeof value === "object" && Object.getPrototypeOf(value) === Object.prototype) {
      var copy = {};
      Object.keys(value).forEach(function (key) {
        copy[key] = DATA[key] && Array.isArray(value[key]) ? value[key].slice() : resolve(value[key], colour);
      });
      return copy;
    }
    return value;
  }

  /* Pictures for documents are light whatever the screen is: the light colours are read and the theme put back at once,
     before anything is painted. */
  function inLight(read) {
    var root = document.documentElement;
    var theme = root.dataset.theme;
    root.dataset.theme = "light";
    try { return read(colours()); } finally { root.dataset.theme = theme; }
  }

  window.wushe = window.wushe || {};
  window.wushe.paper = function (name) { return inLight(function (colour) { return colour("@" + name); }); };
  window.wushe.lightFigure = function (target) {
    var figure = target.themedFigure;
    return inLight(function (colour) {
      var layout = window.panels.arrange(target, resolve(figure.layout || {}, colour));
      return { data: resolve(figure.data || [], colour), layout: layout, config: { locale: "zh-CN" } };
    });
  };

  /* The paper has its own width: assets/app.js fits the pictures to it, and nothing may undo that until it is done. */
  function isPrinting() {
    return document.documentElement.dataset.printing !== undefined;
  }

  function wrap(plotly) {
    if (!plotly || plotly.isThemed || !plotly.react) return plotly;
    var react = plotly.react;
    function draw(target, figure) {
      var colour = colours();
      return react.call(plotly, target, {
        data: resolve(figure.data || [], colour),
        layout: window.panels.arrange(target, resolve(figure.layout || {}, colour)),
        frames: figure.frames,
        config: figure.config,
      });
    }
    plotly.react = function (target, figure) {
      if (typeof target === "string" || !figure || !figure.data) return react.apply(plotly, arguments);
      if (isPrinting() && target._fullLayout) return Promise.resolve(target);
      var theme = document.documentElement.dataset.theme;
      var width = target.clientWidth;
      var signature = theme + width + JSON.stringify([figure.data, figure.layout]);
      if (target.themedSignature === signature && target._fullLayout) return Promise.resolve(target);
      target.themedSignature = signature;
      target.themedFigure = figure;
      drawn.add(target);
      return draw(target, figure);
    };
    var resize = plotly.Plots.resize;
    plotly.Plots.resize = function (target) {
      if (isPrinting()) return Promise.resolve(target);
      if (target && window.panels.isCrowded(target)) return plotly.react(target, target.themedFigure);
      var shown = target && target._fullLayout;
      if (shown && shown.width === target.clientWidth && shown.height === target.clientHeight) {
        return Promise.resolve(target);
      }
      return resize.call(plotly.Plots, target);
    };
    plotly.isThemed = true;
    window.redrawFigures = function () {
      drawn.forEach(function (target) {
        if (!target.isConnected) { drawn.delete(target); return; }
        target.themedSignature = null;
        plotly.react(target, target.themedFigure);
      });
    };
    return plotly;
  }

  if (window.Plotly) { wrap(window.Plotly); return; }
  var current;
  Object.defineProperty(window, "Plotly", {
    configurable: true,
    enumerable: true,
    get: function () { return current || window.wushe.plotlyArrives(); },
    set: function (plotly) { current = wrap(plotly); },
  });
})();

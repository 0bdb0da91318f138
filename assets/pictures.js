/* A chart as a picture that explains itself: title, unit and choices above, the picture in light colours, source and
   date below, and 演示数据 across the corner where it is a demonstration. Drawn here in the browser, sent nowhere. */
(function () {
  "use strict";
  var SPACE = "http://www.w3.org/2000/svg";
  var EDGE = 24;
  var LEAST = 640; /* what a document leaves for a picture; on a phone it is drawn as wide as on paper */
  var SHARP = 2;
  var LEGEND = 28; /* under a map */
  var measuring = document.createElement("canvas").getContext("2d");

  function text(selector, from) {
    var found = (from || document).querySelector(selector);
    return found ? found.textContent.replace(/\s+/g, " ").trim() : "";
  }

  /* What a picture can say: nobody can click on it. */
  function onPaper(words) {
    return words.replace(/(^|[；，。]| · )点一[^；。·]*/g, "$1").replace(/[；，]+(?=。|$)/g, "").replace(/。。+/g, "。")
      .replace(/(^[；，。 ·]+)|([ ·]+$)/g, "").replace(/ · +· /g, " · ");
  }

  /* Lines no wider than `width`; Chinese breaks anywhere but before a stop, numbers and Latin words stay whole. */
  function lines(words, width, font) {
    measuring.font = font;
    var pieces = words.match(/[!-~]+|[^!-~]/g) || [];
    var found = [""];
    pieces.forEach(function (piece) {
      var longer = found[found.length - 1] + piece;
      if (/^[，。；：、）》”！？]$/.test(piece)) found[found.length - 1] = longer;
      else if (found[found.length - 1] && measuring.measureText(longer).width > width) found.push(piece.trim());
      else found[found.length - 1] = longer;
    });
    return found.filter(Boolean);
  }

  function element(kind, given, words) {
    var made = document.createElementNS(SPACE, kind);
    Object.keys(given).forEach(function (name) { made.setAttribute(name, given[name]); });
    if (words !== undefined) made.textContent = words;
    return made;
  }

  /* Some words as lines of SVG text from `top` down; where they end. */
  function write(svg, words, style, top, width) {
    var font = (style.weight || 400) + " " + style.size + "px " + style.family;
    lines(words, width - 2 * EDGE, font).forEach(function (line) {
      top += Math.round(style.size * 1.55);
      svg.appendChild(element("text", {
        x: EDGE, y: top, fill: style.fill, "font-size": style.size, "font-weight": style.weight || 400,
        "font-family": style.family,
      }, line));
    });
    return top;
  }

  function mark(svg, width, colour, family) {
    var box = element("g", {});
    box.appendChild(element("rect", { x: width - 100, y: 14, width: 76, height: 24, rx: 4, fill: colour("warning-soft"), stroke: colour("warning") }));
    box.appendChild(element("text", {
      x: width - 62, y: 31, fill: colour("warning"), "font-size": 13, "font-weight": 600, "text-anchor": "middle", "font-family": family,
    }, "演示数据"));
    svg.appendChild(box);
  }

  /* The place of a page, or whom a profile speaks of and what kind of profile it is. */
  function subject() {
    var head = document.querySelector(".page-head h1");
    var own = head && head.firstChild ? head.firstChild.textContent.trim() : "";
    var isPage = own === document.title.split(" · ")[0];
    return [isPage ? "" : own, text(".page-place")];
  }

  function wordsOf(figure) {
    var said = document.querySelector("[data-said]");
    var choices = said ? said.dataset.said : text(".filters-words") || text(".page-place");
    var foot = onPaper(text(":scope > .foot", figure));
    return {
      title: text("figcaption h2", figure),
      subtitle: onPaper(text("figcaption .subtitle", figure)),
      choices: choices ? "条件：" + choices : "",
      foot: foot,
      age: [foot.indexOf("数据截至") < 0 ? text(".data-date") : "", "五社联动分析台"].filter(Boolean).join(" · "),
      isDemonstration: Boolean(document.querySelector(".topbar-side .badge")),
    };
  }

  function compose(figure, drawn, width, height) {
    var paper = window.wushe.paper;
    var family = getComputedStyle(document.body).fontFamily;
    var words = wordsOf(figure);
    var svg = element("svg", { xmlns: SPACE, width: width, height: height });
    svg.appendChild(element("rect", { width: "100%", height: "100%", fill: paper("surface") }));
    var room = words.isDemonstration ? width - 100 : width;
    var muted = { size: 12, fill: paper("muted"), family: family };
    var top = write(svg, words.title, { size: 17, weight: 600, fill: paper("text"), family: family }, 10, room);
    top = write(svg, words.subtitle, muted, top + 2, width);
    top = write(svg, words.choices, muted, top, width) + 12;
    var inner = new DOMParser().parseFromString(drawn, "image/svg+xml").documentElement;
    inner.setAttribute("x", EDGE);
    inner.setAttribute("y", top);
    svg.appendChild(document.importNode(inner, true));
    top += height + 4;
    top = write(svg, words.foot, muted, top, width);
    top = write(svg, words.age, muted, top, width) + 18;
    if (words.isDemonstration) mark(svg, width, paper, family);
    svg.setAttribute("height", top);
    svg.setAttribute("viewBox", "0 0 " + width + " " + top);
    return { svg: svg, width: width, height: top, title: words.title, isDemonstration: words.isDemonstration };
  }

  /* A map of the page (components/svg.py) in light colours, written into itself, with what its colours mean below. */
  var STYLES = ["fill", "fill-rule", "stroke", "stroke-width", "stroke-linejoin", "font-size", "font-family", "text-anchor", "dominant-baseline"];

  function drawnMap(figure, map, width, height) {
    var root = document.documentElement;
    var theme = root.dataset.theme;
    var copy = map.cloneNode(true);
    var whole = element("svg", { xmlns: SPACE, width: width, height: height });
    root.dataset.theme = "light";
    try {
      var made = copy.querySelectorAll("path, text");
      Array.prototype.forEach.call(map.querySelectorAll("path, text"), function (one, place) {
        var style = getComputedStyle(one);
        STYLES.forEach(function (name) { made[place].setAttribute(name, style.getPropertyValue(name)); });
      });
      var left = 0;
      Array.prototype.forEach.call(figure.querySelectorAll(".map-legend li"), function (line) {
        var words = line.textContent.trim();
        var fill = getComputedStyle(line.firstElementChild).backgroundColor;
        var isHatched = line.firstElementChild.classList.contains("shade-none");
        var family = getComputedStyle(line).fontFamily;
        measuring.font = "12px " + family;
        whole.appendChild(element("rect", { x: left + 1, y: height - 15, width: 18, height: 12, rx: 2, fill: isHatched ? "url(#map-hatch)" : fill, stroke: getComputedStyle(root).getPropertyValue("--line").trim() }));
        whole.appendChild(element("text", { x: left + 25, y: height - 5, "font-size": 12, "font-family": family, fill: getComputedStyle(line).color }, words));
        left += 25 + measuring.measureText(words).width + 18;
      });
    } finally { root.dataset.theme = theme; }
    Array.prototype.forEach.call(copy.querySelectorAll("a"), function (link) { link.removeAttribute("href"); });
    copy.setAttribute("width", width);
    copy.setAttribute("height", height - LEGEND);
    whole.appendChild(copy);
    return new XMLSerializer().serializeToString(whole);
  }

  function raster(source, size) {
    return new Promise(function (done, fail) {
      var image = new Image();
      image.onload = function () {
        var canvas = document.createElement("canvas");
        canvas.width = size.width * SHARP;
        canvas.height = size.height * SHARP;
        canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
        URL.revokeObjectURL(image.src);
        canvas.toBlob(function (blob) { if (blob) done(blob); else fail(new Error("no blob")); }, "image/png");
      };
      image.onerror = function () { fail(new Error("no image")); };
      image.src = URL.createObjectURL(source);
    });
  }

  /* The picture of a chart as {blob, name}; `kind` is png or svg. */
  window.wushe = window.wushe || {};
  window.wushe.picture = function (figure, kind) {
    var map = figure.querySelector("svg.map");
    var plot = map || figure.querySelector(".js-plotly-plot");
    var width = Math.max(plot.clientWidth, LEAST);
    var height = map ? Math.round(width * map.viewBox.baseVal.height / map.viewBox.baseVal.width) + LEGEND : plot.clientHeight;
    var asked = { format: "svg", width: width, height: height, imageDataOnly: true };
    var drawing = map ? Promise.resolve(drawnMap(figure, map, width, height)) : window.Plotly.toImage(window.wushe.lightFigure(plot), asked);
    return drawing.then(function (drawn) {
      var made = compose(figure, drawn, width + 2 * EDGE, height);
      var source = new Blob([new XMLSerializer().serializeToString(made.svg)], { type: "image/svg+xml" });
      var name = [made.isDemonstration ? "演示数据" : "", made.title].concat(subject()).filter(Boolean).join("_");
      name = name.replace(/[\/\\:*?"<>|]/g, "-") + "." + kind;
      if (kind === "svg") return { blob: source, name: name };
      return raster(source, made).then(function (blob) { return { blob: blob, name: name }; });
    });
  };
})();

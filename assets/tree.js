/* The browser half of components/tree.py: nested lists become React elements, in place, in one go. */
(function () {
  "use strict";
  var ALLOWED = {
    id: 1, className: 1, href: 1, title: 1, role: 1, tabIndex: 1, style: 1, lang: 1, hidden: 1, open: 1, action: 1,
    method: 1, type: 1, name: 1, scope: 1, colSpan: 1, rowSpan: 1, target: 1, download: 1, htmlFor: 1, rel: 1,
    dateTime: 1, value: 1, src: 1, alt: 1, disabled: 1, start: 1,
    viewBox: 1, d: 1, x: 1, y: 1, width: 1, height: 1, patternUnits: 1, patternTransform: 1,
  };
  var SAFE = /^(\/(?!\/)|[#?]|https?:)/;

  function properties(given) {
    var kept = {};
    Object.keys(given || {}).forEach(function (name) {
      if (!ALLOWED[name] && name.slice(0, 5) !== "data-" && name.slice(0, 5) !== "aria-") return;
      if ((name === "href" || name === "action" || name === "src") && !SAFE.test(given[name])) return;
      kept[name] = given[name];
    });
    return kept;
  }

  function element(node, slots) {
    if (node === null || node === undefined || typeof node !== "object") return node;
    if (!Array.isArray(node)) return slots[node.slot] || null;
    var inner = node.slice(2).map(function (child) { return element(child, slots); });
    var kind = node[0] === "" ? window.React.Fragment : node[0];
    if (kind === "script" || kind === "iframe" || kind === "style") return null;
    return window.React.createElement.apply(null, [kind, node[0] === "" ? null : properties(node[1])].concat(inner));
  }

  function Tree(props) {
    var slots = window.React.Children.toArray(props.children);
    var inner = (props.tree || []).map(function (node) { return element(node, slots); });
    var own = properties(props.attributes);
    own.id = props.id;
    return window.React.createElement.apply(null, [props.tag || "div", own].concat(inner));
  }

  window.wushe = window.wushe || {};
  window.wushe.Tree = Tree;
})();

/* Small multiples: as many panels in a row as the frame has room for. figures/multiples.py says what a panel needs;
   assets/plotly-theme.js asks here before every drawing and after every change of width. */
(function () {
  "use strict";

  function columnsOf(shape, width) {
    return Math.max(1, Math.min(shape.most, shape.count, Math.floor((width || 1100) / shape.least)));
  }

  function arrange(target, layout, asked) {
    var shape = layout.meta && layout.meta.panels;
    if (!shape) return layout;
    var width = asked || target.clientWidth || 1100;
    var columns = columnsOf(shape, width);
    var rows = Math.ceil(shape.count / columns);
    var high = rows * shape.height;
    for (var place = 0; place < shape.count; place += 1) {
      var row = Math.floor(place / columns);
      var column = place % columns;
      var suffix = place ? String(place + 1) : "";
      layout["xaxis" + suffix].domain = [column / columns + shape.left / width, (column + 1) / columns - shape.right / width];
      layout["yaxis" + suffix].domain = [1 - (row + 1) / rows + shape.bottom / high, 1 - row / rows - shape.title / high];
    }
    layout.height = high + 4;
    if (target.parentElement) target.parentElement.style.height = layout.height + "px";
    target.panelColumns = columns;
    return layout;
  }

  /* What changes when the picture gets another width, as Plotly.relayout takes it (paper and back). */
  function changes(target, layout) {
    var figure = target.themedFigure;
    if (!figure || !figure.layout.meta || !figure.layout.meta.panels) return layout;
    var arranged = arrange(target, JSON.parse(JSON.stringify(figure.layout)), layout.width);
    var found = Object.assign({}, layout, { height: arranged.height });
    Object.keys(arranged).forEach(function (name) {
      if (/^[xy]axis\d*$/.test(name)) found[name + ".domain"] = arranged[name].domain;
    });
    return found;
  }

  /* Whether the width asks for another number of panels in a row than are drawn. */
  function isCrowded(target) {
    var shape = target.themedFigure && target.themedFigure.layout.meta && target.themedFigure.layout.meta.panels;
    return Boolean(shape) && columnsOf(shape, target.clientWidth) !== target.panelColumns;
  }

  window.panels = { arrange: arrange, changes: changes, isCrowded: isCrowded };
})();

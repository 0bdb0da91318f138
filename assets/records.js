/* 数据明细: the grid reads its rows from the address that the page gives (#records-source, the same as the
   downloads), and what people do in the grid (order, conditions, moving columns) becomes a new address. */
(function () {
  "use strict";
  var SCROLLED = ".records-grid .ag-body-horizontal-scroll-viewport";
  var ENDS = ["contains", "min", "max"];
  var MONEY = { 元: 1, 万元: 1 };
  var asked = ""; /* the address of the rows in the grid, without limit and offset */
  var heard = null; /* the grid whose events are listened to */
  var followed = ""; /* what that grid was last told to show */
  var built = ""; /* and of which edition of the data */
  var looking = 0;
  var left = null; /* where hands were when they changed the order: the column and how far it was scrolled */
  var answers = new Map(); /* rows already fetched, by build and address: a new order is asked for before it is drawn */

  function source() { return document.getElementById("records-source"); }

  var number = window.wushe.formats.number, money = window.wushe.formats.money; /* of grid.js */

  /* ---- the address ---- */
  function sorted(url) {
    var pairs = Array.from(url.searchParams.entries()).filter(function (pair) { return pair[0] !== "limit" && pair[0] !== "offset"; });
    return url.pathname + "?" + pairs.map(function (pair) { return pair.join("="); }).sort().join("&");
  }

  function filterable(grid) {
    return (grid.getColumns() || []).filter(function (column) { return column.getColDef().filter; });
  }

  function conditionOf(model) {
    if (model.filterType === "text") return { contains: model.filter };
    var from = model.filterType === "date" ? (model.dateFrom || "").slice(0, 10) : model.filter;
    var to = model.filterType === "date" ? (model.dateTo || "").slice(0, 10) : model.filterTo;
    if (model.type === "greaterThanOrEqual") return { min: from };
    if (model.type === "lessThanOrEqual") return { max: from };
    return { min: from, max: to };
  }

  function modelOf(column, search) {
    var id = column.getColId();
    var contains = search.get(id + "__contains"), min = search.get(id + "__min"), max = search.get(id + "__max");
    if (contains) return { filterType: "text", type: "contains", filter: contains };
    if (!min && !max) return null;
    var type = min && max ? "inRange" : min ? "greaterThanOrEqual" : "lessThanOrEqual";
    if (column.getColDef().filter === "agDateColumnFilter") {
      return { filterType: "date", type: type, dateFrom: (min || max) + " 00:00:00", dateTo: min && max ? max + " 00:00:00" : null };
    }
    return { filterType: "number", type: type, filter: Number(min || max), filterTo: min && max ? Number(max) : null };
  }

  function orderOf(grid) {
    return grid.getColumnState().filter(function (one) { return one.sort; })
      .sort(function (one, other) { return (one.sortIndex || 0) - (other.sortIndex || 0); })
      .map(function (one) { return (one.sort === "desc" ? "-" : "") + one.colId; });
  }

  /* An address with the order and the conditions that the grid shows; order by columns not shown stays as it is. */
  function withGrid(grid, address) {
    var url = new URL(address, window.location.href);
    var columns = (grid.getColumns() || []).map(function (column) { return column.getColId(); });
    var before = (url.searchParams.get("sort") || "").split(",").filter(Boolean);
    var seen = before.filter(function (one) { return columns.indexOf(one.replace(/^-/, "")) >= 0; });
    var order = orderOf(grid);
    if (order.join() !== seen.join()) { if (order.length) url.searchParams.set("sort", order.join()); else url.searchParams.delete("sort"); }
    var model = grid.getFilterModel() || {};
    filterable(grid).forEach(function (column) {
      var id = column.getColId(), condition = model[id] ? conditionOf(model[id]) : {};
      ENDS.forEach(function (end) {
        var value = condition[end];
        if (value === undefined || value === null || value === "") url.searchParams.delete(id + "__" + end);
        else url.searchParams.set(id + "__" + end, String(value));
      });
    });
    return url;
  }

  function visit(url) {
    var link = document.createElement("a");
    link.href = url.pathname + url.search.replace(/%2C/g, ",");
    document.body.appendChild(link);
    link.click();
    link.remove();
  }

  /* ---- rows ---- */
  function say(words) {
    var status = document.getElementById("records-status");
    if (status && status.textContent !== words) status.textContent = words;
  }

  function fetched(build, address) {
    var key = build + " " + address;
    if (!answers.has(key)) {
      if (answers.size > 40) answers.clear();
      answers.set(key, window.fetch(address).then(function (answer) {
        return answer.json().then(function (body) {
          if (!answer.ok) throw new Error(body.error + (body.hint ? "。" + body.hint : ""));
          return body;
        });
      }));
      answers.get(key).catch(function () { answers.delete(key); });
    }
    return answers.get(key);
  }

  /* ---- what the rows are as a whole: asked for when the rows have come, never before ---- */
  var summed = "";
  function piece(name, words) {
    var part = document.createElement("span");
    var label = document.createElement("small");
    label.textContent = name + " ";
    part.appendChild(label);
    part.appendChild(document.createTextNode(words));
    return part;
  }

  function say_sum(column) {
    var plain = MONEY[column.unit] ? money : number;
    var unit = column.unit ? " " + column.unit : "";
    var parts = [];
    if (column.sum !== null) parts.push(piece("合计", plain.format(column.sum) + unit));
    if (column.median !== null) parts.push(piece("中位数", number.format(column.median) + unit));
    if (column.min !== null) {
      var isNumber = typeof column.min === "number" && column.kind !== "year";
      parts.push(piece("从", (isNumber ? plain.format(column.min) : column.min) + " 到 " + (isNumber ? plain.format(column.max) : column.max)));
    }
    if (column.distinct !== null && column.kind !== "year" && column.kind !== "date") parts.push(piece("不同的值", number.format(column.distinct)));
    if (column.blank) parts.push(piece("空着", number.format(column.blank) + " 行"));
    return parts;
  }

  function strip(body) {
    var list = document.createElement("dl");
    body.columns.forEach(function (column) {
      var parts = say_sum(column);
      if (!parts.length) return;
      var name = document.createElement("dt"), facts = document.createElement("dd");
      name.textContent = column.name;
      parts.forEach(function (part) { facts.appendChild(part); });
      var line = document.createElement("div");
      line.className = column.median === null ? "rest" : "measure";
      line.appendChild(name);
      line.appendChild(facts);
      list.appendChild(line);
    });
    return list;
  }

  function sum(from) {
    var place = document.getElementById("records-summary"), address = from.dataset.summary;
    if (!place || place.dataset.of === from.dataset.build + address || summed === address) return;
    summed = address;
    fetched(from.dataset.build, address).then(function (body) {
      if (summed === address) summed = "";
      var now = source();
      place = document.getElementById("records-summary");
      if (!now || !place || now.dataset.summary !== address) return;
      place.dataset.of = from.dataset.build + address;
      place.replaceChildren(strip(body));
    }).catch(function () { if (summed === address) summed = ""; if (place) place.textContent = "汇总没有算出来，请缩小筛选范围。"; });
  }

  function rowsFor(grid) {
    return {
      getRows: function (params) {
        var from = source();
        if (!from || grid.isDestroyed()) { params.failCallback(); return; }
        var url = withGrid(grid, from.dataset.href);
        asked = sorted(url);
        var shown = asked; /* which rows these are, whatever else is fetched with them */
        url.searchParams.set("columns", from.dataset.fetched); /* with the ids of the names that lead somewhere */
        url.searchParams.set("limit", params.endRow - params.startRow);
        url.searchParams.set("offset", params.startRow);
        fetched(from.dataset.build, url.pathname + url.search).then(function (body) {
          params.successCallback(body.rows, body.total);
          document.documentElement.dataset.rows = shown; /* for whoever waits: which rows are shown */
          sum(from);
          say(body.build === from.dataset.build ? "" : "数据刚刚更新过，请刷新页面，让行数与表格一致。");
        }).catch(function (fault) {
          params.failCallback();
          say("没有读到记录：" + (fault instanceof SyntaxError || fault instanceof TypeError ? "服务器没有应答，请稍后刷新页面。" : fault.message));
        });
      },
    };
  }

  function listen(grid) {
    if (heard === grid) return;
    heard = grid;
    asked = "";
    var changed = function (column) {
      var bar = document.querySelector(SCROLLED);
      left = { column: column, scroll: bar ? bar.scrollLeft : 0 };
      var url = withGrid(grid, window.location.href);
      if (url.search !== window.location.search) visit(url);
    };
    grid.addEventListener("sortChanged", function (event) { if (event.source === "uiColumnSorted") changed(event.columns && event.columns[event.columns.length - 1]); });
    grid.addEventListener("filterChanged", function (event) { if (event.source === "columnFilter") changed(event.columns && event.columns[0]); });
    grid.addEventListener("columnMoved", function (event) {
      if (!event.finished || !/^ui/.test(event.source)) return;
      var columns = grid.getAllDisplayedColumns().map(function (column) { return column.getColId(); }).join();
      var url = new URL(window.location.href);
      if (columns === source().dataset.columns) return;
      url.searchParams.set("columns", columns);
      visit(url);
    });
  }

  /* The grid shows the order and the conditions of the address, and fetches only when the rows are other ones. */
  function follow(grid) {
    var from = source();
    if (!from) return;
    listen(grid);
    var search = new URL(from.dataset.href, window.location.href).searchParams;
    var order = (search.get("sort") || "").split(",").filter(Boolean);
    grid.applyColumnState({
      state: order.map(function (one, position) { return { colId: one.replace(/^-/, ""), sort: one.charAt(0) === "-" ? "desc" : "asc", sortIndex: position }; }),
      defaultState: { sort: null, sortIndex: null },
    });
    var model = {};
    filterable(grid).forEach(function (column) { var one = modelOf(column, search); if (one) model[column.getColId()] = one; });
    if (JSON.stringify(model) !== JSON.stringify(grid.getFilterModel() || {})) grid.setFilterModel(model);
    var wanted = sorted(new URL(from.dataset.href, window.location.href));
    if (wanted !== asked || !grid.getGridOption("datasource")) grid.setGridOption("datasource", rowsFor(grid));
  }

  /* ---- a range whose ends have changed places: the grid only greys its button, so the menu says why ---- */
  function sayEnds(menu) {
    var ends = Array.from(menu.querySelectorAll("input[type=number], input[type=date]")).filter(function (one) { return one.offsetParent; });
    var from = ends.length === 2 ? ends[0].value : "", to = from && ends[1].value, words = "";
    if (to && from === to) words = "只要 " + from + " 这一个值，请在表格上方的“更多条件”里两端都填它。";
    else if (to && (ends[0].type === "date" ? from > to : Number(from) > Number(to))) {
      words = "起点 " + from + " 大于终点 " + to + "：请把两个值对调，或去掉一个。";
    }
    var line = menu.querySelector(".records-turned");
    if (!line) {
      line = document.createElement("p");
      line.className = "records-turned";
      line.setAttribute("role", "alert");
      menu.querySelector(".ag-filter-body").before(line);
    }
    if (line.textContent !== words) line.textContent = words;
  }
  ["input", "change"].forEach(function (name) {
    document.addEventListener(name, function (event) {
      var menu = event.target.closest ? event.target.closest(".ag-filter") : null;
      if (menu && menu.querySelector(".ag-filter-body")) sayEnds(menu);
    }, true);
  });

  /* The new grid stands where the old one stood, and the keyboard stays on the same heading; one that comes from the
     address shows the column by which its rows are ordered. */
  function settle(grid) {
    var before = left;
    left = null;
    if (!before) {
      var first = orderOf(grid)[0];
      if (first) grid.ensureColumnVisible(first.replace(/^-/, ""));
      return;
    }
    var bar = document.querySelector(SCROLLED);
    if (bar) bar.scrollLeft = before.scroll;
    if (before.column) grid.setFocusedHeader(before.column.getColId());
  }

  function columnsOf(grid) {
    return (grid.getColumns() || []).map(function (column) { return column.getColId(); }).sort().join();
  }

  /* The grid is made after the words around it, and anew when its columns are others: look until it has come. */
  function look() {
    var from = source(), grid = window.wushe.grid;
    if (!from || !grid || grid.isDestroyed()) return;
    if (columnsOf(grid) !== from.dataset.columns.split(",").sort().join()) return;
    if (grid === heard && from.dataset.href === followed && from.dataset.build === built) return;
    if (from.dataset.build !== built) asked = ""; /* other rows under the same address */
    built = from.dataset.build;
    followed = from.dataset.href;
    follow(grid);
    settle(grid);
  }

  function lookFor(tries) {
    window.clearTimeout(looking);
    look();
    if (source() && tries > 0) looking = window.setTimeout(function () { lookFor(tries - 1); }, tries > 100 ? 20 : 100);
  }

  new MutationObserver(function () { lookFor(160); })
    .observe(document.documentElement, { attributes: true, attributeFilter: ["data-drawn"] });
})();

/* The hands of the pages: links that change the address without reloading, menus, forms, area search, drawer,
   theme, print. The address is the only state; the server draws. */
(function () {
  "use strict";
  var root = document.documentElement;

  function $(selector, from) { return (from || document).querySelector(selector); }
  function all(selector, from) { return Array.prototype.slice.call((from || document).querySelectorAll(selector)); }

  /* ---- going somewhere ------------------------------------------------------------------------------------ */
  function visit(href, stays) {
    var target = new URL(href, window.location.href);
    var here = window.location;
    if (target.pathname + target.search === here.pathname + here.search) { closeMenus(); return; }
    window.wushe.askAhead(target.href);
    if (target.pathname !== here.pathname) { root.dataset.leaving = "yes"; window.scrollTo(0, 0); }
    window.history.pushState({}, "", target.pathname + target.search + target.hash);
    window.dispatchEvent(new CustomEvent("_dashprivate_pushstate"));
    if (!stays) closeMenus();
    closeDrawer();
  }

  function isOurs(link) {
    if (link.target || link.hasAttribute("download") || link.dataset.outside !== undefined) return false;
    if (link.origin !== window.location.origin || /^\/(api|assets|healthz|_dash)/.test(link.pathname)) return false;
    var sameDocument = link.pathname === window.location.pathname && link.search === window.location.search;
    return !(sameDocument && link.hash);
  }

  document.addEventListener("click", function (event) {
    if (event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    var link = event.target.closest("a[href]");
    if (link instanceof window.SVGElement) { event.preventDefault(); visit(link.getAttribute("href")); return; } /* a map */
    if (link && isOurs(link)) { event.preventDefault(); visit(link.href, link.closest("[data-stay]")); return; }
    var button = event.target.closest("[data-action]");
    if (button && actions[button.dataset.action]) { actions[button.dataset.action](button); }
  });

  /* The page of a link is asked for as soon as it is pressed; letting go is what opens it. */
  document.addEventListener("pointerdown", function (event) {
    if (event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || event.pointerType === "touch") return;
    var link = event.target.closest && event.target.closest("a[href]");
    if (!link || link instanceof window.SVGElement || !isOurs(link)) return;
    window.wushe.askAhead(link.href);
    if (!lateOf(link.pathname)) window.wushe.plotlySoon();
  });

  document.addEventListener("submit", function (event) {
    var form = event.target.closest("form");
    if (!form || form.method === "post") return; /* what is sent goes to the server; what is asked is an address */
    event.preventDefault();
    var url = new URL(form.getAttribute("action") || window.location.href, window.location.href);
    new FormData(form).forEach(function (value, key) {
      if (String(value).trim()) url.searchParams.set(key, String(value).trim()); else url.searchParams.delete(key);
    });
    visit(url.href);
  }, true);

  /* ---- menus: one open at a time, closed by Escape, a choice or a click elsewhere ---------------------------- */
  function closeMenus(except) {
    all("details.chip[open], details.menu-button[open]").forEach(function (menu) {
      if (menu === except) return;
      if (menu.contains(document.activeElement)) menu.firstElementChild.focus({ preventScroll: true });
      menu.open = false;
    });
  }

  document.addEventListener("toggle", function (event) {
    var menu = event.target;
    if (!menu.open || !menu.matches || !menu.matches("details.chip")) return;
    closeMenus(menu);
    var body = menu.lastElementChild;
    body.style.removeProperty("left");
    var over = body.getBoundingClientRect().right - (root.clientWidth - 8);
    if (over > 0) body.style.left = -over + "px";
    var field = $("input[type=search]", menu);
    if (field) field.focus();
  }, true);

  document.addEventListener("pointerdown", function (event) {
    if (!event.target.closest("details.chip")) closeMenus();
    if (root.dataset.drawer && !event.target.closest("#menu, [data-action=drawer]")) closeDrawer();
  });

  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape") {
      var open = $("details.chip[open]");
      if (open) { open.open = false; $("summary", open).focus(); return; }
      if (root.dataset.drawer) { closeDrawer(); return; }
      var close = $("#panel [data-close]");
      if (close) visit(close.href);
    }
    if (event.key === "/" && !event.target.closest("input, textarea, select")) {
      var search = $("#area-chip");
      if (search) { event.preventDefault(); search.open = true; $("input", search).focus(); }
    }
    if ((event.key === "ArrowDown" || event.key === "ArrowUp") && event.target.closest("details.chip[open]")) {
      var chip = event.target.closest("details.chip");
      var stops = all("summary, input, a[href]", chip).filter(function (one) { return one.offsetParent !== null; });
      var next = stops[stops.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1)];
      if (next) { event.preventDefault(); next.focus(); }
    }
  });

  /* ---- drawer, theme, print -------------------------------------------------------------------------------- */
  function closeDrawer() { delete root.dataset.drawer; }

  function setTheme(theme) {
    root.setAttribute("data-theme", theme);
    root.setAttribute("data-bs-theme", theme);
    root.setAttribute("data-ag-theme-mode", theme);
    if (window.redrawFigures) window.redrawFigures();
  }

  var actions = {
    drawer: function () {
      if (root.dataset.drawer) { closeDrawer(); return; }
      root.dataset.drawer = "open";
      var first = $("#menu a");
      if (first) first.focus();
    },
    fold: function (button) {
      if (root.dataset.folded) delete root.dataset.folded; else root.dataset.folded = "yes";
      button.setAttribute("aria-expanded", String(!root.dataset.folded));
      window.dispatchEvent(new Event("resize"));
    },
    theme: function () {
      var theme = root.dataset.theme === "dark" ? "light" : "dark";
      try { window.localStorage.setItem("theme", theme); } catch (refused) { /* private window: for this visit only */ }
      setTheme(theme);
    },
    print: function () { window.print(); },
    reload: function () { window.location.reload(); },
    top: function () { window.scrollTo({ top: 0 }); },
  };

  var PAPER_WIDTH = 660; /* what A4 upright leaves inside a frame, in CSS pixels */
  var LOWER = 0.8;
  var LOWEST = 190;
  var themeBefore = null;

  function fitPlots(layout) {
    all(".js-plotly-plot").forEach(function (plot) {
      if (!window.Plotly) return;
      if (isFlow(plot)) { shrink(plot, layout.width); return; }
      window.Plotly.relayout(plot, window.panels.changes(plot, Object.assign({}, layout, height(plot, layout.width))));
    });
  }

  /* Lines and matrices are as easily read a fifth lower, and leave no sheet half empty; bars have the height they need. */
  function height(plot, isPaper) {
    var figure = plot.themedFigure || { data: [], layout: {} };
    var lowers = figure.data.length && figure.data.every(function (trace) { return trace.type === "heatmap" || trace.type === "scatter"; });
    if (!lowers || !(figure.layout.height >= LOWEST / LOWER) || (figure.layout.meta || {}).panels) return {};
    var wanted = isPaper ? Math.round(figure.layout.height * LOWER) : figure.layout.height;
    plot.parentElement.style.height = wanted + "px";
    return { height: wanted };
  }

  /* A flow draws its bands over time after a change of size, too late for the paper: it is shrunk as it stands. */
  function isFlow(plot) {
    return (plot.data || []).some(function (trace) { return trace.type === "sankey"; });
  }

  function shrink(plot, width) {
    plot.style.zoom = width ? String(Math.min(1, width / (plot.clientWidth || width))) : "";
  }

  /* The foot of every sheet says what it is about and how old it is: the style sheet alone cannot know. */
  function nameSheets() {
    function words(selector) { var found = $(selector); return found ? found.textContent.trim().replace(/\s+/g, " ") : ""; }
    var demonstration = $(".topbar .badge") ? "演示数据" : "";
    var said = [words("h1"), words(".data-date"), demonstration].filter(Boolean).join(" · ");
    var sheet = $("#sheets") || document.head.appendChild(line("style", ""));
    sheet.id = "sheets";
    sheet.textContent = "@page { @bottom-left { content: " + JSON.stringify(said.slice(0, 90)).replace(/</g, "") + "; } }";
  }

  function signPaper() {
    var at = new Date().toLocaleString("sv-SE", { timeZone: "Asia/Shanghai" }).slice(0, 16);
    all("[data-printed-by]").forEach(function (one) { one.textContent = one.dataset.printedBy + "，" + at; });
  }

  window.addEventListener("beforeprint", function () {
    nameSheets();
    signPaper();
    themeBefore = root.dataset.theme;
    if (themeBefore === "dark") setTheme("light");
    root.dataset.printing = "yes";
    fitPlots({ width: PAPER_WIDTH, autosize: false });
  });
  window.addEventListener("afterprint", function () {
    delete root.dataset.printing;
    fitPlots({ width: null, autosize: true });
    if (themeBefore === "dark") setTheme("dark");
  });

  /* ---- fields: a span[data-field] becomes a native input ---------------------------------------------------- */
  function field(holder) {
    var input = holder.firstElementChild;
    if (input && input.name !== holder.dataset.field) { input.remove(); input = null; delete holder.dataset.shown; }
    if (!input) {
      input = document.createElement("input");
      input.type = holder.dataset.type || "text";
      input.name = holder.dataset.field;
      input.autocomplete = holder.dataset.autocomplete || "off";
      ["min", "max", "step", "placeholder", "pattern"].forEach(function (name) {
        if (holder.dataset[name]) input.setAttribute(name, holder.dataset[name]);
      });
      input.setAttribute("aria-label", holder.dataset.label || holder.dataset.field);
      if (holder.dataset.search !== undefined) prepareSearch(input, holder);
      holder.appendChild(input);
    }
    if (holder.dataset.value !== holder.dataset.shown) {
      input.value = holder.dataset.value || "";
      holder.dataset.shown = holder.dataset.value || "";
    }
  }

  new MutationObserver(function () { all("span[data-field]").forEach(field); })
    .observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ["data-value", "data-field"] });

  /* ---- area search ----------------------------------------------------------------------------------------- */
  function prepareSearch(input, holder) {
    var waiting = null;
    var asked = 0;
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-expanded", "false");
    input.setAttribute("aria-controls", "area-results");
    input.addEventListener("input", function () {
      window.clearTimeout(waiting);
      waiting = window.setTimeout(function () { ask(input.value.trim(), ++asked); }, 160);
    });
    input.addEventListener("keydown", function (event) {
      var first = $("#area-results a");
      if (event.key === "Enter" && first) { event.preventDefault(); visit(first.href); }
    });
    function ask(text, number) {
      if (!text) { show([], "", input, holder); return; }
      window.fetch("/api/v1/areas?limit=12&q=" + encodeURIComponent(text)).then(function (answer) {
        return answer.ok ? answer.json() : { areas: [] };
      }).then(function (found) {
        if (number === asked) show(found.areas || [], text, input, holder);
      }).catch(function () { show(null, text, input, holder); });
    }
  }

  function line(kind, words, className) {
    var element = document.createElement(kind);
    element.textContent = words;
    if (className) element.className = className;
    return element;
  }

  function show(areas, text, input, holder) {
    var list = $("#area-results");
    if (!list) return;
    list.textContent = "";
    input.setAttribute("aria-expanded", String(Boolean(text)));
    if (areas === null) { list.appendChild(line("p", "暂时查不到，请稍后再试。", "menu-note")); return; }
    if (text && !areas.length) list.appendChild(line("p", "没有名称或代码含“" + text + "”的地区。", "menu-note"));
    areas.forEach(function (area) {
      var url = new URL(holder.dataset.target, window.location.href);
      url.searchParams.set(holder.dataset.key || "area", area.code);
      var link = line("a", area.name);
      link.href = url.pathname + url.search;
      link.appendChild(line("small", area.path + "　" + area.code));
      list.appendChild(link);
    });
  }

  /* ---- no answer from the server: say so, keep what is shown -------------------------------------------------- */
  var fetched = window.fetch;
  window.fetch = function (address) {
    var isCallback = String(address && address.url ? address.url : address).indexOf("_dash-update-component") >= 0;
    var asked = fetched.apply(window, arguments);
    if (!isCallback) return asked;
    return asked.then(function (answer) {
      if (answer.status === 401) window.location.reload(); /* the session has ended: the server leads to the login */
      if (answer.ok) complain(""); else complain("服务器没有给出这一页（代码 " + answer.status + "）。");
      return answer;
    }, function (reason) {
      complain("连不上服务器。");
      throw reason;
    });
  };

  function complain(words) {
    var shown = $("#complaint");
    if (!words) { if (shown) shown.remove(); return; }
    delete root.dataset.drawing;
    delete root.dataset.leaving;
    if (!shown) {
      shown = line("p", "", "banner banner-alert");
      shown.id = "complaint";
      shown.setAttribute("role", "alert");
      $("#main").insertBefore(shown, $("#main").firstChild);
    }
    shown.textContent = words + "下面显示的仍是上一次的内容；稍后再点一次，或";
    var again = line("a", "重新打开本页");
    again.href = window.location.href;
    again.dataset.outside = "";
    shown.appendChild(again);
    shown.appendChild(document.createTextNode("。"));
  }

  /* ---- what only one page needs comes with that page, not with every first visit ------------------------------ */
  var LATE = { "/records": { defines: "agGrid", from: "meta[name=grid]" } };

  function lateOf(path) { return LATE[path.replace(/(.)\/+$/, "$1")]; }

  function whenArrived(path, answer) {
    var late = lateOf(path);
    if (!late || window[late.defines]) return answer;
    return new Promise(function (done) {
      var script = line("script", "");
      script.src = $(late.from).content;
      script.onload = function () { done(answer); };
      script.onerror = function () {
        script.remove();
        complain("连不上服务器。");
        done([window.dash_clientside.no_update, window.dash_clientside.no_update]);
      };
      document.body.appendChild(script);
    });
  }

  /* ---- what the callbacks of components/router.py call ------------------------------------------------------ */
  var VIEW_ONLY = ["panel"];
  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.pages = {
    split: function (path, search, drawn, shown) {
      if (path === undefined || path === null) return [window.dash_clientside.no_update, window.dash_clientside.no_update];
      var url = new URL(path + (search || ""), window.location.href);
      var panel = url.searchParams.get("panel");
      var whole = path + "|" + (search || "");
      VIEW_ONLY.forEach(function (key) { url.searchParams.delete(key); });
      var plain = url.searchParams.toString();
      var page = { path: path, search: plain ? "?" + plain : "" };
      var same = drawn && drawn.path === page.path && drawn.search === page.search;
      var asked = { panel: panel, whole: panel ? whole : "" };
      var samePanel = shown ? shown.panel === asked.panel && shown.whole === asked.whole : !panel;
      if (!same) root.dataset.drawing = "yes";
      if (!lateOf(path)) window.wushe.plotlySoon(); /* the page of the grid has no chart */
      return whenArrived(path, [
        same ? window.dash_clientside.no_update : page,
        samePanel ? window.dash_clientside.no_update : asked,
      ]);
    },
    drawn: function (title) {
      if (title) document.title = title;
      delete root.dataset.leaving;
      delete root.dataset.drawing;
      root.dataset.drawn = String(Number(root.dataset.drawn || 0) + 1);
      return window.dash_clientside.no_update;
    },
    shown: function (children) {
      var open = children && children.length !== 0;
      if (open) root.dataset.panel = "open"; else delete root.dataset.panel;
      if (open) window.setTimeout(function () { var close = $("#panel [data-close]"); if (close) close.focus(); }, 0);
      return window.dash_clientside.no_update;
    },
    drill: function () {
      var happened = window.dash_clientside.callback_context.triggered;
      var click = happened.length === 1 && happened[0].value;
      var href = click && click.points && click.points[0] && click.points[0].customdata;
      if (typeof href === "string" && href.charAt(0) === "/") visit(href);
      return window.dash_clientside.no_update;
    },
  };
})();

/* The 下载 menus: what a picture or a table can be taken home as, said when the menu opens; and the fetching of files
   that the server makes, with a word while it does, when it is done and when it cannot. The addresses are those of the
   page's own export in the top bar (components/page_export.py), so a file has exactly the choices of the screen. */
(function () {
  "use strict";
  var KINDS = [["csv", "CSV"], ["xlsx", "Excel"], ["parquet", "Parquet"]];
  var PICTURES = [["png", "PNG 图片"], ["svg", "SVG 矢量图"]];
  var running = new Map();
  var quiet = null;

  function make(kind, words, given) {
    var element = document.createElement(kind);
    if (words) element.textContent = words;
    Object.keys(given || {}).forEach(function (name) { element.setAttribute(name, given[name]); });
    return element;
  }

  function address(name, kind) {
    var page = document.querySelector("[data-page-export]");
    if (!page) return "";
    var url = new URL(page.href);
    url.pathname += "/" + encodeURIComponent(name);
    url.searchParams.set("format", kind);
    return url.pathname + url.search.replace(/%2C/g, ",");
  }

  /* ---- the menu, filled whenever it opens ------------------------------------------------------------------ */
  function part(words, rows) {
    var box = make("div", "", { class: "download-part" });
    var said = make("p", words);
    if (rows !== undefined) {
      said.appendChild(document.createTextNode(words ? "：将导出 " : "将导出 "));
      said.appendChild(make("b", rows.toLocaleString("zh-CN") + " 行"));
    }
    box.appendChild(said);
    return box;
  }

  function tablePart(sheet, several) {
    var box = part(several ? sheet[1] : "", sheet[2]);
    var ways = make("div", "", { class: "download-ways" });
    KINDS.forEach(function (kind) {
      var href = address(sheet[0], kind[0]);
      if (href) ways.appendChild(make("a", kind[1], { href: href, "data-get": "", download: "" }));
    });
    box.appendChild(ways);
    return box;
  }

  function picturePart(menu) {
    var figure = menu.closest(".chart");
    var shown = figure && figure.querySelector(".js-plotly-plot, svg.map");
    var box = part(shown ? "图片：带标题、条件与脚注" : "现在是表格，改回图后可下载图片");
    var ways = make("div", "", { class: "download-ways" });
    PICTURES.forEach(function (kind) {
      var button = make("button", kind[1], { type: "button", "data-picture": kind[0] });
      button.disabled = !shown;
      ways.appendChild(button);
    });
    box.appendChild(ways);
    return box;
  }

  function fill(menu) {
    var body = menu.lastElementChild;
    var sheets = JSON.parse(menu.dataset.sheets || "[]");
    body.textContent = "";
    sheets.forEach(function (sheet) { body.appendChild(tablePart(sheet, sheets.length > 1)); });
    if (menu.dataset.picture) body.appendChild(picturePart(menu));
    if (menu.dataset.records) body.appendChild(make("a", "背后的记录", { href: menu.dataset.records }));
  }

  document.addEventListener("toggle", function (event) {
    var menu = event.target;
    if (menu.open && menu.matches && menu.matches("details.download")) fill(menu);
  }, true);

  /* ---- a word about what happens ----------------------------------------------------------------------------- */
  function say(words, kind) {
    var shown = document.querySelector(".download-said");
    if (!shown) {
      shown = make("p", "", { class: "download-said", role: "status" });
      document.body.appendChild(shown);
    }
    window.clearTimeout(quiet);
    shown.textContent = words;
    shown.dataset.kind = kind || "";
    if (kind !== "busy") quiet = window.setTimeout(function () { shown.textContent = ""; }, kind ? 12000 : 6000);
  }

  /* ---- files that the server makes ------------------------------------------------------------------------------- */
  function nameIn(answer) {
    var header = answer.headers.get("Content-Disposition") || "";
    var found = /filename\*=UTF-8''([^;]+)/i.exec(header) || /filename="?([^";]+)/i.exec(header);
    return found ? decodeURIComponent(found[1]) : "导出";
  }

  function save(blob, name) {
    var link = make("a", "", { download: name });
    link.href = URL.createObjectURL(blob);
    link.dataset.outside = "";
    document.body.appendChild(link);
    link.click();
    link.remove();
    window.setTimeout(function () { URL.revokeObjectURL(link.href); }, 60000);
  }

  function refused(answer) {
    return answer.json().catch(function () { return {}; }).then(function (body) {
      throw new Error((body.error || "服务器没有给出文件（代码 " + answer.status + "）") + "。" + (body.hint || ""));
    });
  }

  /* Whether the data was published anew after this page was drawn: the file then holds other numbers than the screen. */
  function isNewer(answer) {
    var shown = document.querySelector(".data-date");
    var build = answer.headers.get("X-Build");
    return Boolean(shown && build && shown.title.indexOf(build) < 0);
  }

  function get(link) {
    if (running.has(link.href)) { running.get(link.href).abort(); return; }
    var stop = new AbortController();
    running.set(link.href, stop);
    link.setAttribute("aria-busy", "true");
    say("正在生成文件……再点一次可取消。", "busy");
    window.fetch(link.href, { signal: stop.signal }).then(function (answer) {
      if (!answer.ok) return refused(answer);
      var rows = Number(answer.headers.get("X-Row-Count"));
      return answer.blob().then(function (blob) {
        var name = nameIn(answer);
        save(blob, name);
        var done = "已下载 " + rows.toLocaleString("zh-CN") + " 行：" + name;
        if (isNewer(answer)) say(done + "。数据刚刚更新过，文件里是新的数，请刷新页面再对照。", "newer");
        else say(done);
      });
    }).catch(function (reason) {
      if (reason.name === "AbortError") say("已取消。");
      else say(reason instanceof TypeError ? "连不上服务器，没有下载。请稍后再试。" : reason.message, "error");
    }).then(function () {
      running.delete(link.href);
      link.removeAttribute("aria-busy");
    });
  }

  document.addEventListener("click", function (event) {
    if (event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    var link = event.target.closest("a[data-get]");
    if (link) { event.preventDefault(); get(link); return; }
    var button = event.target.closest("button[data-picture]");
    if (!button || button.disabled) return;
    button.disabled = true;
    window.wushe.picture(button.closest(".chart"), button.dataset.picture).then(function (made) {
      save(made.blob, made.name);
      say("已下载图片：" + made.name);
    }, function () { say("浏览器没能画出这张图片，请刷新页面再试。", "error"); }).then(function () {
      button.disabled = false;
    });
  });
})();

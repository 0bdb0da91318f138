/* Downloads of records: a click on a link marked data-export asks for the file, a small tray at the bottom of the page
   shows how far it is while the person goes on, and the finished file is saved. Without this script the link is an
   ordinary download. The tray stands outside of what the server draws, so it outlives every change of page; after a
   reload it comes back from sessionStorage. */
(function () {
  "use strict";
  var KEPT = "exports";
  var LOOK = 400; /* milliseconds between two questions about one file */
  var MOST_ENDED = 4; /* finished files that stay in the tray */
  var MOST_WAIT = 8000; /* after failures the questions become rarer */
  var items = read(); /* {id, file, state, rows, total, size, isUnfinished, isDone, isSaved, words} */
  var number = new Intl.NumberFormat("zh-CN");
  var tray = null;
  var made = 0;

  function read() {
    try {
      var kept = JSON.parse(window.sessionStorage.getItem(KEPT) || "[]");
      return Array.isArray(kept) ? kept : [];
    } catch (refused) { return []; }
  }

  function keep() {
    var kept = items.filter(function (one) { return one.id; });
    try { window.sessionStorage.setItem(KEPT, JSON.stringify(kept)); } catch (refused) { /* private window: for this visit only */ }
  }

  var part = window.pageParts.part;

  function bytes(size) {
    if (size >= 1e9) return (size / 1e9).toFixed(2) + " GB";
    return size >= 1e6 ? (size / 1e6).toFixed(1) + " MB" : Math.max(1, Math.round(size / 1e3)) + " KB";
  }

  /* ---- talking to the server ------------------------------------------------------------------------------------ */
  function asked(address, options) {
    return window.fetch(address, options).then(function (answer) {
      return answer.json().then(function (told) {
        if (answer.ok) return told;
        var fault = new Error(told.error.replace(/。?$/, "。") + (told.hint || ""));
        fault.isAnswer = true;
        throw fault;
      });
    });
  }

  function heard(item, told) {
    item.id = told.id;
    item.file = told.file;
    item.rows = told.rows;
    item.total = told.total;
    item.size = told.size;
    item.state = told.state;
    item.isUnfinished = told.is_unfinished;
    item.isDone = told.is_done;
    item.words = told.error ? told.error.replace(/。?$/, "。") + (told.hint || "") : "";
    if (item.isDone && !item.isSaved) save(item);
    changed();
    if (item.isUnfinished) later(item, LOOK);
  }

  function failed(item, words) {
    if (!item.id) item.file = "没有开始导出";
    item.isUnfinished = false;
    item.isDone = false;
    item.words = words;
    changed();
  }

  function begin(link) {
    if (link.getAttribute("aria-disabled") === "true") return;
    var address = new URL(link.href);
    var item = { key: ++made, file: link.dataset.exportName || "正在准备文件…", state: "", rows: 0, total: 0, isUnfinished: true, words: "" };
    items.push(item);
    link.setAttribute("aria-disabled", "true");
    changed();
    asked("/exports", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ address: address.pathname + address.search }),
    }).then(function (told) { heard(item, told); }).catch(function (fault) {
      failed(item, fault.isAnswer ? fault.message : "连不上服务器，没有开始导出；请稍后再试。");
    }).then(function () { link.removeAttribute("aria-disabled"); });
  }

  function later(item, wait) {
    window.setTimeout(function () { look(item, wait); }, document.hidden ? 4 * wait : wait);
  }

  function look(item, wait) {
    if (items.indexOf(item) < 0) return;
    asked("/exports/" + item.id).then(function (told) { heard(item, told); }).catch(function (fault) {
      if (items.indexOf(item) < 0) return;
      if (fault.isAnswer) { failed(item, fault.message); return; }
      item.words = "暂时连不上服务器，导出不受影响；连上后自动继续。";
      changed();
      later(item, Math.min(MOST_WAIT, wait * 2));
    });
  }

  function save(item) {
    item.isSaved = true;
    var link = part("a");
    link.href = "/exports/" + item.id + "/file";
    link.download = item.file;
    document.body.appendChild(link);
    link.click();
    link.remove();
  }

  function take(item) {
    items.splice(items.indexOf(item), 1);
    changed();
  }

  function callOff(item) {
    take(item);
    if (item.id) window.fetch("/exports/" + item.id, { method: "DELETE" }).catch(function () { /* swept by the server after an hour */ });
    said.textContent = "已取消导出 " + item.file;
  }

  /* ---- the tray --------------------------------------------------------------------------------------------------- */
  var said = part("p", "unseen");
  said.setAttribute("role", "status");

  function words(item) {
    if (item.words) return item.words;
    if (item.isDone) return "已下载 " + number.format(item.total) + " 行 · " + bytes(item.size);
    if (!item.id) return "正在计数…";
    if (item.state === "排队中") return "准备中，前面有别的文件时会等一会儿 · 共 " + number.format(item.total) + " 行";
    if (!item.rows) return "正在排序 · 共 " + number.format(item.total) + " 行";
    return number.format(item.rows) + " / " + number.format(item.total) + " 行";
  }

  function button(label, name, does) {
    var element = part("button", "button", label);
    element.type = "button";
    element.setAttribute("aria-label", label + "：" + name);
    element.addEventListener("click", does);
    return element;
  }

  function drawn(item) {
    var line = part("li", "export-item" + (item.isDone ? " is-done" : item.isUnfinished ? "" : " is-failed"));
    line.bar = part("span", "progress export-bar");
    line.bar.setAttribute("role", "progressbar");
    line.bar.appendChild(part("span", ""));
    line.name = part("b", "", item.file);
    line.words = part("span", "export-item-words", "");
    line.append(line.name, line.bar, line.words);
    var actions = part("span", "export-item-actions");
    if (item.isUnfinished) actions.appendChild(button("取消", item.file, function () { callOff(item); }));
    else {
      if (item.isDone) actions.appendChild(button("再次下载", item.file, function () { save(item); }));
      actions.appendChild(button("关闭", item.file, function () { take(item); }));
    }
    line.appendChild(actions);
    line.bar.hidden = !item.isUnfinished;
    line.shape = shape(item);
    return line;
  }

  function shape(item) { return [item.key || item.id, item.file, item.isUnfinished, item.isDone].join("|"); }

  function refresh(line, item) {
    var share = item.total > 0 ? Math.min(100, Math.floor(item.rows / item.total * 100)) : 0;
    line.words.textContent = words(item);
    line.bar.setAttribute("aria-label", "导出 " + item.file);
    line.bar.setAttribute("aria-valuemin", "0");
    line.bar.setAttribute("aria-valuemax", "100");
    line.bar.setAttribute("aria-valuenow", String(share));
    line.bar.firstChild.style.width = share + "%";
  }

  function changed() {
    var ended = items.filter(function (one) { return !one.isUnfinished; });
    ended.slice(0, Math.max(0, ended.length - MOST_ENDED)).forEach(function (one) { items.splice(items.indexOf(one), 1); });
    keep();
    if (!tray) {
      tray = part("section", "export-tray");
      tray.setAttribute("aria-label", "导出");
      tray.appendChild(part("ul", ""));
      document.body.append(tray, said);
    }
    tray.hidden = !items.length;
    var list = tray.firstChild;
    items.forEach(function (item, position) {
      var line = list.children[position];
      if (!line || line.shape !== shape(item)) {
        var fresh = drawn(item);
        var hadFocus = line && line.contains(document.activeElement);
        if (line) line.replaceWith(fresh); else list.appendChild(fresh);
        if (hadFocus) fresh.querySelector("button").focus();
        if (!item.isUnfinished) said.textContent = item.file + "：" + words(item);
        line = fresh;
      }
      refresh(line, item);
    });
    while (list.children.length > items.length) list.lastChild.remove();
  }

  /* ---- hands -------------------------------------------------------------------------------------------------------- */
  document.addEventListener("click", function (event) {
    if (event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    var link = event.target.closest("a[data-export], a[data-download]");
    if (!link || link.origin !== window.location.origin || link.pathname.indexOf("/api/v1/records/") !== 0) return;
    event.preventDefault();
    begin(link);
  }, true);

  document.addEventListener("DOMContentLoaded", resume);
  if (document.readyState !== "loading") resume();

  function resume() {
    document.removeEventListener("DOMContentLoaded", resume);
    if (!items.length) return;
    changed();
    items.forEach(function (item) { if (item.isUnfinished) look(item, LOOK); });
  }
})();

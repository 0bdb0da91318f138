/* 数据导入: brings files up one by one with progress, asks how a job stands while it is unfinished, and sends what a
   person decides. The page itself is drawn by the server; here only its empty places are filled. */
(function () {
  "use strict";
  var root = document.documentElement;
  var uploads = []; /* {file, state: waiting|running|done|failed, words, sent, request, job} */
  var running = null;
  var timer = null;
  var asking = 0; /* the number of the answer waited for; others are too late */
  var failures = 0;

  function $(selector) { return document.querySelector(selector); }
  function path() { return window.location.pathname.replace(/\/$/, ""); }
  function isHere() { return path() === "/imports"; }
  function watches() { return isHere() || path() === "/targets"; } /* 目标 has jobs of its own */

  var part = window.pageParts.part;
  var redraw = window.pageParts.redraw;
  var visit = window.pageParts.goOn;

  function button(words, does) { return window.pageParts.button(words, "button", does); }

  /* ---- uploading ---------------------------------------------------------------------------------------------- */
  function input(holder) {
    if (holder.firstElementChild) return;
    var field = part("input", "unseen");
    field.type = "file";
    field.id = "import-file";
    field.multiple = true;
    field.accept = holder.dataset.importInput;
    field.addEventListener("change", function () { add(field.files); field.value = ""; });
    var label = part("label", "button button-strong", holder.dataset.label);
    label.htmlFor = field.id;
    holder.appendChild(field);
    holder.appendChild(label);
  }

  function limit() {
    var holder = $("[data-import-input]");
    return holder ? Number(holder.dataset.limitMb) * 1e6 : Infinity;
  }

  function add(files) {
    var most = limit();
    Array.prototype.forEach.call(files, function (file) {
      var tooLarge = file.size > most;
      uploads.push({
        file: file, sent: 0, state: tooLarge ? "failed" : "waiting",
        words: tooLarge ? "文件太大：每个不能超过 " + most / 1e6 + " MB，请拆成几个文件。" : "",
      });
    });
    next();
    show();
  }

  function next() {
    if (running) return;
    running = uploads.find(function (one) { return one.state === "waiting"; }) || null;
    if (!running) { finish(); return; }
    send(running);
  }

  function send(upload) {
    var request = new XMLHttpRequest();
    var began = Date.now();
    upload.state = "running";
    upload.request = request;
    request.open("POST", "/imports/files");
    request.setRequestHeader("X-File-Name", encodeURIComponent(upload.file.name));
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.upload.addEventListener("progress", function (event) {
      upload.sent = event.loaded;
      var rate = event.loaded / Math.max(1, Date.now() - began) * 1000;
      upload.words = Math.floor(event.loaded / Math.max(1, event.total) * 100) + "%，" + bytes(rate) + "/秒";
      show();
    });
    request.addEventListener("load", function () { ended(upload, answerOf(request)); });
    request.addEventListener("error", function () { ended(upload, { error: "连不上服务器，文件没有传完。", hint: "" }); });
    request.addEventListener("abort", function () { ended(upload, { error: "已取消上传。", hint: "" }); });
    request.send(upload.file);
  }

  function answerOf(request) {
    try {
      var answer = JSON.parse(request.responseText);
      return request.status === 201 || answer.error ? answer : { error: "服务器没有收下（代码 " + request.status + "）。", hint: "" };
    } catch (broken) {
      return { error: "服务器没有收下（代码 " + request.status + "）。", hint: "" };
    }
  }

  function ended(upload, answer) {
    upload.state = answer.id ? "done" : "failed";
    upload.job = answer.id;
    upload.words = answer.id ? "已上传" : answer.error.replace(/。?$/, "。") + (answer.hint || "");
    upload.request = null;
    running = null;
    next();
    show();
  }

  function finish() {
    var done = uploads.filter(function (one) { return one.state === "done"; });
    uploads = uploads.filter(function (one) { return one.state !== "done"; });
    if (!done.length || !isHere()) return;
    visit(done.length === 1 && !uploads.length ? "/imports?job=" + done[0].job : "/imports");
  }

  function bytes(size) { return size >= 1e6 ? (size / 1e6).toFixed(1) + " MB" : Math.max(1, Math.round(size / 1e3)) + " KB"; }

  function line(upload) {
    var item = part("li", "import-upload is-" + upload.state);
    item.appendChild(part("b", "", upload.file.name));
    item.appendChild(part("span", "subtitle", bytes(upload.file.size)));
    if (upload.state === "running") item.appendChild(bar(upload.sent, upload.file.size, "上传 " + upload.file.name));
    item.appendChild(part("span", "import-upload-words", upload.words || "等待上传"));
    var again = upload.state === "failed" && upload.file.size <= limit();
    if (upload.state === "running" || upload.state === "waiting") {
      item.appendChild(button("取消", function () {
        if (upload.request) { upload.request.abort(); return; }
        upload.state = "failed"; upload.words = "已取消上传。"; show();
      }));
    }
    if (again) item.appendChild(button("再试", function () { upload.state = "waiting"; upload.words = ""; next(); show(); }));
    if (upload.state === "failed") {
      item.appendChild(button("去掉", function () { uploads.splice(uploads.indexOf(upload), 1); show(); }));
    }
    return item;
  }

  function bar(done, total, label) {
    var frame = part("span", "progress import-bar");
    var share = total > 0 ? Math.min(100, Math.round(done / total * 100)) : null;
    frame.setAttribute("role", "progressbar");
    frame.setAttribute("aria-label", label);
    if (share === null) frame.classList.add("is-open");
    else {
      frame.setAttribute("aria-valuemin", "0");
      frame.setAttribute("aria-valuemax", "100");
      frame.setAttribute("aria-valuenow", String(share));
    }
    var fill = part("span", "");
    if (share !== null) fill.style.width = share + "%";
    frame.appendChild(fill);
    return frame;
  }

  function show() {
    var holder = $("[data-import-uploads]");
    if (!holder) return;
    var seen = uploads.map(function (one) { return one.state + one.words + one.file.name; }).join("|");
    if (holder.dataset.seen === seen) return;
    var focused = holder.contains(document.activeElement) ? document.activeElement.textContent : null;
    holder.dataset.seen = seen;
    holder.textContent = "";
    if (!uploads.length) return;
    var list = part("ul", "import-uploads");
    uploads.forEach(function (one) { list.appendChild(line(one)); });
    holder.appendChild(list);
    if (focused) {
      var same = Array.prototype.find.call(holder.querySelectorAll("button"), function (one) { return one.textContent === focused; });
      if (same) same.focus();
    }
  }

  window.addEventListener("beforeunload", function (event) { if (running) event.preventDefault(); });

  function carriesFiles(event) {
    return isHere() && event.dataTransfer && Array.prototype.indexOf.call(event.dataTransfer.types, "Files") >= 0;
  }

  document.addEventListener("dragover", function (event) {
    if (!carriesFiles(event)) return;
    event.preventDefault(); /* a file dropped beside the zone must not replace the page */
    var zone = $("[data-import-drop]");
    event.dataTransfer.dropEffect = zone ? "copy" : "none";
    if (zone) zone.classList.add("is-over");
  });
  document.addEventListener("dragleave", function (event) {
    var zone = $("[data-import-drop]");
    if (zone && !event.relatedTarget) zone.classList.remove("is-over");
  });
  document.addEventListener("drop", function (event) {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    var zone = $("[data-import-drop]");
    if (!zone) return;
    zone.classList.remove("is-over");
    add(event.dataTransfer.files);
  });

  /* ---- how a job stands --------------------------------------------------------------------------------------- */
  function mark() { return watches() ? $("[data-import-watch]") : null; }

  function watch() {
    window.clearTimeout(timer);
    asking += 1;
    failures = 0;
    var found = mark();
    if (found && found.dataset.importWatch) poll(asking);
  }

  function poll(number) {
    var found = mark();
    if (!found || number !== asking) return;
    window.fetch("/imports/jobs").then(function (answer) {
      if (!answer.ok) throw new Error(String(answer.status));
      return answer.json();
    }).then(function (answer) {
      if (number === asking) heard(answer.jobs, number);
    }).catch(function () {
      if (number !== asking) return;
      failures += 1;
      tell($("[data-import-progress]"), "暂时连不上服务器，处理不受影响；连上后自动更新。", null);
      timer = window.setTimeout(poll, Math.min(15000, 1000 * Math.pow(2, failures)), number);
    });
  }

  function heard(jobs, number) {
    var found = mark();
    if (!found) return;
    failures = 0;
    var now = jobs.filter(function (one) { return one.is_unfinished; })
      .map(function (one) { return [one.id, one.state, one.is_begun ? "True" : "False", one.waiting].join(":"); }).join(",");
    var place = $("[data-import-progress]");
    var own = place && jobs.find(function (one) { return one.id === place.dataset.importProgress; });
    if (own) tell(place, own.waiting || place.dataset.words, own.waiting ? null : own.progress);
    if (now !== found.dataset.importWatch) { redraw(); return; }
    timer = window.setTimeout(poll, document.hidden ? 4000 : 1000, number);
  }

  function tell(place, words, progress) {
    if (!place) return;
    var all = progress ? [progress.what].concat(amounts(progress)).join("，") : words;
    if (place.dataset.seen === all) return;
    place.dataset.seen = all;
    place.textContent = "";
    place.appendChild(bar(progress ? progress.done : 0, progress && progress.total > 1 ? progress.total : 0, progress ? progress.what : words));
    place.appendChild(part("p", "import-progress-words", all));
  }

  function amounts(progress) {
    if (progress.total <= 1) return [];
    var number = new Intl.NumberFormat("zh-CN", { maximumFractionDigits: 0 });
    var said = [number.format(progress.done) + " / " + number.format(progress.total) + (progress.rate ? " 行" : "")];
    if (progress.rate) said.push("每秒 " + number.format(progress.rate) + " 行");
    if (progress.left !== null && progress.left !== undefined) said.push("约剩 " + duration(progress.left));
    return said;
  }

  function duration(seconds) {
    if (seconds < 60) return Math.max(1, Math.round(seconds)) + " 秒";
    return Math.round(seconds / 60) + " 分钟";
  }

  /* ---- what a person decides ---------------------------------------------------------------------------------- */
  document.addEventListener("click", function (event) {
    var wish = event.target.closest("[data-import-action]");
    if (!wish || wish.disabled) return;
    wish.disabled = true;
    say("");
    window.fetch("/imports/jobs/" + wish.dataset.job + "/" + wish.dataset.importAction, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: wish.dataset.body || "{}",
    }).then(function (answer) {
      return answer.json().then(function (told) {
        if (!answer.ok) say(told.error.replace(/。?$/, "。") + (told.hint || ""));
        else redraw();
      });
    }).catch(function () {
      say("连不上服务器，请稍后再试。");
    }).then(function () { wish.disabled = false; });
  });

  function say(words) {
    var place = $("[data-import-said]");
    if (place) place.textContent = words;
  }

  /* ---- every drawing of the page ------------------------------------------------------------------------------ */
  function drawn() {
    if (!watches()) { window.clearTimeout(timer); asking += 1; return; }
    document.querySelectorAll("[data-import-input]").forEach(input);
    show();
    var place = $("[data-import-progress]");
    if (place && !place.firstChild) tell(place, place.dataset.words, null);
    say("");
    watch();
  }

  new MutationObserver(drawn).observe(root, { attributes: true, attributeFilter: ["data-drawn"] });
})();

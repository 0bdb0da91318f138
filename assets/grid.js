/* The browser half of components/records_grid.py: AG Grid (assets/vendor/ag-grid.min.js) on a page of Dash. How the grid
   looks, which words it says and how it writes values stands here; which rows it shows, in records.js. */
(function () {
  "use strict";
  var number = new Intl.NumberFormat("zh-CN", { maximumFractionDigits: 6 });
  var money = new Intl.NumberFormat("zh-CN", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  var FORMATS = {
    number: function (value) { return number.format(value); },
    money: function (value) { return money.format(value); },
    yesNo: function (value) { return value ? "是" : "否"; },
  };
  var WORDS = {
    loadingOoo: "正在读取…", loadingError: "没有读到", noRowsToShow: "没有符合条件的记录", filterOoo: "条件…",
    contains: "包含", inRange: "介于", greaterThanOrEqual: "不小于", lessThanOrEqual: "不大于",
    after: "晚于", before: "早于", inRangeStart: "从", inRangeEnd: "到", applyFilter: "确定", resetFilter: "去掉",
    clearFilter: "清空", cancelFilter: "取消", blank: "空", notBlank: "不空", andCondition: "并且", orCondition: "或者",
    dateFormatOoo: "年-月-日", empty: "选择一项", pinColumn: "固定列", noPin: "不固定", sortAscending: "升序",
    sortDescending: "降序", sortUnSort: "不排序", autosizeThisColumn: "合适的列宽", columnFilter: "按此列筛选",
    ariaColumn: "列", ariaColumnFiltered: "已按此列筛选", ariaDateFilterInput: "日期", ariaFilterInput: "条件的值",
    ariaFilterFromValue: "从", ariaFilterToValue: "到", ariaFilterValue: "条件的值", ariaFilteringOperator: "条件",
    ariaFilterMenuOpen: "打开条件", ariaHidden: "隐藏", ariaVisible: "可见", ariaInputEditor: "输入", ariaMenuColumn: "按 Alt+下箭头打开列菜单",
    ariaSortableColumn: "按回车排序", ariaSearch: "查找", ariaSkeletonCellLoading: "正在读取", ariaLabelColumnFilter: "列条件",
    ariaLabelColumnMenu: "列菜单", ariaLabelDialog: "对话框", ariaLabelSelectField: "选择", ariaLabelTooltip: "提示",
    ariaFilterColumn: "按 Ctrl+回车打开条件", ariaRowSelect: "选择这一行", ariaLabelLoadingOverlay: "正在读取",
    invalidDate: "不是日期", invalidNumber: "不是数字", minDateValidation: "日期须晚于", maxDateValidation: "日期须早于",
    strictMinDateValidation: "起点须早于终点", strictMinValueValidation: "起点须小于终点",
    strictMaxDateValidation: "起点须早于终点", strictMaxValueValidation: "起点须小于终点",
  };

  function theme() {
    var isPhone = window.matchMedia("(max-width: 720px)").matches; /* rows as tall as a finger */
    return window.agGrid.themeQuartz.withParams({
      rowHeight: isPhone ? 41 : 34, headerHeight: isPhone ? 44 : 38,
      fontFamily: "inherit", fontSize: 13, headerFontSize: 12.5, headerFontWeight: 500, spacing: 6,
      backgroundColor: "var(--surface)", foregroundColor: "var(--text)", textColor: "var(--text)",
      chromeBackgroundColor: "var(--surface)", headerBackgroundColor: "var(--canvas)", headerTextColor: "var(--muted)",
      borderColor: "var(--line)", rowHoverColor: "var(--hover)", accentColor: "var(--accent)",
      oddRowBackgroundColor: "var(--surface)", menuBackgroundColor: "var(--raised)", tooltipBackgroundColor: "var(--raised)",
      tooltipTextColor: "var(--text)", wrapperBorderRadius: 6, borderRadius: 4, browserColorScheme: "inherit",
    });
  }

  function isBlank(value) { return value === null || value === undefined; }

  /* A name that leads to its profile. An element with a text, never a string: that would be read as HTML. */
  function Profile() {}
  Profile.prototype.init = function (params) {
    var id = params.data ? params.data[params.idColumn] : null;
    var leads = id && !isBlank(params.value);
    this.gui = document.createElement(leads ? "a" : "span");
    if (leads) { this.gui.href = params.path + encodeURIComponent(id); this.gui.className = "profile-link"; }
    this.gui.textContent = isBlank(params.value) ? "" : params.value;
  };
  Profile.prototype.getGui = function () { return this.gui; };
  Profile.prototype.refresh = function () { return false; };

  function definition(given) {
    var column = Object.assign({}, given);
    var written = FORMATS[given.valueFormatter];
    if (written) column.valueFormatter = function (params) { return isBlank(params.value) ? "" : written(params.value); };
    if (given.cellRenderer) column.cellRenderer = Profile;
    return column;
  }

  function options(columns) {
    return {
      rowModelType: "infinite", columnDefs: columns.map(definition),
      defaultColDef: { resizable: true, sortable: true, minWidth: 72 },
      theme: theme(), getLocaleText: function (params) { return WORDS[params.key] || params.defaultValue; },
      cacheBlockSize: 100, maxBlocksInCache: 30, blockLoadDebounceMillis: 40, multiSortKey: "ctrl",
      suppressDragLeaveHidesColumns: true, enableCellTextSelection: true, ensureDomOrder: true, tooltipShowDelay: 300,
    };
  }

  function Grid(props) {
    var place = window.React.useRef(null);
    var columns = JSON.stringify(props.columns);
    window.React.useEffect(function () {
      var grid = window.agGrid.createGrid(place.current, options(JSON.parse(columns)));
      window.wushe.grid = grid;
      return function () {
        if (window.wushe.grid === grid) window.wushe.grid = null;
        grid.destroy();
      };
    }, [columns]);
    return window.React.createElement("div", { id: props.id, className: props.id, ref: place });
  }

  window.wushe = window.wushe || {};
  window.wushe.Grid = Grid;
  window.wushe.grid = null; /* the one that is on the page */
  window.wushe.formats = { number: number, money: money };
})();

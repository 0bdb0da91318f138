// The icons the pages may use, by their name in Bootstrap Icons; class="icon icon-<name>".
export const ICONS = [
  "house", "people", "diagram-3", "bar-chart", "grid-3x3", "award", "cash-coin", "heart", "clock-history",
  "lightbulb", "link-45deg", "building", "buildings", "clipboard-data", "clipboard-check", "table", "database",
  "book", "search", "funnel", "sliders", "geo-alt", "download", "file-earmark-excel", "printer", "circle-half",
  "list", "x-lg", "chevron-right", "chevron-left", "chevron-down", "chevron-double-left", "arrow-up",
  "arrow-down", "arrow-right", "arrow-left", "check-circle", "info-circle", "question-circle",
  "exclamation-triangle", "exclamation-circle", "slash-circle", "bookmark", "star", "share", "copy",
  "box-arrow-up-right", "person", "bell", "flag", "layers", "filter", "tag", "activity", "inbox", "upload",
  "hourglass-split",
];

// The icons the pages may use, by their name in Bootstrap Icons; class="icon icon-<name>".
export const ICONS = [
  "house", "people", "diagram-3", "bar-chart", "bar-chart-steps", "bar-chart-line", "graph-up", "graph-down",
  "grid-3x3-gap", "grid-3x3", "award", "trophy", "cash-coin", "piggy-bank", "heart", "clock-history", "lightbulb",
  "link-45deg", "building", "buildings", "hospital", "clipboard-data", "clipboard-check", "table", "database",
  "shield-check", "journal-text", "book", "search", "funnel", "sliders", "calendar3", "geo-alt", "map", "download",
  "filetype-csv", "file-earmark-excel", "file-earmark-text", "printer", "sun", "moon-stars", "circle-half", "list",
  "x-lg", "chevron-right", "chevron-left", "chevron-down", "chevron-up", "chevron-expand", "chevron-double-left",
  "chevron-double-right", "arrow-up", "arrow-down", "arrow-right", "arrow-left", "arrow-up-right",
  "arrow-counterclockwise", "caret-up-fill", "caret-down-fill", "dash-lg", "plus-lg", "check-lg", "check-circle",
  "info-circle", "question-circle", "exclamation-triangle", "exclamation-circle", "slash-circle", "eye", "eye-slash",
  "bookmark", "star", "star-fill", "share", "copy", "box-arrow-up-right", "three-dots", "gear", "person", "bell",
  "flag", "bullseye", "layers", "columns-gap", "layout-sidebar", "sort-down", "sort-up", "filter", "tag", "pin-map",
  "activity", "inbox", "send", "upload", "folder2-open", "hourglass-split", "signpost-split", "puzzle", "hand-thumbs-up",
];

// plotly.js' own Simplified Chinese, with the dates an official writes: 1月, 2024年, 2024年3月5日.
"use strict";

const delivered = require("plotly.js/lib/locales/zh-cn");

const MONTHS = Array.from({ length: 12 }, (_, index) => `${index + 1}月`);

module.exports = {
  ...delivered,
  dictionary: {
    ...delivered.dictionary,
    "lower fence:": "下界:",
    "upper fence:": "上界:",
    "mean ± σ:": "平均数 ± 标准差:",
    "trace": "系列",
  },
  format: {
    ...delivered.format,
    months: MONTHS,
    shortMonths: MONTHS,
    periods: ["上午", "下午"],
    dateTime: "%Y年%-m月%-d日 %H:%M:%S",
    date: "%Y-%m-%d",
    time: "%H:%M:%S",
    decimal: ".",
    thousands: ",",
    grouping: [3],
    currency: ["¥", ""],
    year: "%Y年",
    month: "%Y年%-m月",
    dayMonth: "%-m月%-d日",
    dayMonthYear: "%Y年%-m月%-d日",
  },
};

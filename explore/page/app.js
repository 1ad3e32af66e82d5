// The page's frame: loading of data, addresses, small helpers. Classic scripts, because a page opened from a disk
// may not load modules. Text of reports reaches the page through textContent only, never as HTML.
"use strict";

const S = {
  config: window.SHIGU_CONFIG || { mode: "static" },
  pages: [],        // {name, label, filters, render(main, query)}
  loaded: {},       // piece → promise
  waiting: {},      // piece → resolve
  charts: [],
};

// ---- data ---------------------------------------------------------------------------------------------------------

S.load = function (url) {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = url;
    script.onload = () => { script.remove(); resolve(); };
    script.onerror = () => { script.remove(); reject(new Error("无法读取 " + url)); };
    document.head.append(script);
  });
};

S.once = function (key, make) {
  if (!(key in S.loaded)) {
    S.loaded[key] = make();
    S.loaded[key].catch(() => delete S.loaded[key]);
  }
  return S.loaded[key];
};

// A piece of data by its name: "cases", "punishments", "laws", "reviews", "schema", "reports/<doc_id>".
S.need = function (name) {
  return S.once(name, async () => {
    let content;
    S.waiting[name] = (value) => { content = value; };
    await S.load("data/" + name + ".js");
    if (content === undefined) throw new Error("无法读取 " + name);
    return S.ready[name] ? S.ready[name](content) : content;
  });
};
S.put = (name, content) => S.waiting[name](content);
S.forget = (name) => delete S.loaded[name];

S.ready = {
  cases: (content) => new Columns(content),
  punishments: (content) => new Columns(content),
  reviews: (content) => new Columns(content),
  laws: (content) => ({ citations: new Columns(content.citations), bases: new Columns(content.bases) }),
};

S.echarts = () => S.once("echarts", () => S.load("vendor/echarts.min.js"));
S.map = (adcode, shape) => { S.shape = [adcode, shape]; };
S.needMap = (adcode) => S.once("map/" + adcode, async () => {
  await S.echarts();
  await S.load("maps/" + adcode + ".js");
  echarts.registerMap(adcode, S.shape[1]);
  return S.shape[1];
});

// Columns of a table. Words are dictionary-coded: codes(name) are places in words(name), -1 where there is none.
class Columns {
  constructor(content) { this.n = content.n; this.columns = content.columns; }
  get(name, row) {
    const column = this.columns[name];
    if (column.v) return column.v[row];
    const code = column.i[row];
    return code < 0 ? null : column.d[code];
  }
  values(name) { return this.columns[name].v; }
  codes(name) { return this.columns[name].i; }
  words(name) { return this.columns[name].d || []; }
  row(i) {
    const out = {};
    for (const name in this.columns) out[name] = this.get(name, i);
    return out;
  }
}

// ---- small helpers --------------------------------------------------------------------------------------------------

// el("a.link", {href: "…"}, "words", child …): an element; words become text.
function el(kind, attributes, ...children) {
  const [tag, ...classes] = kind.split(".");
  const node = document.createElement(tag || "div");
  if (classes.length) node.className = classes.join(" ");
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name in node && typeof value !== "string") node[name] = value;
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

// Words for an ECharts tooltip, which is HTML: a name out of a report must not become markup.
const safe = (words) => String(words).replace(/[&<>"']/g, (c) => "&#" + c.charCodeAt(0) + ";");

const two = (n) => String(n).padStart(2, "0");
const fmt = {
  yuan(value) {
    if (value === null || value === undefined) return "";
    if (Math.abs(value) < 10000) return trim(value, 2) + "元";
    if (Math.abs(value) < 1e8) return trim(value / 1e4, 4) + "万元";
    return trim(value / 1e8, 4) + "亿元";
  },
  // Money that was computed (medians, quartiles): no more digits than it has meaning.
  about: (value) => (value ? fmt.yuan(Number(value.toPrecision(4))) : fmt.yuan(value)),
  percent: (value) => (value === null || value === undefined ? "" : trim(value * 100, 1) + "%"),
  number: (value) => (value === null || value === undefined ? "" : value.toLocaleString("zh-CN")),
  // Minutes since 1970 in civil time, to the precision that the report states.
  moment(minutes, precision) {
    if (minutes === null || minutes === undefined) return "";
    const d = new Date(minutes * 60000);
    const day = [d.getUTCFullYear(), two(d.getUTCMonth() + 1), two(d.getUTCDate())];
    if (precision === "year") return String(day[0]);
    if (precision === "month") return day.slice(0, 2).join("-");
    if (precision === "day") return day.join("-");
    return day.join("-") + " " + two(d.getUTCHours()) + (precision === "hour" ? "时" : ":" + two(d.getUTCMinutes()));
  },
  minutes(value) {
    if (value === null || value === undefined) return "";
    if (value < 120) return value + "分钟";
    return value < 2880 ? trim(value / 60, 1) + "小时" : trim(value / 1440, 1) + "天";
  },
  article(law, article, suffix) {
    return "《" + law.replace(/^中华人民共和国/, "") + "》" + (article ? "第" + article + "条" + (suffix || "") : "");
  },
  clip: (words, length) => (words && words.length > length ? words.slice(0, length - 1) + "…" : words || ""),
};
const trim = (value, digits) => Number(value.toFixed(digits)).toLocaleString("zh-CN", { maximumFractionDigits: digits });

S.SEVERITIES = ["一般", "较大", "重大", "特别重大"];
S.CATEGORIES = ["行政处罚", "刑事", "党纪", "政务", "移送纪检", "组织处理", "内部处理", "信用惩戒", "免予追究"];
S.COLORS = ["#2f6db5", "#c2503d", "#d99a2b", "#8a6bb1", "#6b8f3c", "#3a9c94", "#9a7b5f", "#b85c8e", "#a0a4a8"];
S.CATEGORY_COLOR = Object.fromEntries(S.CATEGORIES.map((name, i) => [name, S.COLORS[i]]));
S.FEW = 5; // groups of fewer rows are marked as small

S.chart = async function (node, option, onclick) {
  await S.echarts();
  if (!node.isConnected) return null;
  let chart = echarts.getInstanceByDom(node);
  if (!chart) {
    chart = echarts.init(node, null, { renderer: "canvas" });
    S.charts.push(chart);
  }
  chart.setOption({ animation: false, textStyle: { fontFamily: S.FONT }, aria: { enabled: true }, ...option }, true);
  chart.off("click");
  if (onclick) chart.on("click", onclick);
  return chart;
};
S.FONT = getComputedStyle(document.documentElement).getPropertyValue("--font") || "sans-serif";
window.addEventListener("resize", () => S.charts.forEach((chart) => chart.resize()));

// ---- addresses: #/page?key=value&… ------------------------------------------------------------------------------------

S.read = function () {
  const [path, query] = location.hash.replace(/^#\/?/, "").split("?");
  const [page, ...rest] = path.split("/");
  return { page: page || "compare", rest: rest.map(decodeURIComponent), query: new URLSearchParams(query || "") };
};
S.address = (page, values) => {
  const query = values instanceof URLSearchParams ? values : new URLSearchParams(values || {});
  for (const [key, value] of [...query]) if (!value) query.delete(key);
  return "#/" + page + ([...query].length ? "?" + query : "");
};
// Change parts of the query without a new entry in the history.
S.change = function (values) {
  const at = S.read();
  for (const [key, value] of Object.entries(values)) {
    if (value === null || value === "" || (Array.isArray(value) && !value.length)) at.query.delete(key);
    else at.query.set(key, Array.isArray(value) ? value.join("|") : value);
  }
  history.replaceState(null, "", S.address([at.page, ...at.rest.map(encodeURIComponent)].join("/"), at.query));
  return S.show(false);
};
S.reportLink = (docId, row, words) =>
  el("a", { href: S.address("report/" + encodeURIComponent(docId), row ? { row } : {}) }, words);

S.show = async function (fresh = true) {
  const at = S.read();
  const page = S.pages.find((one) => one.name === at.page) || S.pages[0];
  const main = document.getElementById("view");
  const turn = (S.turn = {});
  if (fresh) {
    S.charts.splice(0).forEach((chart) => chart.dispose());
    main.className = "page-" + page.name;
    for (const link of document.querySelectorAll("#nav a")) link.classList.toggle("here", link.dataset.page === page.name);
    document.title = page.label + " · shigu";
  }
  try {
    await S.filters(page, at.query);
    if (turn !== S.turn) return; // another page was asked for meanwhile
    await page.render(main, at, fresh);
    document.body.dataset.ready = page.name;
  } catch (error) {
    main.replaceChildren(el("p.error", {}, "出错：" + error.message));
    throw error;
  }
};

S.page = (page) => S.pages.push(page);
S.start = function () {
  const nav = document.getElementById("nav");
  for (const page of S.pages) {
    if (page.hidden) continue;
    nav.append(el("a", { href: "#/" + page.name, "data-page": page.name }, page.label));
  }
  if (S.config.mode === "static") document.getElementById("notice").textContent = "静态副本 " + (S.config.made || "");
  window.addEventListener("hashchange", () => { delete document.body.dataset.ready; S.show(); });
  S.show();
};

// 事故一览: a map and a table of accidents; what is shown can be taken away as CSV or XLSX.
"use strict";

(() => {
  const MEASURES = {
    n: { label: "事故起数", of: (c, rows) => rows.length },
    deaths: { label: "死亡人数", of: (c, rows) => sum(c, rows, "deaths") },
    loss: { label: "直接经济损失", of: (c, rows) => sum(c, rows, "loss"), show: fmt.yuan },
    report: { label: "事发至报告中位分钟数", of: (c, rows) => S.five(rows.map((i) => c.get("to_report", i)).filter((v) => v !== null)).median, show: fmt.minutes },
  };
  const MUNICIPALITIES = ["北京市", "天津市", "上海市", "重庆市"];
  const SHORT = /(?:省|市|壮族自治区|回族自治区|维吾尔自治区|自治区|特别行政区)$/;
  const CODES = { 北京: 11, 天津: 12, 河北: 13, 山西: 14, 内蒙古: 15, 辽宁: 21, 吉林: 22, 黑龙江: 23, 上海: 31, 江苏: 32, 浙江: 33, 安徽: 34, 福建: 35, 江西: 36, 山东: 37, 河南: 41, 湖北: 42, 湖南: 43, 广东: 44, 广西: 45, 海南: 46, 重庆: 50, 四川: 51, 贵州: 52, 云南: 53, 西藏: 54, 陕西: 61, 甘肃: 62, 青海: 63, 宁夏: 64, 新疆: 65, 台湾: 71, 香港: 81, 澳门: 82 };
  const short = (province) => province.replace(SHORT, "");
  const sum = (c, rows, name) => rows.reduce((total, i) => total + (c.get(name, i) || 0), 0);

  S.page({
    name: "cases", label: "事故一览", filters: ["province", "city", "severity", "type", "industry"],
    async render(main, at, fresh) {
      const cases = await S.need("cases");
      const measure = MEASURES[at.query.get("m")] ? at.query.get("m") : "n";
      const rows = S.chosen(S.mask).filter((i) => matches(cases, i, at.query.get("find")));
      if (fresh || !main.querySelector(".cases")) frame(main, at.query);
      main.querySelectorAll("[name=m]").forEach((menu) => { menu.value = measure; });
      figures(main.querySelector(".figures"), cases, rows);
      main.querySelector(".content").replaceChildren(table(cases, rows));
      await Promise.all([drawMap(main, cases, rows, measure, at.query), drawYears(main, cases, rows)]);
    },
  });

  const matches = (cases, i, words) => !words || ["name", "city", "county"].some((column) => (cases.get(column, i) || "").includes(words));

  function frame(main, query) {
    let timer = null;
    main.replaceChildren(el("div.cases", {},
      el("div.controls", {},
        el("label", {}, "地图", el("select", { name: "m", onchange: (event) => S.change({ m: event.target.value }) },
          Object.entries(MEASURES).map(([key, one]) => el("option", { value: key }, one.label)))),
        el("label", {}, "查找", el("input", { type: "search", name: "find", value: query.get("find") || "", placeholder: "事故名称、市、县",
          oninput: (event) => { clearTimeout(timer); timer = setTimeout(() => S.change({ find: event.target.value }), 150); } }))),
      el("div.figures"),
      el("div.grid", {},
        el("section.card", { "data-card": "map" }, el("h2", {}, "地图"), el("p.muted"), el("div.chart")),
        el("section.card", { "data-card": "years" }, el("h2", {}, "逐年"), el("p.muted", {}, "事故起数（柱）与死亡人数（线）；点击年份筛选。"), el("div.chart"))),
      el("section.card", {}, el("h2", {}, "事故"), el("p.muted", {}, "未载明的值为空；死亡 0 为报告写明无人死亡。"), el("div.content"))));
  }

  function figures(node, cases, rows) {
    const known = (name) => rows.map((i) => cases.get(name, i)).filter((v) => v !== null);
    const toReport = S.five(known("to_report")), loss = known("loss"), deaths = known("deaths");
    const figure = (words, label) => el("div", {}, el("b", {}, words), el("span", {}, label));
    const total = (values) => values.reduce((a, b) => a + b, 0);
    node.replaceChildren(
      figure(fmt.number(rows.length), "事故（起）"),
      figure(fmt.number(total(deaths)), "死亡（人），" + deaths.length + " 起载明"),
      figure(loss.length ? fmt.yuan(total(loss)) : "—", "直接经济损失，" + loss.length + " 起载明"),
      figure(toReport.n ? fmt.minutes(Math.round(toReport.median)) : "—", "事发至报告中位数，" + toReport.n + " 起可算"),
      figure(fmt.number(rows.filter((i) => cases.get("concealed", i) === true).length), "认定瞒报、谎报或迟报（起）"));
  }

  async function drawMap(main, cases, rows, measure, query) {
    const node = main.querySelector('[data-card="map"] .chart'), words = main.querySelector('[data-card="map"] p');
    const chosen = (query.get("province") || "").split("|").filter(Boolean);
    const one = chosen.length === 1 && CODES[short(chosen[0])] ? chosen[0] : null;
    const code = one ? CODES[short(one)] + "0000" : "100000";
    const shape = await S.needMap(code);
    const column = !one ? "province" : MUNICIPALITIES.includes(one) ? "county" : "city";
    const groups = S.group(rows, (i) => cases.get(column, i));
    const placed = new Set(shape.features.map((feature) => feature.properties.name));
    const name = (full) => (one ? full : short(full));
    const data = [...groups].filter(([key]) => key !== null).map(([key, members]) => ({
      name: name(key), full: key, n: members.length, value: MEASURES[measure].of(cases, members),
    })).filter((d) => d.value !== null);
    const off = data.filter((d) => !placed.has(d.name)), nowhere = (groups.get(null) || []).length;
    words.replaceChildren(one ? el("a", { href: "#", onclick: (e) => { e.preventDefault(); S.change({ province: null, city: null }); } }, "全国") : "点击省份查看其城市。",
      one ? " › " + one + "。" : "", off.length ? "地图上没有：" + off.map((d) => d.full + " " + d.n + " 起").join("、") + "。" : "",
      nowhere ? (one ? "未载明所在市县 " : "未载明所在省 ") + nowhere + " 起。" : "", "图形仅供定位，不代表边界。");
    const show = MEASURES[measure].show || fmt.number, high = Math.max(1, ...data.map((d) => d.value));
    const chart = await S.chart(node, {
      tooltip: { confine: true, formatter: (p) => (p.data ? `<b>${safe(p.data.full)}</b><br>${safe(MEASURES[measure].label)} ${safe(show(p.data.value))}<br>事故 ${p.data.n} 起` : safe(p.name)) },
      visualMap: { min: 0, max: high, left: 6, bottom: 6, itemHeight: 90, text: [show(Math.round(high)), "0"], inRange: { color: ["#eef4fb", "#9dc1e6", "#2f6db5", "#153e6f"] } },
      series: [{
        type: "map", map: code, data, roam: false, nameProperty: "name", selectedMode: false,
        itemStyle: { areaColor: "#f1f3f5", borderColor: "#b9c2cc" }, emphasis: { itemStyle: { areaColor: "#ffd98a" }, label: { show: true } },
        label: { show: Boolean(one), fontSize: 10, color: "#1f2933", textBorderColor: "#fff", textBorderWidth: 2 }, labelLayout: { hideOverlap: true }, cursor: "pointer",
      }],
    }, (p) => {
      if (!p.data) return;
      S.change(one ? (column === "city" ? { city: p.data.full } : {}) : { province: p.data.full, city: null });
    });
    return chart;
  }

  function drawYears(main, cases, rows) {
    const groups = S.group(rows, (i) => cases.get("year", i));
    const known = [...groups.keys()].filter((y) => y !== null), first = Math.min(...known);
    const years = known.length ? Array.from({ length: Math.max(...known) - first + 1 }, (_, i) => first + i) : [];
    const of = (year) => groups.get(year) || [];
    return S.chart(main.querySelector('[data-card="years"] .chart'), {
      grid: { left: 8, right: 8, top: 34, bottom: 8, containLabel: true }, legend: { top: 0 }, tooltip: { trigger: "axis", confine: true },
      xAxis: { type: "category", data: years.map(String) },
      yAxis: [{ type: "value", name: "起", minInterval: 1 }, { type: "value", name: "人", minInterval: 1, splitLine: { show: false } }],
      series: [
        { name: "事故起数", type: "bar", barMaxWidth: 26, cursor: "pointer", data: years.map((y) => of(y).length), itemStyle: { color: "#2f6db5" } },
        { name: "死亡人数", type: "line", yAxisIndex: 1, data: years.map((y) => sum(cases, of(y), "deaths")), itemStyle: { color: "#c2503d" } },
      ],
    }, (p) => S.change({ from: p.name, to: p.name }));
  }

  function table(cases, rows) {
    const of = (name) => (i) => cases.get(name, i);
    const columns = [
      { key: "at", short: true, label: "时间", value: (i) => fmt.moment(cases.get("at", i), cases.get("precision", i)) },
      { key: "name", wide: true, label: "事故", value: of("name"), show: (i) => S.reportLink(cases.get("doc_id", i), null, fmt.clip(cases.get("name", i) || "（无名称）", 40)) },
      { key: "province", short: true, label: "省", value: of("province") },
      { key: "city", short: true, label: "市", value: of("city") },
      { key: "county", short: true, label: "县（区）", value: of("county") },
      { key: "type", short: true, label: "类别", value: of("accident_type") },
      { key: "severity", short: true, label: "等级", value: of("severity"), show: (i) => [cases.get("severity", i), cases.get("severity", i) && !cases.get("severity_stated", i) ? el("span.muted", {}, "（推算）") : ""] },
      { key: "industry", short: true, label: "行业", value: of("industry") },
      { key: "deaths", label: "死亡", number: true, value: of("deaths") },
      { key: "missing", label: "失踪", number: true, value: of("missing") },
      { key: "injuries", label: "受伤", number: true, value: of("injuries") },
      { key: "loss", label: "直接经济损失（元）", number: true, value: of("loss"), show: (i) => fmt.yuan(cases.get("loss", i)) },
      { key: "to_report", label: "事发至报告（分钟）", number: true, value: of("to_report") },
      { key: "to_arrival", label: "事发至到场（分钟）", number: true, value: of("to_arrival") },
      { key: "concealed", label: "瞒报迟报", value: (i) => ({ true: "是", false: "否" })[cases.get("concealed", i)] || "" },
      { key: "doc_type", short: true, label: "文件", value: of("doc_type") },
      { key: "documents", label: "文件数", number: true, value: of("documents") },
      { key: "open", label: "待核", number: true, value: of("open_checks"), show: (i) => (cases.get("open_checks", i) ? el("span.tag.few", {}, String(cases.get("open_checks", i))) : "") },
    ];
    return S.table(columns, rows, { file: "事故一览" });
  }
})();

// 比较处罚: fines and other sanctions side by side. Distributions rather than means; groups of few rows are marked; every
// box, bar and point leads to its rows, every row to its words in the report.
"use strict";

(() => {
  const DIMENSIONS = {
    province: { label: "省份", of: "case", column: "province" },
    city: { label: "城市", of: "case", column: "city" },
    year: { label: "年份", of: "case", column: "year" },
    severity: { label: "事故等级", of: "case", column: "severity", order: S.SEVERITIES },
    type: { label: "事故类别", of: "case", column: "accident_type" },
    industry: { label: "行业", of: "case", column: "industry" },
    role: { label: "单位角色", of: "row", column: "role" },
    article: { label: "依据条款", of: "row", column: null },
    measure: { label: "处理措施", of: "row", column: "measure" },
    authority: { label: "决定机关", of: "row", column: "authority" },
  };
  const VALUES = {
    amount: { label: "罚款金额", column: "amount", show: fmt.about, log: true },
    ratio: { label: "罚款占上一年年收入", column: "ratio", show: fmt.percent },
    place: { label: "在法定幅度中的位置", column: "place", show: (v) => (v === null ? "" : fmt.percent(v)) },
  };
  const TARGETS = { organization: "单位", person: "个人" };
  const BINS = ["低于下限", "0–10%", "10–20%", "20–30%", "30–40%", "40–50%", "50–60%", "60–70%", "70–80%", "80–90%", "90–100%", "高于上限"];
  const GROUPS = 24;    // groups that a chart shows
  const POINTS = 3000;  // points that a chart draws
  const NONE = "未载明";

  S.page({
    name: "compare", label: "比较处罚", filters: ["province", "city", "severity", "type", "industry"],
    async render(main, at, fresh) {
      const [cases, rows] = await Promise.all([S.need("cases"), S.need("punishments")]);
      const q = at.query;
      const state = {
        cases, rows, by: DIMENSIONS[q.get("by")] ? q.get("by") : "province",
        value: VALUES[q.get("value")] ? q.get("value") : "amount",
        target: q.get("target") || "", status: q.get("status") || "", article: q.get("article") || "", measure: q.get("measure") || "",
        pick: { group: q.get("g"), category: q.get("c"), bin: q.get("b"), outcome: q.get("o") },
      };
      if (fresh || !main.querySelector(".compare")) frame(main, state);
      draw(main.querySelector(".compare"), state);
    },
  });

  function frame(main, state) {
    const card = (name, title, words, kind) => el("section.card", { "data-card": name },
      el("h2", {}, title), el("p.muted", {}, words), el("div." + (kind || "chart")));
    main.replaceChildren(el("div.compare", {},
      el("div.controls", {}),
      el("div.figures", {}),
      el("div.grid", {},
        card("spread", "分布", ""),
        card("shares", "各类处理所占比例", "每行为一组；点击色块列出该组的处理。")),
      el("div.grid", {},
        card("range", "罚款在法定幅度中的位置", "0% 为法定下限，100% 为上限；只统计法律库中有幅度的罚款。点击柱形列出罚款。"),
        card("outcomes", "建议是否落实", "有整改评估报告的事故：报告建议的处理在评估中的结果。")),
      el("section.card", { "data-card": "groups" }, el("h2", {}, "分组统计"), el("p.muted", {}, "中位数、四分位数只计有数值的罚款；不足 " + S.FEW + " 件的组标注“样本少”，不宜比较。"), el("div.content")),
      el("section.card", { "data-card": "rows" }, el("h2", {}, "处理明细"), el("div.picked", {}), el("div.content"))));
  }

  function menu(name, label, options, value) {
    return el("label", {}, label, el("select", { name, onchange: (event) => S.change({ [name]: event.target.value, g: null, c: null, b: null, o: null }) },
      Object.entries(options).map(([key, words]) => el("option", { value: key, selected: key === value }, words))));
  }

  // What every view needs of each sanction, worked out once: its article as one word, its bin in the statutory range.
  let made = null;
  function facts(rows) {
    if (made && made.rows === rows) return made;
    const keys = new Array(rows.n), bins = new Int8Array(rows.n), names = new Map();
    const laws = rows.codes("law"), words = rows.words("law"), numbers = rows.values("article");
    for (let j = 0; j < rows.n; j++) {
      const code = laws[j] < 0 ? null : laws[j] * 10000 + (numbers[j] || 0);
      if (code !== null && !names.has(code)) names.set(code, fmt.article(words[laws[j]], numbers[j]));
      keys[j] = code === null ? null : names.get(code);
      const bin = binOf(rows, j);
      bins[j] = bin === null ? -1 : bin;
    }
    made = { rows, keys, bins };
    return made;
  }
  const articles = (rows) => facts(rows).keys;

  function keyOf(state) {
    const dimension = DIMENSIONS[state.by];
    if (!dimension.column) {
      const keys = articles(state.rows);
      return (j) => keys[j];
    }
    if (dimension.of === "row") return (j) => state.rows.get(dimension.column, j);
    const at = state.rows.values("case");
    if (state.by === "city") {
      // Cities of one name in two provinces would be one group without the province.
      return (j) => state.cases.get("city", at[j]);
    }
    return (j) => state.cases.get(dimension.column, at[j]);
  }

  function selected(state) {
    const { rows } = state, at = rows.values("case"), keys = state.article ? articles(rows) : null;
    const code = (column, word) => (word ? rows.words(column).indexOf(word) : -2);
    const target = code("target_kind", state.target), status = code("status", state.status), measure = code("measure", state.measure);
    const targets = rows.codes("target_kind"), statuses = rows.codes("status"), measures = rows.codes("measure");
    const out = [];
    for (let j = 0; j < rows.n; j++) {
      if (!S.mask[at[j]]) continue;
      if (target !== -2 && targets[j] !== target) continue;
      if (status !== -2 && statuses[j] !== status) continue;
      if (measure !== -2 && measures[j] !== measure) continue;
      if (keys && keys[j] !== state.article) continue;
      out.push(j);
    }
    return out;
  }

  function binOf(rows, j) {
    const amount = rows.get("amount", j), low = rows.get("low", j), high = rows.get("high", j);
    const ratio = rows.get("ratio", j), lowR = rows.get("low_ratio", j), highR = rows.get("high_ratio", j);
    const place = rows.get("place", j);
    if (amount !== null && low !== null && amount < low) return 0;
    if (amount !== null && high !== null && amount > high) return 11;
    if (ratio !== null && lowR !== null && ratio < lowR - 1e-9) return 0;
    if (ratio !== null && highR !== null && ratio > highR + 1e-9) return 11;
    if (place === null) return null;
    return place < 0 ? 0 : place > 1 ? 11 : 1 + Math.min(9, Math.floor(place * 10));
  }

  function draw(root, state) {
    const { rows } = state, key = keyOf(state), all = selected(state);
    controls(root.querySelector(".controls"), state);
    const column = rows.values(VALUES[state.value].column);
    const fines = all.filter((j) => column[j] !== null && column[j] !== undefined);
    const grouped = S.group(all, (j) => { const k = key(j); return k === null ? NONE : String(k); });
    const order = DIMENSIONS[state.by].order;
    const groups = [...grouped].map(([name, members]) => {
      const values = members.map((j) => column[j]).filter((v) => v !== null && v !== undefined);
      return { name, members, five: S.five(values), values };
    });
    const byName = order || state.by === "year";
    groups.sort((a, b) => (a.name === NONE) - (b.name === NONE)
      || (order ? order.indexOf(a.name) - order.indexOf(b.name) : byName ? a.name - b.name : b.five.n - a.five.n || b.members.length - a.members.length || (a.name < b.name ? -1 : 1)));
    figures(root.querySelector(".figures"), state, all, fines);
    const shown = groups.filter((g) => g.name !== NONE).slice(0, GROUPS);
    const card = (name) => root.querySelector(`[data-card="${name}"]`);
    spread(card("spread"), state, shown.filter((g) => g.five.n), groups, key);
    shares(card("shares"), state, shown);
    range(card("range"), state, all);
    outcomes(card("outcomes"), state, shown);
    groupTable(card("groups"), state, groups);
    rowTable(card("rows"), state, all, key);
  }

  function controls(node, state) {
    const counts = new Map();
    const keys = articles(state.rows), at = state.rows.values("case");
    for (let j = 0; j < state.rows.n; j++) if (keys[j] && S.mask[at[j]]) counts.set(keys[j], (counts.get(keys[j]) || 0) + 1);
    const top = [...counts].sort((a, b) => b[1] - a[1]).slice(0, 60);
    if (state.article && !top.some(([name]) => name === state.article)) top.unshift([state.article, 0]);
    const words = (column) => Object.fromEntries([["", "全部"], ...state.rows.words(column).filter(Boolean).map((w) => [w, w])]);
    node.replaceChildren(
      menu("by", "比较", Object.fromEntries(Object.entries(DIMENSIONS).map(([k, d]) => [k, d.label])), state.by),
      menu("value", "指标", Object.fromEntries(Object.entries(VALUES).map(([k, d]) => [k, d.label])), state.value),
      menu("target", "对象", { "": "全部", ...TARGETS }, state.target),
      menu("measure", "措施", words("measure"), state.measure),
      menu("status", "状态", words("status"), state.status),
      menu("article", "条款", Object.fromEntries([["", "全部"], ...top.map(([name, n]) => [name, name + "（" + n + "）"])]), state.article));
  }

  function figures(node, state, all, fines) {
    const value = VALUES[state.value], five = S.five(fines.map((j) => state.rows.get(value.column, j)));
    const at = state.rows.values("case"), accidents = new Set(all.map((j) => at[j])).size;
    const figure = (words, label) => el("div", {}, el("b", {}, words), el("span", {}, label));
    node.replaceChildren(
      figure(fmt.number(accidents), "有处理的事故（起）"), figure(fmt.number(all.length), "处理（件）"),
      figure(fmt.number(five.n), "有数值的罚款（件）"),
      figure(five.n ? value.show(five.median) : "—", value.label + "中位数"),
      figure(five.n ? value.show(five.q1) + " ～ " + value.show(five.q3) : "—", "中间一半"));
  }

  const toggle = (name, value, state) => S.change({ g: null, c: null, b: null, o: null, ...(state.pick[{ g: "group", c: "category", b: "bin", o: "outcome" }[name]] === value ? {} : { [name]: value }) });
  const height = (n) => Math.max(220, 90 + n * 26) + "px";

  function spread(card, state, groups, allGroups) {
    const value = VALUES[state.value], { rows } = state;
    card.querySelector("h2").textContent = value.label + "的分布";
    const left = allGroups.filter((g) => g.five.n && g.name !== NONE).length - groups.length;
    const node = card.querySelector(".chart");
    const total = groups.reduce((sum, g) => sum + g.five.n, 0), keep = Math.min(1, POINTS / Math.max(1, total));
    card.querySelector("p").textContent = "箱为中间一半，竖线为中位数，须为最小至最大；每点一件罚款，点击到原文。"
      + (keep < 1 ? "点太多，图上画出约 " + POINTS + " 个。" : "") + (left > 0 ? "另有 " + left + " 组未画，见分组统计。" : "");
    if (!groups.length) return S.chart(node, blank("没有带数值的罚款"));
    node.style.height = height(groups.length);
    const floor = value.log ? 100 : -Infinity;
    const names = groups.map((g) => g.name);
    const label = (name) => {
      const g = groups[names.indexOf(name)];
      return fmt.clip(name, 15) + "  n=" + g.five.n + (g.five.n < S.FEW ? " 样本少" : "");
    };
    const points = [];
    groups.forEach((g, y) => g.members.forEach((j) => {
      const v = rows.get(value.column, j);
      if (v === null || v === undefined || (keep < 1 && g.five.n >= 30 && S.scatter(j + 1) > keep)) return;
      points.push({ value: [Math.max(v, floor), y + (S.scatter(j) - 0.5) * 0.5, j] });
    }));
    const boxes = groups.map((g) => (g.five.n < S.FEW ? [] : [g.five.min, g.five.q1, g.five.median, g.five.q3, g.five.max].map((v) => Math.max(v, floor))));
    return S.chart(node, {
      grid: { left: 8, right: 24, top: 12, bottom: 30, containLabel: true },
      tooltip: { confine: true, formatter: (p) => {
        if (p.seriesType === "scatter") return pointWords(state, p.value[2]);
        const g = groups[p.dataIndex];
        return `<b>${safe(g.name)}</b>　n=${g.five.n}<br>中位数 ${safe(value.show(g.five.median))}<br>中间一半 ${safe(value.show(g.five.q1))} ～ ${safe(value.show(g.five.q3))}<br>最小 ${safe(value.show(g.five.min))}，最大 ${safe(value.show(g.five.max))}`;
      } },
      xAxis: { type: value.log ? "log" : "value", axisLine: { onZero: false }, axisLabel: { formatter: value.show, hideOverlap: true }, min: value.log ? undefined : (e) => Math.min(0, e.min) },
      yAxis: [
        { type: "category", data: names, inverse: true, axisLabel: { formatter: label, color: (name) => (groups[names.indexOf(name)].five.n < S.FEW ? "#a8700f" : "#1f2933") }, triggerEvent: true },
        { type: "value", min: -0.5, max: groups.length - 0.5, inverse: true, show: false },
      ],
      series: [
        { type: "boxplot", data: boxes, itemStyle: { color: "#dbe7f4", borderColor: "#2f6db5" }, boxWidth: [8, 16] },
        { type: "scatter", data: points, yAxisIndex: 1, symbolSize: 5, itemStyle: { color: "#2f6db5", opacity: 0.45 }, large: false, cursor: "pointer" },
      ],
    }, (p) => {
      if (p.componentType === "yAxis") return toggle("g", p.value, state);
      if (p.seriesType === "boxplot") return toggle("g", groups[p.dataIndex].name, state);
      location.hash = rowAddress(state, p.value[2]);
    });
  }

  const rowAddress = (state, j) => {
    const docId = state.cases.get("doc_id", state.rows.get("case", j));
    return S.address("report/" + encodeURIComponent(docId), { row: state.rows.get("sanction_id", j) });
  };
  function pointWords(state, j) {
    const r = state.rows.row(j), c = r.case;
    return [`<b>${safe(fmt.clip(r.target_name, 24))}</b>`, safe(fmt.clip(state.cases.get("name", c), 40)),
      safe([r.measure, fmt.yuan(r.amount), fmt.percent(r.ratio)].filter(Boolean).join(" ")),
      r.law ? safe(fmt.article(r.law, r.article)) : ""].filter(Boolean).join("<br>");
  }
  const blank = (words) => ({ title: { text: words, left: "center", top: "middle", textStyle: { color: "#8a94a0", fontWeight: 400, fontSize: 14 } } });

  function shares(card, state, groups) {
    const node = card.querySelector(".chart"), { rows } = state;
    if (!groups.length) return S.chart(node, blank("没有处理"));
    node.style.height = height(groups.length + 1);
    const names = groups.map((g) => g.name), words = rows.words("category"), codes = rows.codes("category");
    const counts = groups.map((g) => {
      const out = new Map();
      for (const j of g.members) out.set(words[codes[j]], (out.get(words[codes[j]]) || 0) + 1);
      return out;
    });
    return S.chart(node, {
      grid: { left: 8, right: 24, top: 34, bottom: 8, containLabel: true },
      legend: { top: 0, type: "scroll", itemWidth: 12, itemHeight: 10 },
      tooltip: { confine: true, formatter: (p) => `<b>${safe(p.name)}</b><br>${safe(p.seriesName)} ${p.data.n} 件，占 ${fmt.percent(p.value)}（共 ${groups[p.dataIndex].members.length} 件）` },
      xAxis: { type: "value", max: 1, axisLabel: { formatter: (v) => fmt.percent(v) } },
      yAxis: { type: "category", data: names, inverse: true, triggerEvent: true, axisLabel: { formatter: (name) => fmt.clip(name, 15) + "  n=" + groups[names.indexOf(name)].members.length } },
      series: S.CATEGORIES.filter((c) => counts.some((m) => m.get(c))).map((c) => ({
        name: c, type: "bar", stack: "all", barMaxWidth: 18, itemStyle: { color: S.CATEGORY_COLOR[c] }, cursor: "pointer",
        data: counts.map((m, i) => ({ value: (m.get(c) || 0) / groups[i].members.length, n: m.get(c) || 0 })),
      })),
    }, (p) => {
      if (p.componentType === "yAxis") return toggle("g", p.value, state);
      S.change({ b: null, o: null, g: p.name, c: p.seriesName });
    });
  }

  function range(card, state, all) {
    const counts = BINS.map(() => 0);
    const { bins } = facts(state.rows);
    for (const j of all) if (bins[j] >= 0) counts[bins[j]]++;
    const node = card.querySelector(".chart"), total = counts.reduce((a, b) => a + b, 0);
    node.style.height = "300px";
    if (!total) return S.chart(node, blank("没有可与法定幅度比较的罚款"));
    return S.chart(node, {
      grid: { left: 8, right: 16, top: 24, bottom: 8, containLabel: true },
      tooltip: { confine: true, formatter: (p) => `${p.name}：${p.value} 件，占 ${fmt.percent(p.value / total)}（共 ${total} 件）` },
      xAxis: { type: "category", data: BINS, axisLabel: { rotate: 40, interval: 0 } }, yAxis: { type: "value", minInterval: 1 },
      series: [{ type: "bar", cursor: "pointer", label: { show: true, position: "top" }, data: counts.map((n, i) => ({ value: n, itemStyle: { color: i === 0 || i === 11 ? "#c2503d" : "#2f6db5" }, label: { show: n > 0 } })) }],
    }, (p) => toggle("b", String(p.dataIndex), state));
  }

  function outcomes(card, state, groups) {
    const { rows } = state, node = card.querySelector(".chart"), kinds = ["一致落实", "变更落实", "未提及"];
    const colors = ["#4f9460", "#d99a2b", "#a0a4a8"];
    const found = groups.map((g) => ({ name: g.name, counts: kinds.map((k) => g.members.filter((j) => rows.get("outcome", j) === k).length) }))
      .filter((g) => g.counts.some(Boolean));
    node.style.height = found.length ? height(found.length + 1) : "300px";
    if (!found.length) return S.chart(node, blank("选中的事故没有整改评估报告"));
    return S.chart(node, {
      grid: { left: 8, right: 24, top: 34, bottom: 8, containLabel: true }, legend: { top: 0 },
      tooltip: { confine: true },
      xAxis: { type: "value", minInterval: 1 }, yAxis: { type: "category", inverse: true, data: found.map((g) => g.name), axisLabel: { formatter: (name) => fmt.clip(name, 15) } },
      series: kinds.map((k, i) => ({ name: k, type: "bar", stack: "all", barMaxWidth: 18, cursor: "pointer", itemStyle: { color: colors[i] }, data: found.map((g) => g.counts[i]) })),
    }, (p) => S.change({ b: null, c: null, g: p.name, o: p.seriesName }));
  }

  function groupTable(card, state, groups) {
    const value = VALUES[state.value], { rows } = state;
    const share = (g, test) => (g.members.length ? g.members.filter(test).length / g.members.length : null);
    const category = rows.words("category"), codes = rows.codes("category"), { bins } = facts(rows);
    const rowsOf = groups.map((g) => {
      let compared = 0, outside = 0;
      for (const j of g.members) if (bins[j] >= 0) { compared++; if (bins[j] === 0 || bins[j] === 11) outside++; }
      return { ...g, compared, outside,
        criminal: share(g, (j) => category[codes[j]] === "刑事"), party: share(g, (j) => ["党纪", "政务", "移送纪检"].includes(category[codes[j]])) };
    });
    const five = (name, label) => ({ key: name, label: label, number: true, value: (g) => g.five[name], show: (g) => (g.five.n ? value.show(g.five[name]) : "") });
    const columns = [
      { key: "name", label: DIMENSIONS[state.by].label, value: (g) => g.name, show: (g) => [el("a", { href: "#", onclick: (event) => { event.preventDefault(); toggle("g", g.name, state); } }, g.name), g.five.n > 0 && g.five.n < S.FEW ? el("span.tag.few", {}, "样本少") : ""] },
      { key: "n", label: "处理件数", number: true, value: (g) => g.members.length },
      { key: "fines", label: "有数值的罚款", number: true, value: (g) => g.five.n },
      five("median", value.label + "中位数"), five("q1", "下四分位"), five("q3", "上四分位"), five("min", "最小"), five("max", "最大"),
      { key: "compared", label: "可比幅度", number: true, value: (g) => g.compared },
      { key: "outside", label: "其中幅度外", number: true, value: (g) => g.outside },
      { key: "criminal", label: "刑事占比", number: true, value: (g) => g.criminal, show: (g) => fmt.percent(g.criminal) },
      { key: "party", label: "党纪政务占比", number: true, value: (g) => g.party, show: (g) => fmt.percent(g.party) },
    ];
    card.querySelector(".content").replaceChildren(S.table(columns, rowsOf, { file: "处罚分组统计" }));
  }

  function rowTable(card, state, all, key) {
    const { rows, cases, pick } = state, at = rows.values("case"), { bins } = facts(rows);
    const chosen = all.filter((j) => (pick.group === null || (key(j) === null ? NONE : String(key(j))) === pick.group)
      && (pick.category === null || rows.get("category", j) === pick.category)
      && (pick.outcome === null || rows.get("outcome", j) === pick.outcome)
      && (pick.bin === null || String(bins[j]) === pick.bin));
    const words = [pick.group, pick.category, pick.outcome, pick.bin !== null ? BINS[pick.bin] : null].filter(Boolean);
    card.querySelector(".picked").replaceChildren(...(words.length
      ? [el("p", {}, "只列：", words.map((w) => [el("span.tag", {}, w), " "]), el("button", { type: "button", onclick: () => S.change({ g: null, c: null, b: null, o: null }) }, "列出全部"))] : []));
    const of = (name) => (j) => rows.get(name, j);
    const columns = [
      { key: "name", wide: true, label: "事故", value: (j) => cases.get("name", at[j]), show: (j) => S.reportLink(cases.get("doc_id", at[j]), rows.get("sanction_id", j), fmt.clip(cases.get("name", at[j]), 32)) },
      { key: "city", short: true, label: "城市", value: (j) => cases.get("city", at[j]) || cases.get("province", at[j]) },
      { key: "year", label: "年", number: true, value: (j) => cases.get("year", at[j]), show: (j) => String(cases.get("year", at[j]) || "") },
      { key: "severity", short: true, label: "等级", value: (j) => cases.get("severity", at[j]) },
      { key: "target", label: "对象", value: of("target_name") },
      { key: "position", label: "职务或角色", value: (j) => rows.get("position", j) || rows.get("role", j), show: (j) => fmt.clip(rows.get("position", j) || rows.get("role", j), 20) },
      { key: "measure", short: true, label: "措施", value: of("measure") },
      { key: "amount", label: "金额（元）", number: true, value: of("amount"), show: (j) => fmt.yuan(rows.get("amount", j)) },
      { key: "ratio", label: "占年收入", number: true, value: of("ratio"), show: (j) => fmt.percent(rows.get("ratio", j)) },
      { key: "article", label: "依据", value: (j) => articles(rows)[j] },
      { key: "place", label: "幅度位置", number: true, value: of("place"), show: (j) => { const bin = bins[j]; return bin === 0 || bin === 11 ? el("span.tag.bad", {}, BINS[bin]) : fmt.percent(rows.get("place", j)); } },
      { key: "status", short: true, label: "状态", value: of("status") },
      { key: "outcome", short: true, label: "落实", value: of("outcome") },
    ];
    card.querySelector(".content").replaceChildren(S.table(columns, chosen, { file: "处理明细" }));
  }
})();

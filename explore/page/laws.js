// 法条: how often an article is cited, for what, with which sanctions, over time and place; numbers harmonised across editions.
"use strict";

(() => {
  S.page({
    name: "laws", label: "法条", filters: ["province", "city", "severity", "type", "industry"],
    async render(main, at, fresh) {
      const [cases, rows, laws] = await Promise.all([S.need("cases"), S.need("punishments"), S.need("laws")]);
      const state = { cases, rows, ...laws, law: at.query.get("law"), article: at.query.get("a"), kind: at.query.get("kind") || "" };
      if (fresh || !main.querySelector(".laws")) {
        main.replaceChildren(el("div.laws", {}, el("div.controls"),
          el("section.card", { "data-card": "list" }, el("h2", {}, "条款"), el("p.muted", {}, "条号已换算到该法最新版本（法律库能够换算的）；同一报告引用多次计为多次。点击条款看详情。"), el("div.content")),
          el("div.detail")));
      }
      controls(main.querySelector(".controls"), state);
      list(main.querySelector('[data-card="list"]'), state);
      await detail(main.querySelector(".detail"), state);
    },
  });

  const keyOf = (columns, r) => columns.get("law", r) + "|" + (columns.get("article", r) ?? "") + "|" + (columns.get("suffix", r) || "");

  function controls(node, state) {
    const kinds = state.citations.words("kind").filter(Boolean);
    node.replaceChildren(el("label", {}, "法的类别", el("select", { name: "kind", onchange: (event) => S.change({ kind: event.target.value, law: null, a: null }) },
      el("option", { value: "" }, "全部"), kinds.map((kind) => el("option", { value: kind, selected: kind === state.kind }, kind)))));
  }

  function list(card, state) {
    const { citations, bases, rows } = state, found = new Map();
    const at = citations.values("case"), counts = citations.values("n"), punished = rows.values("case");
    const entry = (columns, r) => {
      const key = keyOf(columns, r);
      if (!found.has(key)) found.set(key, { key, law: columns.get("law", r), article: columns.get("article", r), suffix: columns.get("suffix", r), n: 0, cases: new Set(), contexts: {}, sanctions: 0, amounts: [] });
      return found.get(key);
    };
    for (let r = 0; r < citations.n; r++) {
      if (!S.mask[at[r]] || (state.kind && citations.get("kind", r) !== state.kind)) continue;
      const one = entry(citations, r), context = citations.get("context", r) || "其他";
      one.n += counts[r];
      one.cases.add(at[r]);
      one.contexts[context] = (one.contexts[context] || 0) + counts[r];
    }
    const of = bases.values("punishment");
    for (let r = 0; r < bases.n; r++) {
      if (!S.mask[punished[of[r]]]) continue;
      const one = found.get(keyOf(bases, r));
      if (!one) continue;
      one.sanctions++;
      const amount = rows.get("amount", of[r]);
      if (amount !== null) one.amounts.push(amount);
    }
    const entries = [...found.values()].map((one) => ({ ...one, fines: S.five(one.amounts) })).sort((a, b) => b.n - a.n || (a.key < b.key ? -1 : 1));
    const columns = [
      { key: "law", label: "法律法规标准", value: (e) => e.law, show: (e) => el("a", { href: S.address("laws", withQuery({ law: e.law, a: (e.article ?? "") + (e.suffix || "") })) }, fmt.clip(e.law, 36)) },
      { key: "article", label: "条", number: true, value: (e) => e.article, show: (e) => (e.article ? "第" + e.article + "条" + (e.suffix || "") : "") },
      { key: "n", label: "引用次数", number: true, value: (e) => e.n },
      { key: "cases", label: "事故起数", number: true, value: (e) => e.cases.size },
      { key: "broken", label: "违反", number: true, value: (e) => e.contexts["违反"] || 0 },
      { key: "basis", label: "依据", number: true, value: (e) => e.contexts["依据"] || 0 },
      { key: "sanctions", label: "据以处理（件）", number: true, value: (e) => e.sanctions },
      { key: "fines", label: "有金额的罚款", number: true, value: (e) => e.fines.n },
      { key: "median", label: "罚款中位数（元）", number: true, value: (e) => e.fines.median, show: (e) => [fmt.about(e.fines.median), e.fines.n > 0 && e.fines.n < S.FEW ? el("span.tag.few", {}, "样本少") : ""] },
    ];
    card.querySelector(".content").replaceChildren(S.table(columns, entries, { file: "法条" }));
  }
  const withQuery = (values) => {
    const query = new URLSearchParams(S.read().query);
    for (const [key, value] of Object.entries(values)) query.set(key, value);
    return query;
  };

  async function detail(node, state) {
    if (!state.law) { node.replaceChildren(); delete node.dataset.shown; return; }
    const { citations, bases, rows, cases, law, article } = state;
    const is = (columns, r) => columns.get("law", r) === law && (columns.get("article", r) ?? "") + (columns.get("suffix", r) || "") === (article || "");
    const at = citations.values("case"), punished = rows.values("case");
    const cited = new Map();
    for (let r = 0; r < citations.n; r++) {
      if (S.mask[at[r]] && is(citations, r)) cited.set(at[r], (cited.get(at[r]) || 0) + citations.values("n")[r]);
    }
    const sanctions = [];
    for (let r = 0; r < bases.n; r++) if (is(bases, r) && S.mask[punished[bases.values("punishment")[r]]]) sanctions.push(bases.values("punishment")[r]);
    const title = fmt.article(law, article || null).replace(/条条/, "条");
    const tally = (items, key) => {
      const groups = S.group(items, key);
      return [...groups].filter(([k]) => k !== null).map(([k, members]) => [String(k), members.length]);
    };
    const card = (name, words) => el("section.card", {}, el("h3", {}, words), el("div.chart", { "data-chart": name, style: "height:300px" }));
    const suffix = /^(\d+)(之.*)$/.exec(article || "");
    node.replaceChildren(
      el("h2", {}, suffix ? fmt.article(law, suffix[1], suffix[2]) : title, " ", el("button", { type: "button", onclick: () => S.change({ law: null, a: null }) }, "关闭")),
      el("div.grid", {}, card("years", "逐年（事故起数）"), card("places", "各省（事故起数）"), card("types", "事故类别（起数）"), card("measures", "据以作出的处理（件）")),
      el("section.card", {}, el("h3", {}, "据以作出的处理"), S.table(sanctionColumns(state), sanctions, { file: "据条款处理" })),
      el("section.card", {}, el("h3", {}, "引用的事故"), S.table(caseColumns(state, cited), [...cited.keys()], { file: "引用条款的事故" })));
    const bars = (name, data) => S.chart(node.querySelector(`[data-chart="${name}"]`), {
      grid: { left: 8, right: 30, top: 8, bottom: 8, containLabel: true }, tooltip: { confine: true },
      xAxis: { type: "value", minInterval: 1 }, yAxis: { type: "category", inverse: true, data: data.map((d) => d[0]), axisLabel: { formatter: (w) => fmt.clip(w, 12) } },
      series: [{ type: "bar", barMaxWidth: 18, data: data.map((d) => d[1]), itemStyle: { color: "#2f6db5" }, label: { show: true, position: "right" } }],
    });
    const items = [...cited.keys()], most = (data) => data.sort((a, b) => b[1] - a[1]).slice(0, 12);
    if (node.dataset.shown !== law + "|" + article) node.scrollIntoView({ block: "start" });
    node.dataset.shown = law + "|" + article;
    await Promise.all([
      bars("years", tally(items, (i) => cases.get("year", i)).sort((a, b) => a[0] - b[0])),
      bars("places", most(tally(items, (i) => cases.get("province", i)))),
      bars("types", most(tally(items, (i) => cases.get("accident_type", i)))),
      bars("measures", most(tally(sanctions, (j) => rows.get("measure", j)))),
    ]);
  }

  function sanctionColumns({ rows, cases }) {
    const at = rows.values("case"), of = (name) => (j) => rows.get(name, j);
    return [
      { key: "case", wide: true, label: "事故", value: (j) => cases.get("name", at[j]), show: (j) => S.reportLink(cases.get("doc_id", at[j]), rows.get("sanction_id", j), fmt.clip(cases.get("name", at[j]), 36)) },
      { key: "target", label: "对象", value: of("target_name") },
      { key: "measure", short: true, label: "措施", value: of("measure") },
      { key: "amount", label: "金额（元）", number: true, value: of("amount"), show: (j) => fmt.yuan(rows.get("amount", j)) },
      { key: "ratio", label: "占年收入", number: true, value: of("ratio"), show: (j) => fmt.percent(rows.get("ratio", j)) },
      { key: "status", short: true, label: "状态", value: of("status") },
    ];
  }
  function caseColumns({ cases }, cited) {
    const of = (name) => (i) => cases.get(name, i);
    return [
      { key: "at", short: true, label: "时间", value: (i) => fmt.moment(cases.get("at", i), cases.get("precision", i)) },
      { key: "name", wide: true, label: "事故", value: of("name"), show: (i) => S.reportLink(cases.get("doc_id", i), null, fmt.clip(cases.get("name", i), 44)) },
      { key: "province", short: true, label: "省", value: of("province") },
      { key: "city", short: true, label: "市", value: of("city") },
      { key: "n", label: "引用次数", number: true, value: (i) => cited.get(i) },
    ];
  }
})();

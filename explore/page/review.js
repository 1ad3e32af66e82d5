// 核对: what wants a reviewer's eye, and what reviewers have decided.
"use strict";

(() => {
  S.ready.reviews = (content) => new Columns(content);
  const STATES = { open: "待核对", done: "已核对", all: "全部" };

  S.page({
    name: "review", label: "核对",
    async render(main, at, fresh) {
      const [schema, reviews, made] = await Promise.all([S.need("schema"), S.need("reviews"), S.need("decisions")]);
      for (const [docId, list] of S.group(made.reviews, (one) => one.doc_id)) S.decisions.take(docId, list);
      for (const [docId] of S.group(S.decisions.local(), (one) => one.doc_id)) S.decisions.take(docId, []);
      const all = Array.from({ length: reviews.n }, (_, i) => reviews.row(i)).map((one) => ({ ...one, decision: S.decisions.onEntry(one) }));
      const state = STATES[at.query.get("state")] ? at.query.get("state") : "open";
      if (fresh || !main.querySelector(".review-list")) frame(main, schema, all, made);
      for (const menu of main.querySelectorAll("select")) menu.value = at.query.get(menu.name) || (menu.name === "state" ? "open" : "");
      figures(main.querySelector(".figures"), all, reviews.n ? all[0].total : 0);
      const wanted = all.filter((one) => keeps(one, at.query, state));
      main.querySelector(".content").replaceChildren(list(schema, wanted));
      const start = main.querySelector(".begin"), open = wanted.filter((one) => !one.decision);
      start.disabled = !open.length;
      start.textContent = "开始核对（" + fmt.number(open.length) + "）";
      start.onclick = () => go(open, open[0]);
      main.querySelector(".made").replaceChildren(...history(schema));
    },
  });

  function keeps(one, query, state) {
    const is = (name, value) => !query.get(name) || query.get(name) === value;
    if (state !== "all" && (state === "done") !== Boolean(one.decision)) return false;
    const words = query.get("find");
    return is("kind", String(one.urgency)) && is("check", one.check || "") && is("table", one.table) && (!words || (one.title + " " + one.words).includes(words));
  }

  function frame(main, schema, all, made) {
    const menu = (name, label, options) => el("label", {}, label,
      el("select", { name, onchange: (event) => S.change({ [name]: event.target.value }) }, options.map(([value, words]) => el("option", { value }, words))));
    const checks = [...new Set(all.map((one) => one.check).filter(Boolean))].sort(), tables = [...new Set(all.map((one) => one.table))];
    const served = S.config.mode === "served";
    main.replaceChildren(el("div.review-list", {},
      el("div.figures"),
      made.error ? el("p.error", {}, "已有的核对记录未能读取：" + made.error) : "",
      el("section.card", {},
        el("div.controls", {},
          menu("state", "状态", Object.entries(STATES)),
          menu("kind", "类型", [["", "全部"], ...S.URGENCY.map(([words], k) => [String(k), words])]),
          menu("check", "校验项", [["", "全部"], ...checks.map((check) => [check, S.checkName(check) + "（" + check + "）"])]),
          menu("table", "表", [["", "全部"], ...tables.map((table) => [table, schema[table].label])]),
          S.findBox(S.read().query.get("find") || "", "文件、内容", "查找"),
          el("button.begin.main", { type: "button" })),
        el("p.muted", {}, "先列不符的校验，再列存疑的，再列置信度低于 " + fmt.percent(S.DOUBTFUL) + " 的值。",
          served ? "决定写入数据集的 " : "这是静态副本：决定保存在本浏览器；请下载，把文件放入数据集的 ", el("code", {}, "corrections/"),
          served ? " 文件夹，立即显示；更正的值在下次运行 " : " 文件夹，下次运行 ", el("code", {}, "shigu parse"), " 时进入各表。"),
        el("div.content")),
      el("section.card.history", {}, el("h2", {}, "核对记录"), el("div.made"))));
  }

  function figures(node, all, total) {
    const figure = (words, label) => el("div", {}, el("b", {}, words), el("span", {}, label));
    const done = all.filter((one) => one.decision).length, of = (k) => all.filter((one) => one.urgency === k && !one.decision).length;
    node.replaceChildren(figure(fmt.number(of(0)), "不符"), figure(fmt.number(of(1)), "存疑"), figure(fmt.number(of(2)), "低置信度"), figure(fmt.number(done), "已核对"),
      total > all.length ? el("p.muted", {}, "共 " + fmt.number(total) + " 项，先列最要紧的 " + fmt.number(all.length) + " 项。") : "");
  }

  const label = (schema, one) => {
    const column = schema[one.table].columns.find((c) => c[0] === one.field);
    return schema[one.table].label + (one.field ? "·" + (column ? column[1] : one.field) : "（整行）");
  };
  // Whose row it is, by what it is found again by.
  const named = (one) => {
    const key = one.row_key || {}, words = key.target_name || key.name || key.law || key.opening;
    return words && !["accidents", "documents"].includes(one.table) ? " " + words : "";
  };
  function go(entries, entry) {
    S.queue = { entries };
    location.hash = S.entryAddress(entry);
  }

  function list(schema, entries) {
    if (!entries.length) return el("p.muted.empty", {}, "没有符合条件的项目。");
    const name = (one) => (one.check ? S.checkName(one.check) : label(schema, one));
    const link = (one) => el("a", { href: S.entryAddress(one), onclick: (event) => { event.preventDefault(); event.stopPropagation(); go(entries, one); } }, name(one));
    const columns = [
      { key: "kind", label: "类型", short: true, value: (one) => one.urgency, show: (one) => S.tag(...S.URGENCY[one.urgency]) },
      { key: "what", label: "校验项 / 值", short: true, value: name, show: link },
      { key: "words", label: "内容", wide: true, value: (one) => one.words, show: (one) => fmt.clip(one.words, 90) },
      { key: "confidence", label: "置信度", number: true, value: (one) => one.confidence, show: (one) => fmt.percent(one.confidence) },
      { key: "title", label: "文件", value: (one) => one.title, show: (one) => fmt.clip(one.title, 34) },
      { key: "decision", label: "决定", short: true, value: (one) => (one.decision ? one.decision.author : ""), show: (one) => (one.decision ? verdict(one.decision) : "") },
    ];
    return S.table(columns, entries, { onclick: (one) => go(entries, one), file: "核对清单" });
  }
  const VERDICTS = { confirmed: "已确认", corrected: "已更正", rejected: "此行有误", added: "新增" };
  const verdict = (one) => el("span.tag.decided." + one.verdict, { title: one.reason || "" }, VERDICTS[one.verdict] + " · " + one.author);

  // All decisions, the last one first; of a static page those that this browser keeps can be taken away.
  function history(schema) {
    const all = [...S.decisions.byDocument.values()].flatMap((known) => [...known.values()]).sort((a, b) => (a.at < b.at ? 1 : -1));
    const out = [];
    if (S.config.mode !== "served") {
      const local = S.decisions.local().length;
      const drop = el("button", { type: "button", disabled: !local, onclick: () => {
        if (drop.dataset.sure) { localStorage.removeItem(S.decisions.STORE); location.reload(); }
        drop.dataset.sure = "1";
        drop.textContent = "确定删除本机的 " + local + " 条记录？";
      } }, "删除本机记录");
      out.push(el("p.controls", {}, el("button.main.download", { type: "button", disabled: !local, onclick: () => S.decisions.download() }, "下载本机记录（" + local + " 条，.jsonl）"), drop));
    }
    if (!all.length) return [...out, el("p.muted", {}, "还没有核对记录。")];
    const show = (value) => {
      if (value === null || value === undefined) return S.NOT_STATED;
      if (Array.isArray(value)) return value.map((v) => (v && v.law ? S.basis(v) : v)).join("、");
      return typeof value === "boolean" ? (value ? "是" : "否") : typeof value === "object" ? "" : String(value);
    };
    const words = (one) => label(schema, one) + named(one);
    const link = (one) => el("a", { href: S.address("report/" + one.doc_id, { row: one.row_id, field: one.field || "" }) }, fmt.clip(words(one), 36));
    const columns = [
      { key: "at", label: "时间", short: true, value: (one) => S.when(one.at) },
      { key: "author", label: "核对人", short: true, value: (one) => one.author },
      { key: "verdict", label: "决定", short: true, value: (one) => VERDICTS[one.verdict], show: (one) => el("span.tag.decided." + one.verdict, {}, VERDICTS[one.verdict]) },
      { key: "what", label: "值", short: true, value: words, show: link },
      { key: "was", label: "读出值", value: (one) => (one.field ? show(one.was) : ""), show: (one) => (one.field ? fmt.clip(show(one.was), 40) : "") },
      { key: "value", label: "审定值", value: (one) => (one.field ? show(S.decisions.outcome(one)) : ""), show: (one) => (one.field ? fmt.clip(show(S.decisions.outcome(one)), 40) : "") },
      { key: "reason", label: "理由", wide: true, value: (one) => one.reason, show: (one) => fmt.clip(one.reason, 60) },
    ];
    return [...out, S.table(columns, all, { file: "核对记录" })];
  }
})();

// 补充漏读的行: a row that the program missed, stated by a reviewer; and those that wait for the next run.
"use strict";

// The part of a record where rows are added. on: as RecordView's, with add(table).
S.addedRows = function (report, on) {
  const tables = Object.keys(report.schema).filter((table) => report.schema[table].add);
  const menu = el("select", { "aria-label": "补充哪一类" }, tables.map((table) => el("option", { value: table }, report.schema[table].label)));
  const known = [...(S.decisions.byDocument.get(report.docId) || new Map()).values()];
  const waiting = known.filter((one) => one.verdict === "added" && !report.where.has(one.row_id)).sort((a, b) => (a.at < b.at ? -1 : 1));
  const line = (one) => {
    const said = Object.entries(one.value).map(([name, value]) => S.shown(report, one.table, name, value, one.value)).filter(Boolean);
    return el("div.check", {}, el("span.tag.decided.added", { title: one.reason || "" }, "新增 · " + one.author),
      el("div", {}, el("b", {}, report.schema[one.table].label), " " + said.join("，"), one.words ? el("div.muted", {}, "据：“" + fmt.clip(one.words, 60) + "”") : ""));
  };
  return el("section.group", { "data-group": "added" }, el("h3", {}, "补充漏读的行", waiting.length ? el("span.count", {}, " " + waiting.length) : ""),
    waiting.map(line), waiting.length ? el("p.muted", {}, "下次运行 shigu parse 时进入各表。") : "",
    el("div.controls", {}, menu, el("button.begin-add", { type: "button", onclick: () => on.add(menu.value) }, "补充一行")));
};

// The form that states a row. on: {selection(), done(decision)}.
S.addForm = function (report, table, on) {
  const { must, words: needsWords } = report.schema[table].add, inputs = new Map();
  const line = ([name, label]) => {
    const one = S.inputFor(report, table, name, null);
    inputs.set(name, one);
    return el("label.line", { "data-column": name }, label + (must.includes(name) ? " *" : ""), one.node, one.hint ? el("small.muted", {}, one.hint) : "");
  };
  const open = report.schema[table].columns.filter((column) => column[4]);
  const first = must.map((name) => open.find((column) => column[0] === name)), rest = open.filter((column) => !must.includes(column[0]));
  const sign = S.signature(), proof = S.proof(report, on), error = el("p.error", { role: "alert" });
  return el("form.review.add", {
    "aria-label": "补充一行", novalidate: true, onsubmit: async (event) => {
      event.preventDefault();
      error.textContent = "";
      const button = event.target.querySelector("button[type=submit]");
      try {
        const value = {};
        for (const [name, one] of inputs) {
          const stated = one.value();
          if (stated !== null && !(Array.isArray(stated) && !stated.length)) value[name] = stated;
        }
        const missing = must.filter((name) => value[name] === undefined).map((name) => report.column(table, name)[1]);
        if (missing.length) throw new Error("请填写：" + missing.join("、"));
        if (needsWords && proof.value().char_end === undefined) throw new Error("请先在正文中选取这一行的原文，再点“以选中文字为据”");
        const draft = { doc_id: report.docId, table, row_id: "", field: null, verdict: "added", value, ...sign.value(), ...proof.value() };
        button.disabled = true;
        on.done(await S.decisions.save(draft, report));
      } catch (problem) {
        error.textContent = problem.message;
      } finally {
        button.disabled = false;
      }
    },
  }, first.map(line), proof.node, needsWords ? el("small.muted", {}, "所选原文即此行的内容") : "",
  el("details.absent", {}, el("summary", {}, "其他列 " + rest.length + " 项"), rest.map(line)), sign.nodes, error,
  el("div.buttons", {}, el("button.main", { type: "submit" }, "记录")));
};

// What identifies an added row on a static page, as explore.decisions does it; the program gives its own id on the next run.
S.addedKey = function (report, draft, words) {
  const row = words === null ? draft.value : { ...draft.value, text: words.replace(/[\n\t]/g, "").trim(), char_start: draft.char_start };
  const waiting = S.decisions.local().filter((one) => one.doc_id === draft.doc_id && one.table === draft.table && one.verdict === "added" && !report.where.has(one.row_id));
  const key = S.keyOfRow(report, draft.table, row, [...report.rows(draft.table), ...waiting.map((one) => one.row_key)]);
  let hash = 0x811c9dc5;
  for (const char of JSON.stringify([draft.table, report.schema[draft.table].find[0].map((name) => key[name]), key.n])) hash = Math.imul(hash ^ char.codePointAt(0), 0x01000193) >>> 0;
  return { row_id: draft.doc_id + "-r" + hash.toString(16).padStart(8, "0"), row_key: key };
};

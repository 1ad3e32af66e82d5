// What is known of the selected value: its words, the rule that read it, how sure it is, who decided on it.
"use strict";

// Checks of the text as a whole: no single value decides them.
const WHOLE = new Set(["sections.complete", "accident.absent", "text.cut_off", "ocr.confidence"]);

S.inspect = function (page) {
  const { report, chosen } = page, { table, id, field } = chosen, row = report.row(table, id);
  if (!row) return [];
  const column = field && report.column(table, field), i = page.places[page.nth], decision = S.decisions.of(report.docId, table, id, field);
  const whose = field && !["documents", "accidents"].includes(table) ? el("span.muted", {}, report.name(table, row)) : "";
  const title = el("div.path", {}, S.tag(report.schema[table].label, S.KIND[table] || ""), whose, el("b", {}, column ? column[1] : field || report.name(table, row)),
    el("button.close.plain", { type: "button", "aria-label": "关闭选中项", onclick: () => { page.inspector.hidden = true; } }, "×"));
  const out = [title];
  if (page.entry && page.entry.check) out.push(el("p.entry", {}, S.tag(...S.URGENCY[page.entry.urgency]), " ", el("b", {}, S.checkName(page.entry.check)), " ", page.entry.words,
    WHOLE.has(page.entry.check) ? el("span.muted", {}, "（针对全文：看过后确认文件类型即为已核对，情况写在理由里）") : ""));
  const exact = column && row[field] !== null && typeof row[field] !== "object" ? String(row[field]) : "";
  if (column) out.push(el("p.shown", { title: exact }, S.shown(report, table, field, row[field], row) || S.NOT_STATED));
  if (i !== undefined) out.push(evidence(page, i, field));
  else if (column && S.isDerived(report, table, row, field)) out.push(el("p.muted", {}, S.tag("推算"), " 没有原文依据：由其他值推算，或取自文件本身。"));
  if (decision) out.push(decided(report, table, field, row, decision));
  const on = { selection: () => page.text.selection(), done: (made, next) => page.decided(made, next) };
  const { list, at } = page.queue();
  if (page.reviewing) out.push(S.reviewForm(report, table, id, field, on, list.length > 1 && at >= 0));
  else out.push(el("div.buttons", {}, el("button.begin", { type: "button", onclick: begin }, decision ? "再次核对" : "核对")));
  return out;

  function begin() {
    page.reviewing = true;
    page.inspect();
    const first = page.inspector.querySelector("input");
    if (first) first.focus();
  }

  function evidence(page, i, field) {
    const one = report.of(i), several = page.places.length > 1, sure = one.confidence >= S.DOUBTFUL;
    const step = (by, words, label) => el("button.plain", { type: "button", "aria-label": label, onclick: () => page.turn(by) }, words);
    const look = (event) => { event.preventDefault(); page.picture(one.page); };
    const before = report.text.slice(Math.max(0, one.start - 14), one.start).split("\n").pop(), after = report.text.slice(one.end, one.end + 14).split("\n")[0];
    return el("div.evidence", {},
      el("blockquote", {}, el("span.muted", {}, before), el("mark." + (S.KIND[one.table] || "doc"), {}, fmt.clip(report.words(i), 160)), el("span.muted", {}, after)),
      el("div.facts", {},
        several ? el("span.turn", {}, step(-1, "‹", "上一处"), "第 " + (page.nth + 1) + " / " + page.places.length + " 处", step(1, "›", "下一处")) : "",
        field ? "" : el("span", {}, (report.column(one.table, one.field) || [0, one.field])[1]),
        el("span", { title: "读出此值的规则" }, "规则 ", el("code", {}, one.rule)),
        el("span", { class: sure ? "" : "doubt" }, "置信度 " + fmt.percent(one.confidence)),
        one.page ? el(page.pictures ? "a" : "span", page.pictures ? { href: "#", onclick: look } : {}, "第 " + one.page + " 页") : "",
        one.reading ? el("span", {}, "识别为“" + one.reading + "”") : ""));
  }

  function decided(report, table, field, row, decision) {
    const wanted = S.decisions.outcome(decision), words = (value) => (field ? S.shown(report, table, field, value, row) : "") || S.NOT_STATED;
    const said = {
      confirmed: "确认" + (field ? "为“" + words(wanted) + "”" : "此行无误"), corrected: "由“" + words(decision.was) + "”更正为“" + words(wanted) + "”",
      rejected: field ? "不应有此值" : "此行有误", added: "新增此行",
    }[decision.verdict];
    const stands = decision.verdict === "confirmed" || (decision.verdict === "corrected" && field && S.same(wanted, row[field]));
    const note = decision.state === "stale" ? el("div.error", {}, "上次运行未采用：程序读出的值已与核对时不同，请重新核对。")
      : stands ? "" : el("div.muted", {}, "尚未进入各表，下次运行 shigu parse 时采用。");
    return el("div.decision", {}, el("b", {}, decision.author), " " + S.when(decision.at) + " " + said, decision.reason ? el("div", {}, "理由：" + decision.reason) : "",
      decision.words ? el("div", {}, "据：“" + fmt.clip(decision.words, 60) + "”") : "", note);
  }
};

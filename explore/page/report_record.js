// The record of a report: its rows as cards whose values lead to their words.
"use strict";

(() => {
  const GROUPS = ["documents", "accidents", "organizations", "persons", "sanctions", "causes", "measures", "events", "directives", "citations"];
  // head: what names the row; tags: short values beside it; text: a passage below; clause: shown with another value; hide: never.
  const LOOK = {
    documents: {
      head: ["title"], tags: ["doc_type"], hide: ["accident_id", "duplicate_of"],
      fold: ["doc_id", "source", "file_name", "also_at", "media_type", "byte_size", "page_count", "char_count", "text_source", "parser_version"],
    },
    accidents: { head: ["name"], hide: ["accident_id", "occurred_precision"], text: ["direct_cause", "summary"] },
    organizations: { head: ["name"], tags: ["role"], hide: ["org_id", "accident_id"] },
    persons: { head: ["name"], tags: ["is_deceased", "responsibility"], hide: ["person_id", "accident_id", "is_masked"] },
    sanctions: {
      head: ["target_name"], tags: ["measure", "amount_yuan", "income_ratio"], text: ["text"],
      hide: ["sanction_id", "accident_id", "target_kind", "person_id", "org_id", "section_id"],
    },
    causes: { tags: ["kind", "factor"], text: ["text"], hide: ["cause_id", "accident_id", "ordinal", "section_id"] },
    measures: { head: ["heading"], tags: ["status"], text: ["text", "implementation"], hide: ["measure_id", "accident_id", "ordinal", "section_id"] },
    events: { head: ["at"], tags: ["kind"], text: ["text"], hide: ["event_id", "accident_id", "ordinal", "precision", "section_id"] },
    directives: { head: ["path"], tags: ["sector"], text: ["text"], hide: ["directive_id", "ordinal", "section_id"] },
    citations: { head: ["law"], tags: ["context", "in_force_on_accident"], text: ["quoted_text"], hide: ["citation_id", "section_id", "char_start", "char_end"] },
  };
  // Columns that tell of the file, not of its words: that no words prove them means nothing.
  const OF_THE_FILE = new Set(["source", "file_name", "media_type", "byte_size", "page_count", "char_count", "text_source", "parser_version", "warnings",
    "link_confidence", "link_basis", "link_differs", "is_masked", "target_kind", "ordinal", "path", "doc_id", "also_at"]);
  S.isDerived = (report, table, row, name) => {
    const value = row[name];
    return stated(value) && !OF_THE_FILE.has(name) && !report.placesOf(table, report.idOf(table, row), name).length && !(name === "text" && report.passageAt(table, row, name));
  };
  S.NOT_STATED = "未载明";
  const stated = (value) => value !== null && value !== undefined && !(Array.isArray(value) && !value.length);

  S.RecordView = class {
    constructor(report, on) {
      this.report = report;
      this.on = on; // {value(table, row id, field or null), check(entry), add(table)}
      this.chosen = null;
      this.lists = {};
      this.penalties = new Map(report.content.penalties.map((one) => [one.sanction_id, one]));
      this.outcomes = new Map();
      for (const one of report.content.outcomes) {
        this.outcomes.set(one.sanction_id, one);
        if (one.evaluation_sanction_id) this.outcomes.set(one.evaluation_sanction_id, one);
      }
      this.body = el("div.rows");
      this.node = el("section.record", { "aria-label": "记录" }, this.jumps(), this.body);
      this.body.append(this.checks(), ...GROUPS.map((table) => this.group(table)).filter(Boolean), S.addedRows(report, on));
      this.body.addEventListener("click", (event) => this.click(event));
    }

    jumps() {
      const { report } = this;
      const go = (table) => this.body.querySelector('[data-group="' + table + '"]').scrollIntoView({ block: "start" });
      const jump = (table, words) => el("button." + (S.KIND[table] || "checks"), { type: "button", onclick: () => go(table) }, words);
      const bar = el("div.jumps", { role: "toolbar", "aria-label": "记录各部分" });
      if (report.columns.checks.n) bar.append(jump("checks", "校验"));
      for (const table of GROUPS) {
        const n = report.columns[table].n;
        if (n) bar.append(jump(table, [report.schema[table].label, n > 1 || table === "citations" ? el("span.count", {}, " " + fmt.number(n)) : ""]));
      }
      return bar;
    }

    group(table) {
      const { report } = this, n = report.columns[table].n;
      if (!n) return null;
      const list = (this.lists[table] = S.lazy(n, 40, table === "citations" ? 34 : 120, (i) => this.card(table, report.rows(table)[i])));
      return el("section.group", { "data-group": table }, el("h3." + S.KIND[table], {}, report.schema[table].label, n > 1 ? el("span.count", {}, " " + fmt.number(n)) : ""), list.node);
    }

    card(table, row) {
      const { report } = this, look = LOOK[table], id = report.idOf(table, row), shown = new Set([...look.hide, ...(table === "documents" ? [] : ["doc_id"])]);
      const take = (names) => (names || []).filter((name) => { shown.add(name); return true; });
      const head = take(look.head), tags = take(look.tags), passages = take(look.text);
      const decision = S.decisions.of(report.docId, table, id, null);
      const card = el("article.card-row", { "data-table": table, "data-row": id, class: "card-row" + (decision && decision.verdict === "rejected" ? " rejected" : "") });
      const names = head.filter((name) => this.has(table, row, id, name)).map((name) => this.value(table, row, id, name, "b.value"));
      const extra = table === "citations" ? this.clauses(row, id, take(["article", "article_suffix", "paragraph", "item", "subitem"])) : [];
      const labels = tags.filter((name) => this.has(table, row, id, name) && !(name === "is_deceased" && row[name] === false))
        .map((name) => this.value(table, row, id, name, "span.tag.value"));
      card.append(el("div.card-head", {}, names, extra, labels, decision ? this.verdict(decision) : "", this.rowButton(table, row, id)));
      const rest = report.schema[table].columns.map(([name]) => name).filter((name) => !shown.has(name));
      const there = rest.filter((name) => this.has(table, row, id, name)), absent = rest.filter((name) => !this.has(table, row, id, name) && report.column(table, name)[4]);
      const more = [...absent, ...head.concat(tags, passages).filter((name) => !this.has(table, row, id, name) && report.column(table, name)[4])];
      const lines = this.lines(table, row, id, there.filter((name) => !(look.fold || []).includes(name)));
      if (table === "sanctions") lines.append(...this.beside(id));
      if (lines.childElementCount) card.append(lines);
      const said = passages.filter((name) => this.has(table, row, id, name) && !(table === "sanctions" && row.text === row.measure_text));
      for (const name of said) {
        const label = look.text.length > 1 ? el("span.label", {}, report.column(table, name)[1]) : "";
        card.append(el("p.passage-value", {}, label, this.value(table, row, id, name, "span.value")));
      }
      if (more.length) card.append(this.absent(table, row, id, more));
      if (look.fold) card.append(el("details.absent", {}, el("summary", {}, "文件信息"), this.lines(table, row, id, there.filter((name) => look.fold.includes(name)))));
      return card;
    }
    lines(table, row, id, names) {
      return el("dl", {}, names.flatMap((name) => [el("dt", {}, this.report.column(table, name)[1]), el("dd", {}, this.value(table, row, id, name, "span.value"))]));
    }

    has(table, row, id, name) {
      return stated(row[name]) || Boolean(S.decisions.of(this.report.docId, table, id, name));
    }

    value(table, row, id, name, kind) {
      const { report } = this, decision = S.decisions.of(report.docId, table, id, name);
      const words = S.shown(report, table, name, row[name], row);
      const node = el(kind, {
        role: "button", tabindex: "0", "data-field": name, title: report.column(table, name)[1],
        "aria-label": report.column(table, name)[1] + "：" + (words || S.NOT_STATED),
      });
      const label = name === "is_deceased" && row[name] ? "死亡" : name === "in_force_on_accident" ? (row[name] ? "事发时有效" : "事发时无效") : words;
      if (!decision) node.append(label);
      else node.append(...this.overlay(decision, table, name, row, label));
      const places = report.placesOf(table, id, name);
      if (!decision && S.isDerived(report, table, row, name)) {
        node.classList.add("derived");
        node.title += "（推算：没有原文依据）";
      } else if (places.length && !decision && Math.max(...places.map((i) => report.evidence.get("confidence", i))) < S.DOUBTFUL) node.classList.add("low");
      return node;
    }
    // What a reviewer decided, over what the tables hold.
    overlay(decision, table, name, row, words) {
      const wanted = S.decisions.outcome(decision), same = S.same(wanted, row[name]);
      const shown = wanted === null ? S.NOT_STATED : S.shown(this.report, table, name, wanted, row);
      if (same) return [words || S.NOT_STATED, this.verdict(decision)];
      return [words ? el("s", {}, words) : "", " ", el("ins", {}, shown), this.verdict(decision)];
    }
    verdict(decision) {
      const words = { confirmed: "已确认", corrected: "已更正", rejected: "此行有误", added: "新增" }[decision.verdict];
      return el("span.tag.decided." + decision.verdict, { title: decision.author + "，" + decision.at.slice(0, 10) + (decision.reason ? "：" + decision.reason : "") }, words);
    }
    rowButton(table, row, id) {
      const words = { "aria-label": "选中整行：" + this.report.name(table, row), title: "选中整行（可核对整行）" };
      return el("button.row-button", { type: "button", "data-row-button": "", ...words }, "⋯");
    }
    clauses(row, id, names) {
      const unit = { article: "条", paragraph: "款", item: "项", subitem: "目" };
      return names.filter((name) => this.has("citations", row, id, name)).map((name) => {
        const node = this.value("citations", row, id, name, "span.value");
        if (unit[name] && !S.decisions.of(this.report.docId, "citations", id, name)) node.textContent = "第" + row[name] + unit[name];
        return node;
      });
    }
    absent(table, row, id, names) {
      const box = el("details.absent", {}, el("summary", {}, S.NOT_STATED + " " + names.length + " 项"));
      box.append(...names.map((name) => el("span.value.none", { role: "button", tabindex: "0", "data-field": name }, this.report.column(table, name)[1])));
      return box;
    }

    // What other tables say of a sanction: its statutory range, what the evaluation says became of it.
    beside(id) {
      const out = [], line = (label, ...words) => out.push(el("dt", {}, label), el("dd", {}, ...words));
      const range = this.penalties.get(id), outcome = this.outcomes.get(id);
      if (range) {
        const low = yuan(range.range_low_yuan), high = yuan(range.range_high_yuan), place = range.position_in_range;
        const [least, most] = [range.range_low_ratio, range.range_high_ratio];
        if (low || high) line("法定幅度", (low || "0") + " – " + (high || "不限"), place !== null ? "，位于 " + fmt.percent(place) : "");
        else if (least !== null) line("法定幅度", "年收入的 " + fmt.percent(least), most !== least ? " – " + fmt.percent(most) : "");
      }
      if (outcome && outcome.report_doc_id === this.report.docId) {
        const kind = { 一致落实: "good", 变更落实: "few" }[outcome.outcome] || "";
        const words = [outcome.evaluation_measure, yuan(outcome.evaluation_amount_yuan), outcome.evaluation_status, outcome.decided_on];
        const link = S.reportLink(outcome.evaluation_doc_id, outcome.evaluation_sanction_id, "评估报告");
        line("落实情况", S.tag(outcome.outcome, kind), " " + words.filter(Boolean).join(" ") + " ", link);
      } else if (outcome) {
        const words = [outcome.measure, yuan(outcome.amount_yuan)].filter(Boolean).join(" ");
        line("原建议", words + " ", S.reportLink(outcome.report_doc_id, outcome.sanction_id, "调查报告"));
      }
      return out;
    }

    // ---- checks ----
    checks() {
      const { report } = this, todo = report.content.todo, passed = report.rows("checks").filter((one) => one.verdict === "pass");
      if (!todo.length && !passed.length) return "";
      const rows = todo.map((entry, k) => this.checkRow(entry, k));
      const agrees = (one) => el("div.check", {}, S.tag("相符", "good"), el("div", {}, el("b", {}, S.checkName(one.check)), " " + one.message, this.rowLinks(one.row_ids)));
      const fine = passed.length ? el("details.passed", {}, el("summary", {}, passed.length + " 项校验相符"), passed.map(agrees)) : "";
      const count = todo.length ? el("span.count", {}, " " + todo.length) : "";
      return el("section.group", { "data-group": "checks" }, el("h3", {}, "校验与存疑", count), rows, fine);
    }
    checkRow(entry, k) {
      const { report } = this, [words, kind] = S.URGENCY[entry.urgency], decision = S.decisions.onEntry(entry);
      const column = report.column(entry.table, entry.field);
      const title = entry.check ? S.checkName(entry.check) : report.schema[entry.table].label + "·" + (column ? column[1] : entry.field);
      return el("div.check", { "data-entry": String(k), role: "button", tabindex: "0", class: "check" + (decision ? " done" : "") },
        S.tag(words, kind), el("div", {}, el("b", {}, title), entry.confidence !== null ? el("span.muted", {}, " " + fmt.percent(entry.confidence)) : "", " " + entry.words,
          entry.check ? this.rowLinks(entry.row_ids) : "", decision ? this.verdict(decision) : ""));
    }
    rowLinks(ids) {
      const found = (ids || []).filter((id) => this.report.where.has(id)).slice(0, 12);
      const link = (id) => {
        const [table, i] = this.report.where.get(id), words = this.report.schema[table].label + "：" + this.report.name(table, this.report.rows(table)[i]);
        const go = (event) => { event.preventDefault(); event.stopPropagation(); this.on.value(table, id, null); };
        return el("a", { href: "#", "data-to": id, onclick: go }, words);
      };
      return found.length ? el("div.links", {}, found.map(link)) : "";
    }

    // ---- choice ----
    click(event) {
      const check = event.target.closest("[data-entry]");
      if (check) return this.on.check(this.report.content.todo[Number(check.dataset.entry)]);
      const card = event.target.closest(".card-row"), value = event.target.closest("[data-field]");
      if (card && value) this.on.value(card.dataset.table, card.dataset.row, value.dataset.field);
      else if (card && event.target.closest("[data-row-button]")) this.on.value(card.dataset.table, card.dataset.row, null);
      return null;
    }
    choose(table, id, field, scroll) {
      for (const node of this.body.querySelectorAll(".chosen")) node.classList.remove("chosen");
      this.chosen = { table, id, field };
      const card = this.cardOf(table, id);
      if (!card) return;
      card.classList.add("chosen");
      const value = field && card.querySelector('[data-field="' + CSS.escape(field) + '"]');
      if (value) {
        value.classList.add("chosen");
        const box = value.closest("details");
        if (box) box.open = true;
      }
      if (scroll) this.bring(value || card);
    }
    bring(node) {
      const turn = (this.moving = {}), go = (left) => {
        if (turn !== this.moving || !node.isConnected) return;
        const own = this.body.getBoundingClientRect(), box = node.getBoundingClientRect();
        if (box.top < own.top + 30 || box.bottom > own.bottom - 10) this.body.scrollTop += box.top - own.top - own.height * 0.3;
        if (left) requestAnimationFrame(() => go(left - 1)); // what lies above takes its true height only once it is near
      };
      go(5);
    }
    cardOf(table, id) {
      const found = this.report.where.get(id);
      return found && this.lists[table] ? this.lists[table].ensure(found[1]) : null;
    }
    renew(table, id) {
      const found = this.report.where.get(id);
      if (found && this.lists[table]) this.lists[table].renew(found[1]);
      const checks = this.body.querySelector('[data-group="checks"]');
      if (checks) checks.replaceWith(this.checks());
      this.body.querySelector('[data-group="added"]').replaceWith(S.addedRows(this.report, this.on));
      if (this.chosen) this.choose(this.chosen.table, this.chosen.id, this.chosen.field, false);
    }
  };

  const yuan = (value) => (value === null ? "" : fmt.yuan(Number(value)));
  S.same = (a, b) => JSON.stringify(plain(a)) === JSON.stringify(plain(b));
  const plain = (value) => (value === undefined ? null : Array.isArray(value) && !value.length ? null : value);
})();

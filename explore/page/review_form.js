// Decisions of reviewers: those of the dataset, those made on this page, and the form that makes one.
"use strict";

S.decisions = {
  byDocument: new Map(), // document → Map(key → decision)
  STORE: "shigu-reviews",
  KEYS: ["doc_id", "table", "row_id", "field", "verdict", "was", "value", "row_key", "author", "reason", "at", "char_start", "char_end", "words"],

  // Decisions that came with a report or the list; those made since on this page stay.
  take(docId, reviews) {
    const known = this.byDocument.get(docId) || new Map();
    for (const one of [...reviews, ...this.local().filter((made) => made.doc_id === docId)]) {
      const key = S.keyOf(one.table, one.row_id, one.field), before = known.get(key);
      if (!before || before.at <= one.at) known.set(key, before && before.at === one.at ? { ...before, ...one } : one); // the list does not know its state
    }
    this.byDocument.set(docId, known);
  },
  of(docId, table, row, field) {
    const known = this.byDocument.get(docId);
    return (known && known.get(S.keyOf(table, row, field))) || null;
  },
  // Who decided on the value that an entry of the list is about, or on its whole row.
  onEntry(entry) {
    const found = this.of(entry.doc_id, entry.table, entry.row_id, entry.field) || this.of(entry.doc_id, entry.table, entry.row_id, null);
    return found && entry.at && found.at.slice(0, 19) <= entry.at.replace(" ", "T") ? null : found; // that one was not followed
  },
  outcome: (one) => (one.verdict === "confirmed" ? one.was : one.verdict === "rejected" ? null : one.value),
  // What a static page has kept in this browser.
  local() {
    if (S.config.mode === "served") return [];
    try {
      return JSON.parse(localStorage.getItem(this.STORE)) || [];
    } catch {
      return [];
    }
  },
  async save(draft, report) {
    const made = S.config.mode === "served" ? await this.send(draft) : this.keep(draft, report);
    this.take(made.doc_id, [made]);
    S.forget("decisions");
    return made;
  },
  async send(draft) {
    let answer;
    try {
      answer = await fetch("api/reviews", { method: "POST", headers: { "X-Shigu-Token": S.config.token, "Content-Type": "application/json" }, body: JSON.stringify(draft) });
    } catch {
      throw new Error("连接不到 shigu explore：它可能已停止运行。填写的内容仍在，重新启动后再试");
    }
    const content = await answer.json().catch(() => ({}));
    if (!answer.ok) throw new Error(content.error || "未能记录（" + answer.status + "）");
    return content.review;
  },
  keep(draft, report) {
    const row = report.row(draft.table, draft.row_id), words = draft.char_end ? report.text.slice(report.places.unit(draft.char_start), report.places.unit(draft.char_end)) : null;
    const which = draft.verdict === "added" ? S.addedKey(report, draft, words) : { row_key: rowKey(report, draft.table, draft.row_id) };
    const full = { ...draft, ...which, was: draft.field ? row[draft.field] : null, at: new Date().toISOString(), words };
    const made = {};
    for (const name of this.KEYS) if (full.words !== null || !["char_start", "char_end", "words"].includes(name)) made[name] = full[name] === undefined ? null : full[name];
    const others = this.local().filter((one) => one.doc_id !== made.doc_id || S.keyOf(one.table, one.row_id, one.field) !== S.keyOf(made.table, made.row_id, made.field));
    try {
      localStorage.setItem(this.STORE, JSON.stringify([...others, made]));
    } catch {
      throw new Error("浏览器不允许保存；请改用 shigu explore 打开数据集");
    }
    return made;
  },
  download() {
    const lines = this.local().map((one) => JSON.stringify(one) + "\n");
    S.save("corrections-" + new Date().toISOString().slice(0, 10) + ".jsonl", new Blob(lines, { type: "application/x-ndjson" }));
  },
};

// By which columns the row is found again when the report is parsed anew: as schemas.reviews.row_key_of.
// before: the rows, or the keys of rows, that are counted where they agree with it.
S.keyOfRow = function (report, table, row, before) {
  const [hard, soft] = report.schema[table].find, opening = (one) => [...(one.text || one.heading || "")].slice(0, 40).join("") || null;
  const value = (one, name) => (name === "opening" && one.opening === undefined ? opening(one) : one[name] === undefined ? null : one[name]);
  const key = (one, names) => Object.fromEntries(names.map((name) => [name, value(one, name)])), same = JSON.stringify(key(row, hard));
  return { ...key(row, [...hard, ...soft]), n: before.filter((one) => JSON.stringify(key(one, hard)) === same).length };
};
function rowKey(report, table, id) {
  const rows = report.rows(table), place = report.where.get(id)[1];
  return S.keyOfRow(report, table, rows[place], rows.slice(0, place));
}

(() => {
  const AUTHOR = "shigu-author";
  const author = () => { try { return localStorage.getItem(AUTHOR) || ""; } catch { return ""; } };
  const remember = (name) => { try { localStorage.setItem(AUTHOR, name); } catch { /* private window: asked again next time */ } };

  // Who decides, and why: {nodes, value() → {author, reason}, or throws where the name is missing}.
  S.signature = function () {
    const name = el("input", { type: "text", name: "author", required: true, maxLength: 60, value: author(), autocomplete: "off" });
    const reason = el("textarea", { name: "reason", rows: 2, maxLength: 4000, placeholder: "依据、理由（可不填）" });
    const value = () => {
      if (!name.value.trim()) { name.focus(); throw new Error("请填写核对人"); }
      remember(name.value.trim());
      return { author: name.value.trim(), reason: reason.value.trim() };
    };
    return { nodes: [el("label.line", {}, "理由", reason), el("label.line", {}, "核对人", name)], value };
  };

  // The form that decides on a value, or with field null on the row. on: {selection(), done(decision, next)}; queue: offer "next".
  S.reviewForm = function (report, table, id, field, on, queue) {
    const row = report.row(table, id), column = field && report.column(table, field);
    const open = column && column[4], whole = !["documents", "sections"].includes(table);
    if (!open && !whole) return el("p.muted", {}, "此项由程序记录，不能更正。");
    const before = S.decisions.of(report.docId, table, id, open ? field : null);
    const pending = before && before.verdict === "corrected" && !S.same(before.value, row[field]);
    const input = open ? S.inputFor(report, table, field, pending ? before.value : row[field]) : null;
    const sign = S.signature(), error = el("p.error", { role: "alert" }), words = proof(report, on);
    const choices = choicesOf(report, table, row, field, open, whole, before, pending);
    const marks = choices.map((one, k) => el("label.choice", {}, el("input", { type: "radio", name: "verdict", value: String(k), checked: k === 0, onchange: () => turn() }), one.words));
    const chosen = () => choices[Number(form.querySelector("[name=verdict]:checked").value)];
    const field_ = input ? el("div.new-value", {}, input.node, input.hint ? el("small.muted", {}, input.hint) : "") : null;
    const turn = () => { if (field_) field_.hidden = chosen().verdict !== "corrected" || chosen().fixed; };
    const form = el("form.review", {
      "aria-label": "核对", novalidate: true, onsubmit: async (event) => {
        event.preventDefault();
        error.textContent = "";
        const buttons = form.querySelectorAll("button[type=submit]"), next = event.submitter && event.submitter.name === "next";
        try {
          const pick = chosen(), draft = { doc_id: report.docId, table, row_id: id, field: pick.row ? null : field, verdict: pick.verdict, ...sign.value(), ...words.value() };
          if (!pick.row) draft.was = row[field] === undefined ? null : row[field];
          if (pick.verdict === "corrected") draft.value = pick.fixed ? before.value : input.value();
          buttons.forEach((button) => { button.disabled = true; });
          on.done(await S.decisions.save(draft, report), next);
        } catch (problem) {
          error.textContent = problem.message;
        } finally {
          buttons.forEach((button) => { button.disabled = false; });
        }
      },
    }, open || !field ? "" : el("p.muted", {}, "此列不能单独更正，可对整行表态。"), el("div.choices", { role: "radiogroup" }, marks), field_, words.node,
    sign.nodes, error,
    el("div.buttons", {}, el("button.main", { type: "submit" }, "记录"), queue ? el("button.main", { type: "submit", name: "next" }, "记录，看下一项") : "",
      el("small.muted", {}, S.config.mode === "served" ? "下次运行 shigu parse 时进入各表" : "保存在本浏览器，在“核对”页下载")));
    turn();
    return form;
  };

  // What can be said of the value, the likeliest first.
  function choicesOf(report, table, row, field, open, whole, before, pending) {
    const out = [], value = open ? S.shown(report, table, field, row[field], row) || S.NOT_STATED : "";
    const quote = (words) => "“" + fmt.clip(words, 24) + "”";
    if (open && pending) {
      out.push({ verdict: "corrected", fixed: true, words: "维持更正 " + quote(S.shown(report, table, field, before.value, row) || S.NOT_STATED) });
      out.push({ verdict: "confirmed", words: "恢复读出值 " + quote(value) });
    } else if (open) out.push({ verdict: "confirmed", words: "确认 " + quote(value) });
    if (open) out.push({ verdict: "corrected", words: "更正为" });
    if (whole && !open) out.push({ verdict: "confirmed", row: true, words: "此行无误" });
    if (whole) out.push({ verdict: "rejected", row: true, words: "此行有误（整行不应有）" });
    return out;
  }

  // "以选中文字为据": the words that the reader selected in the text.
  S.proof = proof;
  function proof(report, on) {
    let chosen = null;
    const show = el("span.muted"), drop = el("button.plain", { type: "button", "aria-label": "去掉所选文字", hidden: true, onclick: () => set(null) }, "×");
    const set = (place) => {
      chosen = place;
      drop.hidden = !place;
      show.textContent = place ? "“" + fmt.clip(report.text.slice(place.start, place.end).replace(/\s+/g, " "), 40) + "”" : "";
    };
    const take = el("button", {
      type: "button", onmousedown: (event) => event.preventDefault(), // a click must not undo the selection
      onclick: () => { const found = on.selection(); set(found); if (!found) show.textContent = "请先在正文中选取文字"; },
    }, "以选中文字为据");
    return {
      node: el("div.proof", {}, take, show, drop),
      value: () => (chosen ? { char_start: report.places.point(chosen.start), char_end: report.places.point(chosen.end) } : {}),
    };
  }

  // An input that fits the column: {node, value() → plain JSON, hint}; empty: null.
  S.inputFor = function (report, table, field, value) {
    const [, label, type, words, , nullable] = report.column(table, field), empty = nullable ? S.NOT_STATED : "（请选择）";
    const labelled = { "aria-label": label, name: "value" };
    const filled = value !== null && value !== undefined;
    const plainInput = (kind, text, more, read) => {
      const node = el("input", { ...labelled, type: kind, value: text, ...more });
      return { node, value: () => (node.value.trim() === "" ? null : (read || String)(node.value.trim())), hint: nullable ? "留空 = " + S.NOT_STATED : "" };
    };
    const menu = (options) => {
      const node = el("select", labelled, el("option", { value: "" }, empty), options.map(([key, shown]) => el("option", { value: key, selected: filled && String(value) === key }, shown)));
      return { node, value: () => node.value || null };
    };
    const vocabulary = field === "gender" ? ["男", "女"] : words;
    if (vocabulary.length && !type.startsWith("list")) return menu(vocabulary.map((word) => [word, (S.WORDS[field] && S.WORDS[field][word]) || word]));
    if (type === "bool") {
      const one = menu([["true", "是"], ["false", "否"]]), read = one.value;
      return { ...one, value: () => (read() === null ? null : read() === "true") };
    }
    if (type === "date32") return plainInput("date", value || "", {});
    if (type.startsWith("timestamp")) return plainInput("datetime-local", (value || "").slice(0, 16), { max: "9999-12-31T23:59" }, (text) => (text.length === 16 ? text + ":00" : text));
    if (type.startsWith("decimal")) return money(plainInput("number", filled ? String(Number(value)) : "", { step: "0.01", min: "0" }, (text) => Number(text).toFixed(2)));
    if (type === "float64") return { ...plainInput("number", filled ? String(value) : "", { step: "any", min: "0", max: "10" }, Number), hint: "40% 写作 0.4；留空 = " + S.NOT_STATED };
    if (type.startsWith("int")) return plainInput("number", filled ? String(value) : "", { step: "1", min: "0" }, Number);
    if (field === "basis") return articles(value || []);
    if (type.startsWith("list")) {
      const node = el("textarea", { ...labelled, rows: 3 });
      node.value = (value || []).join("\n");
      return { node, value: () => node.value.split("\n").map((line) => line.trim()).filter(Boolean), hint: "每行一项；留空 = " + S.NOT_STATED };
    }
    if (String(value || "").length <= 40) return plainInput("text", value || "", {});
    const node = el("textarea", { ...labelled, rows: 4 });
    node.value = value;
    return { node, value: () => node.value.trim() || null, hint: nullable ? "留空 = " + S.NOT_STATED : "" };
  };
  function money(one) {
    const shown = el("small.muted"), tell = () => { shown.textContent = "元" + (one.node.value ? "，即 " + fmt.yuan(Number(one.node.value)) : ""); };
    one.node.addEventListener("input", tell);
    tell();
    return { ...one, node: el("span", {}, one.node, " ", shown) };
  }
  // The articles that a sanction rests on, one line each.
  function articles(value) {
    const list = el("div.articles");
    const line = (one) => {
      const cell = (name, type, words) => {
        const filled = one[name] === null || one[name] === undefined ? "" : String(one[name]);
        return el("input", { type, name, placeholder: words, "aria-label": words, value: filled, min: type === "number" ? "0" : null });
      };
      const node = el("div.article", {}, cell("law", "text", "法律全称"), cell("article", "number", "条"), cell("article_suffix", "text", "之几"),
        cell("paragraph", "number", "款"), cell("item", "number", "项"),
        el("button.plain", { type: "button", "aria-label": "删去此条", onclick: () => node.remove() }, "×"));
      list.append(node);
    };
    value.forEach(line);
    return {
      node: el("div", {}, list, el("button", { type: "button", onclick: () => line({}) }, "增加一条")),
      value: () => [...list.children].map((node) => {
        const of = (name) => node.querySelector('[name="' + name + '"]').value.trim() || null, number = (name) => (of(name) === null ? null : Number(of(name)));
        return { law: of("law"), article: number("article"), article_suffix: of("article_suffix"), paragraph: number("paragraph"), item: number("item") };
      }).filter((one) => one.law || one.article),
    };
  }
})();

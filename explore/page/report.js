// 报告与依据: a report's text beside its record; values lead to their words, words to their values.
"use strict";

(() => {
  let view = null; // the report that is shown

  S.page({
    name: "report", label: "报告与依据",
    async render(main, at) {
      const docId = at.rest[0];
      if (!docId) { view = null; return chooser(main, at); }
      if (!view || view.report.docId !== docId || !view.node.isConnected) {
        main.replaceChildren(el("p.muted.wait", {}, "正在读取报告……"));
        const [schema, content] = await Promise.all([S.need("schema"), S.need("reports/" + docId).catch(() => null)]);
        if (!content) {
          main.replaceChildren(el("p.error.wait", {}, "数据集中没有这份文件（" + docId + "）。"), el("p.wait", {}, el("a", { href: "#/report" }, "查找报告")));
          return;
        }
        if (S.read().rest[0] !== docId || S.read().page !== "report") return; // another page was asked for meanwhile
        view = new ReportPage(new S.Report(docId, content, schema));
        main.replaceChildren(view.node);
        S.forget("reports/" + docId); // may be large, and decisions change
      }
      document.title = (view.report.document.title || view.report.document.file_name) + " · shigu";
      view.follow(at.query);
    },
  });

  class ReportPage {
    constructor(report) {
      this.report = report;
      this.places = [];
      this.nth = 0;
      this.text = new S.TextView(report, {
        values: (evidence, mark) => this.fromText(evidence, mark), page: (n) => this.picture(n), section: (one) => this.tree && this.tree.here(one),
      });
      this.record = new S.RecordView(report, { value: (table, id, field) => this.choose(table, id, field, "record"), check: (entry) => this.openEntry(entry), add: (table) => this.add(table) });
      this.tree = sections(report, (one) => this.text.reveal(one.start, one.start + 1, 0.03));
      this.pictures = S.PictureView.offered(report) ? new S.PictureView(report, { value: (i) => this.fromText([i], null), close: () => this.picture(0) }) : null;
      this.inspector = el("section.inspector", { "aria-label": "选中项", hidden: true });
      this.record.node.append(this.inspector);
      const middle = el("section.middle", { "aria-label": "报告正文" }, this.bar(), this.text.node);
      this.node = el("div.report", {}, this.head(), el("div.panels", {}, this.tree.node, middle, this.pictures && this.pictures.node, this.record.node));
      this.onKey = (event) => this.key(event);
      document.addEventListener("keydown", this.onKey);
    }

    head() {
      const { report } = this, one = report.document, others = report.content.same_accident;
      const length = [one.page_count ? one.page_count + " 页" : "", fmt.number(one.char_count) + " 字"];
      const facts = [one.doc_type, one.doc_number, one.issued_on, (one.issuer || []).join("、"), ...length].filter(Boolean);
      const link = (other) => {
        const copy = other.duplicate_of === report.docId || one.duplicate_of === other.doc_id;
        return S.reportLink(other.doc_id, null, [copy ? "同文" : "", other.doc_type, other.issued_on].filter(Boolean).join(" "));
      };
      return el("div.report-head", {}, el("a.back", { href: "#/report", title: "查找其他报告", "aria-label": "查找其他报告" }, "‹"),
        el("h2", { title: one.title || one.file_name }, one.title || one.file_name), el("span.muted", {}, facts.join(" · ")),
        others.length ? el("span.same", {}, "同一事故：", others.map((other) => el("span", { title: other.title }, link(other)))) : "");
    }

    bar() {
      const find = el("input", {
        type: "search", placeholder: "在正文中查找", "aria-label": "在正文中查找", title: "回车：下一处；Shift+回车：上一处",
        onkeydown: (event) => { if (event.key === "Enter") this.find(event.target.value, event.shiftKey); },
      });
      this.found = el("span.muted.found", { "aria-live": "polite" });
      find.addEventListener("input", () => { this.at = null; this.found.textContent = ""; });
      this.todo = el("span.todo");
      this.steps();
      return el("div.bar", {},
        el("button.tree-button", { type: "button", "aria-label": "目录", onclick: () => this.node.classList.toggle("no-tree") }, "目录"), find, this.found, this.todo,
        this.pictures ? el("button", { type: "button", onclick: () => this.picture(this.pictures.node.hidden ? this.here() : 0) }, "页面图像") : "");
    }
    // Through what wants a reviewer's eye: of the list that the page 核对 handed over, else of this report.
    queue() {
      const list = S.queue && S.queue.entries.some((one) => one.doc_id === this.report.docId) ? S.queue.entries : this.report.content.todo;
      const at = list.findIndex((one) => this.entry && S.entryKey(one) === S.entryKey(this.entry));
      return { list, at };
    }
    steps() {
      const { list, at } = this.queue();
      if (!list.length) { this.todo.replaceChildren(); return; }
      const step = (by, words, label) => el("button", { type: "button", "aria-label": label, title: label, onclick: () => this.step(by) }, words);
      const place = el("span.number", {}, (at < 0 ? "–" : at + 1) + " / " + list.length);
      this.todo.replaceChildren(list === this.report.content.todo ? "待核对 " : "核对清单 ", step(-1, "‹", "上一项（p）"), place, step(1, "›", "下一项（n）"));
    }
    step(by) {
      const { list, at } = this.queue();
      if (!list.length) return this.walk(by);
      const next = list[(at < 0 ? (by > 0 ? 0 : list.length - 1) : at + by + list.length) % list.length];
      if (next.doc_id === this.report.docId) this.openEntry(next);
      else location.hash = S.entryAddress(next);
      return null;
    }
    // To the next value in the order of the text.
    walk(by) {
      const now = this.places[this.nth], at = now === undefined ? (by > 0 ? -1 : this.report.spans) : now;
      const next = at + by;
      if (next < 0 || next >= this.report.spans) return;
      this.fromText([next], null);
    }

    follow(query) {
      const id = query.get("row"), found = id && this.report.where.get(id);
      if (!found) return this.steps();
      const field = query.get("field"), known = field && this.report.column(found[0], field) ? field : null;
      const entry = query.get("review") && this.queue().list.find((one) => one.row_id === id && one.field === field && (one.check || "") === (query.get("check") || ""));
      const same = this.chosen && this.chosen.id === id && this.chosen.field === known;
      if (entry) { if (!same || this.entry !== entry) this.openEntry(entry, false); } else if (!same) this.choose(found[0], id, known, "address");
      return null;
    }

    openEntry(entry, address = true) {
      this.entry = entry;
      const known = this.report.row(entry.table, entry.row_id) && (!entry.field || this.report.column(entry.table, entry.field));
      if (known) this.choose(entry.table, entry.row_id, entry.field, "entry", true);
      else this.choose("documents", this.report.docId, "doc_type", "entry", true);
      if (address) history.replaceState(null, "", S.entryAddress(entry));
      for (const node of this.record.body.querySelectorAll("[data-entry]")) {
        node.classList.toggle("chosen", S.entryKey(this.report.content.todo[Number(node.dataset.entry)]) === S.entryKey(entry));
      }
      this.steps();
    }

    // From lit words: all values that stand there; the shortest, being the most exact, is selected.
    fromText(evidence, mark) {
      const values = new Map();
      for (const i of [...evidence].sort((a, b) => this.report.end[a] - this.report.start[a] - (this.report.end[b] - this.report.start[b]))) {
        const one = this.report.of(i), key = S.keyOf(one.table, one.row, one.field);
        if (!values.has(key)) values.set(key, one);
      }
      const list = [...values.values()];
      if (!list.length) return;
      this.select(list[0], "text");
      popover(this, list, mark);
    }
    select(one, from) {
      this.choose(one.table, one.row, one.field, from, false, one.i);
    }

    // Select a value (field null: a row). from: where the reader pointed; there nothing moves.
    choose(table, id, field, from, review = false, at = null) {
      const again = this.chosen && this.chosen.table === table && this.chosen.id === id && this.chosen.field === field;
      closePopover();
      this.places = this.report.placesOf(table, id, field);
      if (at !== null && this.places.includes(at)) this.nth = this.places.indexOf(at);
      else this.nth = again && from === "record" && this.places.length ? (this.nth + 1) % this.places.length : 0;
      this.chosen = { table, id, field };
      if (from !== "entry" && !(again && this.entry)) { this.entry = null; this.reviewing = review; } else this.reviewing = review || this.reviewing;
      this.text.light(this.places, this.places[this.nth]);
      if (from !== "text" || at !== null) this.toText(from === "text");
      this.record.choose(table, id, field, from !== "record");
      this.inspect();
      if (from !== "entry" && from !== "address") history.replaceState(null, "", S.address("report/" + this.report.docId, { row: id, field: field || "" }));
      if (this.pictures && !this.pictures.node.hidden && this.places.length) this.picture(this.report.evidence.get("page", this.places[this.nth]) || 1);
    }
    toText(quiet) {
      const i = this.places[this.nth];
      if (i !== undefined) { if (!quiet || !this.visible(i)) this.text.reveal(this.report.start[i], this.report.end[i]); return; }
      const { table, field } = this.chosen, row = this.report.row(table, this.chosen.id), at = row && this.report.passageAt(table, row, field);
      if (at) { this.text.reveal(...at); this.pick(...at); return; }
      const section = table === "sections" ? row : row && row.section_id && this.report.row("sections", row.section_id);
      if (table === "citations" && row) this.text.reveal(this.report.places.unit(row.char_start), this.report.places.unit(row.char_end));
      else if (section) this.text.reveal(this.report.places.unit(section.char_start), this.report.places.unit(section.char_start) + 1);
    }
    visible(i) {
      const range = this.text.range(this.report.start[i], this.report.end[i]), own = this.text.node.getBoundingClientRect();
      const box = range && range.getBoundingClientRect();
      return Boolean(box && box.height && box.top >= own.top && box.top <= own.bottom - 20);
    }
    turn(by) {
      this.nth = (this.nth + by + this.places.length) % this.places.length;
      this.text.light(this.places, this.places[this.nth]);
      this.toText();
      this.inspect();
      if (this.pictures && !this.pictures.node.hidden) this.picture(this.report.evidence.get("page", this.places[this.nth]) || 1);
    }

    inspect() {
      const content = S.inspect(this);
      this.inspector.replaceChildren(...content);
      this.inspector.hidden = false;
    }
    // The form that states a row which was missed takes the inspector's place.
    add(table) {
      const done = (decision) => { this.decided(decision, false); this.inspector.hidden = true; };
      const close = el("button.close.plain", { type: "button", "aria-label": "关闭", onclick: () => { this.inspector.hidden = true; } }, "×");
      const title = el("div.path", {}, S.tag(this.report.schema[table].label, S.KIND[table] || ""), el("b", {}, "补充一行"), close);
      this.inspector.replaceChildren(title, S.addForm(this.report, table, { selection: () => this.text.selection(), done }));
      this.inspector.hidden = false;
    }
    decided(decision, next) {
      this.record.renew(decision.table, decision.row_id);
      this.reviewing = false;
      if (this.chosen) this.inspect();
      this.steps();
      if (next) this.step(1);
    }

    picture(n) {
      this.node.classList.toggle("with-picture", n > 0);
      if (!n) { this.pictures.node.hidden = true; return; }
      this.pictures.show(n, this.places);
    }
    here() {
      const i = this.places[this.nth];
      return (i !== undefined && this.report.evidence.get("page", i)) || this.report.pageAt(this.text.top() || 0) || 1;
    }

    find(words, back) {
      if (!words) return;
      const { text } = this.report, from = this.at === null || this.at === undefined ? (back ? text.length : 0) : back ? this.at - 1 : this.at + 1;
      let at = back ? text.lastIndexOf(words, from) : text.indexOf(words, from);
      if (at < 0) at = back ? text.lastIndexOf(words) : text.indexOf(words);
      this.at = at < 0 ? null : at;
      if (at < 0) { this.found.textContent = "没有"; return; }
      let n = 0, place = 0;
      for (let k = text.indexOf(words); k >= 0 && n < 10000; k = text.indexOf(words, k + words.length)) { n++; if (k <= at) place = n; }
      this.found.textContent = place + " / " + (n === 10000 ? "10000+" : n);
      this.text.reveal(at, at + words.length);
      this.pick(at, at + words.length);
    }
    // Select a stretch of the text as the reader would; once it is laid out.
    pick(start, end) {
      setTimeout(() => {
        const range = this.text.range(start, end);
        if (range) { getSelection().removeAllRanges(); getSelection().addRange(range); }
      }, 120);
    }

    key(event) {
      if (!this.node.isConnected) { document.removeEventListener("keydown", this.onKey); return; }
      if (event.key === "Escape") { closePopover(); return; }
      const typing = event.target.closest("input, textarea, select");
      if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
      const button = event.target.closest('[role="button"]');
      if (button && (event.key === "Enter" || event.key === " ")) { event.preventDefault(); button.click(); return; }
      const act = { n: () => this.step(1), p: () => this.step(-1), j: () => this.walk(1), k: () => this.walk(-1) }[event.key];
      if (act) { event.preventDefault(); act(); }
    }
  }

  S.entryKey = (one) => [one.doc_id, one.table, one.row_id, one.field, one.check || ""].join("|");
  S.entryAddress = (one) => S.address("report/" + one.doc_id, { row: one.row_id || one.doc_id, field: one.field || "", check: one.check || "", review: "1" });

  // ---- the values on a stretch of text ----
  let open = null;
  function closePopover() {
    if (open) open.remove();
    open = null;
  }
  document.addEventListener("click", (event) => { if (open && !event.target.closest(".popover, mark")) closePopover(); });
  const MOST = 60;
  function popover(page, list, mark) {
    closePopover();
    if (!mark || list.length < 2) return; // one value stands in the inspector
    const { report } = page;
    open = el("div.popover", { role: "dialog", "aria-label": "此处的值" }, list.slice(0, MOST).map((one) => {
      const row = report.row(one.table, one.row), column = report.column(one.table, one.field);
      return el("button.found", { type: "button", onclick: () => { closePopover(); page.select(one, "text"); } },
        S.tag(report.schema[one.table].label, S.KIND[one.table]), el("b", {}, column ? column[1] : one.field),
        el("span", {}, column && row ? fmt.clip(S.shown(report, one.table, one.field, row[one.field], row), 40) : fmt.clip(report.words(one.i), 40)),
        el("small.muted", {}, one.rule + " · " + fmt.percent(one.confidence)));
    }), list.length > MOST ? el("p.muted", {}, "还有 " + (list.length - MOST) + " 项") : "");
    const own = page.text.node.parentElement.getBoundingClientRect(), box = mark.getClientRects()[0] || mark.getBoundingClientRect();
    page.text.node.parentElement.append(open);
    const below = box.bottom - own.top + open.offsetHeight + 8 < own.height;
    open.style.left = Math.max(4, Math.min(box.left - own.left, own.width - open.offsetWidth - 8)) + "px";
    open.style.top = (below ? box.bottom - own.top + 4 : Math.max(4, box.top - own.top - open.offsetHeight - 4)) + "px";
    const mine = open, from = page.text.node.scrollTop;
    const away = () => {
      if (open === mine && Math.abs(page.text.node.scrollTop - from) < 40) return;
      page.text.node.removeEventListener("scroll", away);
      if (open === mine) closePopover();
    };
    page.text.node.addEventListener("scroll", away, { passive: true });
  }

  // ---- the tree of sections ----
  function sections(report, go) {
    const links = new Map(), root = el("ul");
    const lists = new Map([[null, root]]);
    for (const one of report.sections) {
      const parent = lists.get(one.parent_id) || root;
      const words = (one.marker || "") + (one.heading || (one.level ? "" : "（开头）")) || one.part;
      const link = el("a", { href: "#", title: one.part + (one.topic ? " · " + one.topic : ""), onclick: (event) => { event.preventDefault(); go(one); } }, words);
      const item = el("li", {}, link);
      parent.append(item);
      links.set(one.section_id, link);
      const below = el("ul");
      lists.set(one.section_id, below);
      item.append(below);
    }
    for (const list of root.querySelectorAll("ul")) {
      if (!list.childElementCount) { list.remove(); continue; }
      const item = list.parentElement;
      const turn = () => fold.setAttribute("aria-expanded", String(!item.classList.toggle("closed")));
      const fold = el("button.fold", { type: "button", "aria-label": "折叠", "aria-expanded": "true", onclick: turn });
      item.prepend(fold);
    }
    let now = null;
    return {
      node: el("nav.tree", { "aria-label": "目录" }, report.sections.length ? root : el("p.muted", {}, "没有章节")),
      here(one) {
        const link = one && links.get(one.section_id);
        if (link === now) return;
        if (now) now.classList.remove("here");
        now = link || null;
        if (!link) return;
        link.classList.add("here");
        const nav = root.parentElement, own = nav.getBoundingClientRect(), box = link.getBoundingClientRect();
        if (box.top < own.top || box.bottom > own.bottom) nav.scrollTop += box.top - own.top - own.height / 3;
      },
    };
  }

  // ---- which report ----
  async function chooser(main, at) {
    const documents = await S.need("documents");
    const find = at.query.get("find") || "", type = at.query.get("type") || "";
    const words = find.split(/\s+/).filter(Boolean), rows = [];
    for (let i = 0; i < documents.n; i++) {
      const text = (documents.get("title", i) || "") + " " + (documents.get("issuer", i) || "") + " " + (documents.get("issued_on", i) || "") + " " + documents.get("doc_id", i);
      if ((!type || documents.get("doc_type", i) === type) && words.every((word) => text.includes(word))) rows.push(i);
    }
    const columns = [
      {
        key: "title", label: "标题", wide: true, value: (i) => documents.get("title", i),
        show: (i) => [S.reportLink(documents.get("doc_id", i), null, documents.get("title", i)), documents.get("copy", i) ? S.tag("同文副本") : ""],
      },
      { key: "type", label: "类型", short: true, value: (i) => documents.get("doc_type", i) },
      { key: "on", label: "成文日期", short: true, value: (i) => documents.get("issued_on", i) },
      { key: "issuer", label: "发文机关", value: (i) => documents.get("issuer", i), show: (i) => fmt.clip(documents.get("issuer", i), 30) },
      { key: "open", label: "待核对校验", number: true, value: (i) => documents.get("open_checks", i) || null },
    ];
    if (!main.querySelector(".choose")) {
      const types = [...new Set(documents.words("doc_type"))], option = (word) => el("option", { value: word, selected: word === type }, word || "全部");
      main.replaceChildren(el("section.card.choose", {}, el("h2", {}, "查找报告"),
        el("div.controls", {}, S.findBox(find, "标题、发文机关、日期、文件编号", "查找报告", 40),
          el("label", {}, "类型", el("select", { name: "type", onchange: (event) => S.change({ type: event.target.value }) }, ["", ...types].map(option)))),
        el("div.content")));
    }
    main.querySelector(".content").replaceChildren(S.table(columns, rows));
  }
})();

// One report as the page works with it: text, rows, evidence, decisions. Offsets of the dataset count characters (code
// points); JavaScript counts UTF-16 units, of which a character beyond U+FFFF has two.
"use strict";

S.ready.documents = (content) => new Columns(content);
S.DOUBTFUL = 0.9; // as payload.SURE

// Code points to UTF-16 and back.
S.Places = class {
  constructor(text) {
    const high = [];
    if (/[\ud800-\udbff]/.test(text)) for (const found of text.matchAll(/[\ud800-\udbff][\udc00-\udfff]/g)) high.push(found.index);
    this.units = Int32Array.from(high);                        // where such characters stand in UTF-16
    this.points = Int32Array.from(high, (unit, k) => unit - k); // and in code points
  }
  unit(point) { return point + before(this.points, point); }
  point(unit) { return unit - before(this.units, unit); }
};

// How many numbers of a rising list are below a limit.
function before(list, limit) {
  let low = 0, high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list[middle] < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

S.keyOf = (table, row, field) => table + "|" + row + "|" + (field || "");

S.Report = class {
  constructor(docId, content, schema) {
    Object.assign(this, { docId, schema, text: content.text, content });
    this.places = new S.Places(this.text);
    this.pages = content.page_offsets.map((at) => this.places.unit(at));
    this.columns = {};
    this.kept = {};
    for (const table in content.tables) this.columns[table] = new Columns(content.tables[table]);
    this.document = this.rows("documents")[0];
    this.readEvidence(this.columns.evidence);
    this.where = new Map(); // row id → [table, place]
    for (const table in schema) {
      const key = schema[table].key;
      if (!key || table === "evidence") continue;
      for (let i = 0; i < this.columns[table].n; i++) this.where.set(this.columns[table].get(key, i), [table, i]);
    }
    S.decisions.take(docId, content.reviews);
    this.sections = this.rows("sections").map((row) => ({ ...row, start: this.places.unit(row.char_start), end: this.places.unit(row.char_end) }));
  }

  readEvidence(columns) {
    const n = (this.spans = columns.n), starts = columns.values("char_start"), ends = columns.values("char_end");
    this.evidence = columns;
    this.start = new Int32Array(n);
    this.end = new Int32Array(n);
    this.reach = new Int32Array(n); // the furthest end up to here: finds what overlaps a place without a look at all
    this.byValue = new Map();
    for (let i = 0, reach = 0; i < n; i++) {
      this.start[i] = this.places.unit(starts[i]);
      this.end[i] = this.places.unit(ends[i]);
      this.reach[i] = reach = Math.max(reach, this.end[i]);
      const key = S.keyOf(columns.get("table", i), columns.get("row_id", i), columns.get("field", i));
      if (this.byValue.has(key)) this.byValue.get(key).push(i);
      else this.byValue.set(key, [i]);
    }
  }

  rows(table) {
    if (!this.kept[table]) {
      const columns = this.columns[table];
      this.kept[table] = Array.from({ length: columns.n }, (_, i) => columns.row(i));
    }
    return this.kept[table];
  }
  row(table, id) {
    const found = this.where.get(id);
    return found && found[0] === table ? this.rows(table)[found[1]] : null;
  }
  idOf(table, row) { return row[this.schema[table].key]; }
  column(table, name) { return this.schema[table].columns.find((column) => column[0] === name); }

  // Places of the text where a value stands, first one first. A sanction's employer and post are those of its person;
  // paragraph and item of a citation stand in the words of its article.
  placesOf(table, id, field) {
    if (field) {
      const own = this.byValue.get(S.keyOf(table, id, field));
      if (!own && table === "citations" && /^(article_suffix|paragraph|item|subitem)$/.test(field)) return this.byValue.get(S.keyOf(table, id, "article")) || [];
      const theirs = table === "sanctions" && { target_organization: "organization", target_position: "position" }[field];
      if (own || !theirs) return own || [];
      const row = this.row(table, id), person = row && row.person_id && this.row("persons", row.person_id);
      return (person && person[theirs] === row[field] && this.byValue.get(S.keyOf("persons", row.person_id, theirs))) || [];
    }
    const all = this.schema[table].columns.flatMap(([name]) => this.byValue.get(S.keyOf(table, id, name)) || []);
    return all.sort((a, b) => a - b);
  }
  // Where a passage without evidence of its own is printed, word for word, in its section: [start, end], or null.
  passageAt(table, row, field) {
    const words = field && row[field], section = row.section_id && this.row("sections", row.section_id);
    if (typeof words !== "string" || words.length < 8 || words.includes("\n")) return null;
    const at = this.text.indexOf(words, section ? this.places.unit(section.char_start) : 0);
    return at < 0 ? null : [at, at + words.length];
  }
  // Evidence that shares characters with a stretch of the text.
  overlapping(start, end) {
    const out = [];
    for (let i = before(this.reach, start + 1); i < this.spans && this.start[i] < end; i++) if (this.end[i] > start) out.push(i);
    return out;
  }
  of(i) {
    const e = this.evidence;
    return {
      i, table: e.get("table", i), row: e.get("row_id", i), field: e.get("field", i), start: this.start[i], end: this.end[i],
      page: e.get("page", i), boxes: e.get("boxes", i) || [], rule: e.get("rule", i), confidence: e.get("confidence", i), reading: e.get("reading", i),
    };
  }
  words(i) { return this.text.slice(this.start[i], this.end[i]); }
  // A long passage rather than a value: its light must not drown that of values within it.
  passage(i) { return this.end[i] - this.start[i] > 60; }
  pageAt(unit) { return this.pages.length ? Math.max(1, before(this.pages, unit + 1)) : null; }
  sectionAt(unit) {
    let found = null;
    for (const one of this.sections) if (one.start <= unit && unit < one.end && (!found || one.start >= found.start)) found = one;
    return found;
  }

  name(table, row) {
    const words = {
      documents: () => row.title || row.file_name, accidents: () => row.name || "事故", sections: () => (row.marker || "") + (row.heading || row.part),
      sanctions: () => row.target_name + " " + row.measure, citations: () => fmt.article(row.law, row.article, row.article_suffix),
      events: () => S.shown(this, "events", "at", row.at, row), measures: () => row.heading || row.text,
    }[table];
    return fmt.clip((words ? words() : row.name || row.text) || "", 32);
  }
};

// ---- values as words ----------------------------------------------------------------------------------------------

S.WORDS = {
  precision: { minute: "分", hour: "时", day: "日", month: "月", year: "年" }, target_kind: { person: "人员", organization: "单位" },
  text_source: { text_layer: "文字层", ocr: "文字识别", mixed: "文字层与识别", markup: "标记文本" },
  media_type: {
    "application/pdf": "PDF", "text/html": "网页", "text/plain": "纯文本", "text/markdown": "Markdown",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "Word",
  },
};
S.WORDS.occurred_precision = S.WORDS.precision;

S.shown = function (report, table, name, value, row) {
  if (value === null || value === undefined || (Array.isArray(value) && !value.length)) return "";
  const type = (report.column(table, name) || [])[2] || "";
  if (S.WORDS[name]) return S.WORDS[name][value] || String(value);
  if (typeof value === "boolean") return value ? "是" : "否";
  if (type.startsWith("decimal")) return fmt.yuan(Number(value));
  if (type.startsWith("timestamp")) return moment(value, row && (row.occurred_precision || row.precision));
  if (name === "income_ratio") return fmt.percent(value);
  if (name === "link_confidence") return fmt.percent(value);
  if (name === "byte_size") return value < 1024 ? value + " 字节" : value < 1 << 20 ? (value / 1024).toFixed(1) + " KB" : (value / (1 << 20)).toFixed(1) + " MB";
  if (name === "basis") return value.map(S.basis).join("、");
  if (Array.isArray(value)) return value.join("、");
  return typeof value === "number" && !/year|edition|article|paragraph|item/.test(name) ? fmt.number(value) : String(value);
};
function moment(iso, precision) {
  const cut = { year: 4, month: 7, day: 10, hour: 13 }[precision] || 16;
  return iso.replace("T", " ").slice(0, cut) + (precision === "hour" ? "时" : "");
}
// A moment in UTC as the reader's clock shows it.
S.when = (at) => {
  const d = new Date(at);
  return d.getFullYear() + "-" + two(d.getMonth() + 1) + "-" + two(d.getDate()) + " " + two(d.getHours()) + ":" + two(d.getMinutes());
};
S.basis = (one) => fmt.article(one.law, one.article, one.article_suffix) + S.clause(one);
S.clause = (one) => (one.paragraph ? "第" + one.paragraph + "款" : "") + (one.item ? "第" + one.item + "项" : "") + (one.subitem ? "第" + one.subitem + "目" : "");

S.CHECKS = {
  "facts.complete": "要素齐全", "accident.absent": "未读出事故", "sections.complete": "章节齐全", "deaths.named": "死者人数", "tag.date": "简称与日期",
  "severity.article3": "事故等级", "uscc.check": "信用代码", "fine.range": "罚款幅度", "citation.article": "条文存在", "citation.in_force": "法规时效",
  "persons.count": "人员数量", "text.cut_off": "正文中断", "ocr.confidence": "识别置信度", "injuries.parts": "受伤人数", "events.order": "事件顺序",
  "review.stale": "核对未采用",
};
S.checkName = (check) => S.CHECKS[check] || (check.startsWith("dates.") ? "日期先后" : check.endsWith(".conflict") ? "记载不一" : check);
S.VERDICTS = { fail: ["不符", "bad"], warn: ["存疑", "few"], pass: ["相符", "good"] };
S.URGENCY = [["不符", "bad"], ["存疑", "few"], ["低置信度", ""]];
// A field that searches as one types; its words live in the address.
S.findBox = function (words, hint, label, size) {
  let timer = null;
  const search = (event) => { clearTimeout(timer); timer = setTimeout(() => S.change({ find: event.target.value }), 150); };
  return el("input", { type: "search", name: "find", value: words, placeholder: hint, "aria-label": label, size: size || 20, oninput: search });
};
S.tag = (words, kind) => el("span.tag" + (kind ? "." + kind : ""), {}, words);

// ---- lists too long to build at once ----------------------------------------------------------------------------------

// Items in batches that are built when they come near the view. make(i) gives an element; ensure(i) the one of item i.
S.lazy = function (n, size, height, make) {
  const node = el("div.lazy"), built = [];
  const fill = (k) => {
    if (built[k]) return built[k];
    const batch = node.children[k];
    built[k] = Array.from({ length: Math.min(size, n - k * size) }, (_, i) => make(k * size + i));
    batch.replaceChildren(...built[k]);
    batch.style.minHeight = "";
    return built[k];
  };
  const watch = new IntersectionObserver((entries) => {
    for (const entry of entries) if (entry.isIntersecting) { watch.unobserve(entry.target); fill(Number(entry.target.dataset.k)); }
  }, { rootMargin: "900px" });
  for (let k = 0; k * size < n; k++) {
    const batch = el("div.batch", { "data-k": String(k) });
    batch.style.minHeight = Math.min(size, n - k * size) * height + "px";
    node.append(batch);
    if (k) watch.observe(batch);
    else fill(k);
  }
  return {
    node, n,
    ensure: (i) => fill(Math.floor(i / size))[i % size],
    built: (i) => (built[Math.floor(i / size)] || [])[i % size],
    renew(i) {
      const batch = built[Math.floor(i / size)];
      if (!batch) return;
      const fresh = make(i);
      batch[i % size].replaceWith(fresh);
      batch[i % size] = fresh;
    },
  };
};

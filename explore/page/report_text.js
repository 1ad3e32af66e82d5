// The text of a report with its evidence lit. Built block by block as it comes into view: a text may have millions of
// characters, on one line if it likes. Elements with data-at hold the text from that place on, character for character.
"use strict";

(() => {
  const BLOCK = 4000;   // characters of a block, more or less
  const PIECE = 2000;   // a longer paragraph is laid out in pieces
  const EAGER = 400000; // a text up to here is built whole while the browser is idle, so that its own search finds all of it
  const KIND = {
    documents: "doc", accidents: "acc", organizations: "org", persons: "per", sanctions: "san", citations: "cit",
    causes: "sto", measures: "sto", events: "sto", directives: "sto",
  };
  S.KIND = KIND;

  S.TextView = class {
    constructor(report, on) {
      this.report = report;
      this.on = on; // {values(evidence, mark), page(n), section(section)}
      this.lit = [];
      this.now = -1;
      this.heads = new Map(report.sections.filter((one) => one.level > 0).map((one) => [one.start, one]));
      this.node = el("div.text", { tabindex: "0", role: "document", "aria-label": "正文" });
      this.blocks = cut(report.text);
      this.watch = new IntersectionObserver((entries) => {
        for (const entry of entries) if (entry.isIntersecting) this.fill(Number(entry.target.dataset.k));
      }, { root: this.node, rootMargin: "1200px" });
      this.blocks.forEach((block, k) => {
        block.node = el("div.block", { "data-k": String(k) });
        const height = lines(report.text, block.start, block.end) * 27;
        block.node.style.minHeight = height + "px";
        block.node.style.containIntrinsicSize = "auto " + height + "px";
        this.node.append(block.node);
        this.watch.observe(block.node);
      });
      this.node.addEventListener("click", (event) => this.click(event));
      this.node.addEventListener("scroll", () => this.spy(), { passive: true });
      this.fill(0);
      if (report.text.length <= EAGER) this.fillIdle(1);
    }

    fillIdle(k) {
      const later = window.requestIdleCallback || ((go) => setTimeout(go, 50));
      if (k < this.blocks.length) later(() => { if (this.node.isConnected || k < 3) { this.fill(k); this.fillIdle(k + 1); } });
    }

    fill(k) {
      const block = this.blocks[k];
      if (block.done) return;
      block.done = true;
      this.watch.unobserve(block.node);
      const { text } = this.report, near = this.report.overlapping(block.start, block.end);
      let table = null;
      for (let at = block.start; at < block.end;) {
        const stop = piece(text, at, block.end), line = text.slice(at, stop);
        if (at > 0 && this.report.pages.includes(at)) block.node.append(this.pageMark(this.report.pageAt(at), "div"));
        if (line.includes("\t")) {
          if (!table) block.node.append(table = el("table"));
          table.append(this.tableRow(at, stop, near));
        } else {
          table = null;
          block.node.append(this.paragraph(at, stop, near));
        }
        at = stop + (text[stop] === "\n" ? 1 : 0);
      }
      block.node.style.minHeight = "";
      this.relight(block);
    }

    paragraph(start, end, near) {
      const { report } = this;
      const head = this.heads.get(start), title = head && end - start <= (head.marker || "").length + (head.heading || "").length + 4;
      const node = el(title ? "p.head.level" + Math.min(head.level, 4) : "p", { "data-at": String(start) });
      if (end - start < 80 && near.some((i) => report.start[i] < end && report.end[i] > start && report.evidence.get("field", i) === "title")) node.classList.add("title");
      if (start > 0 && report.text[start - 1] !== "\n") node.classList.add("on"); // goes on from the piece before
      node.append(...this.segments(start, end, near));
      return node;
    }
    tableRow(start, end, near) {
      const row = el("tr");
      for (let at = start; at <= end;) {
        const tab = this.report.text.indexOf("\t", at), stop = tab < 0 || tab > end ? end : tab;
        row.append(el(stop - at < 7 ? "td.short" : "td", { "data-at": String(at) }, this.segments(at, stop, near)));
        at = stop + 1;
      }
      return row;
    }

    // The stretch as text and marks, cut wherever a value begins or ends.
    segments(start, end, near) {
      const { report } = this, here = near.filter((i) => report.start[i] < end && report.end[i] > start);
      const pages = report.pages.filter((at, n) => n > 0 && at > start && at < end);
      if (!here.length && !pages.length) return [report.text.slice(start, end)];
      const edges = new Set([start, end, ...pages]);
      for (const i of here) { edges.add(Math.max(start, report.start[i])); edges.add(Math.min(end, report.end[i])); }
      const order = [...edges].sort((a, b) => a - b), out = [];
      const active = new Set();
      let next = 0; // `here` is sorted by start
      for (let k = 0; k < order.length; k++) {
        const at = order[k], stop = order[k + 1];
        if (pages.includes(at)) out.push(this.pageMark(report.pageAt(at), "a"));
        if (stop === undefined) break;
        while (next < here.length && report.start[here[next]] <= at) active.add(here[next++]);
        for (const i of active) if (report.end[i] <= at) active.delete(i);
        out.push(active.size ? this.mark(at, stop, active) : report.text.slice(at, stop));
      }
      return out;
    }
    mark(start, end, active) {
      const { report } = this;
      let chief = -1, low = false;
      for (const i of active) {
        if (chief < 0 || report.end[i] - report.start[i] < report.end[chief] - report.start[chief]) chief = i;
        low = low || report.evidence.get("confidence", i) < S.DOUBTFUL;
      }
      const kind = KIND[report.evidence.get("table", chief)] || "doc";
      return el("mark." + kind + (report.passage(chief) ? ".passage" : "") + (low ? ".low" : ""), { "data-from": String(start), "data-to": String(end) }, report.text.slice(start, end));
    }
    pageMark(n, kind) {
      return el(kind + ".page-mark", { role: "button", tabindex: "-1", "data-page": String(n), "aria-label": "第 " + n + " 页", onclick: () => this.on.page(n) });
    }

    click(event) {
      const mark = event.target.closest("mark");
      if (!mark || !getSelection().isCollapsed) return;
      this.on.values(this.report.overlapping(Number(mark.dataset.from), Number(mark.dataset.to)), mark);
    }

    // ---- light ----
    // Show where a value stands; `now` is the place that is meant among them.
    light(places, now) {
      for (const mark of this.node.querySelectorAll("mark.lit, mark.now")) mark.classList.remove("lit", "now");
      this.lit = places;
      this.now = now;
      for (const i of places) for (const block of this.blocksAt(this.report.start[i], this.report.end[i])) if (block.done) this.relight(block);
    }
    relight(block) {
      for (const i of this.lit) {
        const start = this.report.start[i], end = this.report.end[i];
        if (start >= block.end || end <= block.start) continue;
        for (const mark of block.node.querySelectorAll("mark")) {
          if (Number(mark.dataset.from) >= end || Number(mark.dataset.to) <= start) continue;
          mark.classList.add("lit");
          if (i === this.now) mark.classList.add("now");
        }
      }
    }
    blocksAt(start, end) {
      let low = 0, high = this.blocks.length - 1;
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if (this.blocks[middle].start <= start) low = middle;
        else high = middle - 1;
      }
      let stop = low + 1;
      while (stop < this.blocks.length && this.blocks[stop].start < end) stop++;
      return this.blocks.slice(low, stop);
    }

    // ---- movement ----
    reveal(start, end = start + 1, share = 0.3) {
      const [block] = this.blocksAt(start, end);
      this.fill(Number(block.node.dataset.k));
      const turn = (this.moving = {});
      const go = (left) => {
        if (turn !== this.moving || !this.node.isConnected) return;
        const range = this.range(start, Math.min(end, block.end)), box = range && range.getBoundingClientRect(), own = this.node.getBoundingClientRect();
        if (!box || !box.height) block.node.scrollIntoView({ block: "start" });
        else this.node.scrollTop += box.top - own.top - own.height * share;
        if (left) requestAnimationFrame(() => go(left - 1)); // blocks above take their true height only once they are near
      };
      go(3);
    }
    // The place of characters in the page; null where they are not built.
    range(start, end) {
      const from = this.spot(start, false), to = this.spot(end, true);
      if (!from || !to) return null;
      const range = document.createRange();
      range.setStart(...from);
      range.setEnd(...to);
      return range;
    }
    spot(unit, last) {
      const [block] = this.blocksAt(last ? unit - 1 : unit, unit);
      const at = last ? unit - 1 : unit;
      let home = null;
      for (const node of block.node.querySelectorAll("[data-at]")) if (Number(node.dataset.at) <= at) home = node; else break;
      if (!home) return null;
      const walk = document.createTreeWalker(home, NodeFilter.SHOW_TEXT);
      let left = unit - Number(home.dataset.at), node;
      while ((node = walk.nextNode())) {
        if (left < node.length || (last && left === node.length)) return [node, left];
        left -= node.length;
      }
      return null;
    }
    // The words that the reader has selected: {start, end} in UTF-16, or null.
    selection() {
      const chosen = getSelection();
      if (!chosen.rangeCount || chosen.isCollapsed || !this.node.contains(chosen.anchorNode) || !this.node.contains(chosen.focusNode)) return null;
      const range = chosen.getRangeAt(0), start = this.unitOf(range.startContainer, range.startOffset, 1), end = this.unitOf(range.endContainer, range.endOffset, -1);
      return start !== null && end !== null && start < end ? { start, end } : null;
    }
    unitOf(node, offset, step) {
      let home = (node.nodeType === 1 ? node : node.parentElement).closest("[data-at]");
      if (!home) { // between two paragraphs
        const all = [...this.node.querySelectorAll("[data-at]")], point = document.createRange();
        point.setStart(node, offset);
        const after = all.findIndex((one) => point.comparePoint(one, 0) > 0);
        home = step > 0 ? all[after < 0 ? all.length - 1 : after] : all[(after < 0 ? all.length : after) - 1];
        return home ? Number(home.dataset.at) + (step > 0 ? 0 : home.textContent.length) : null;
      }
      const range = document.createRange();
      range.setStart(home, 0);
      range.setEnd(node, offset);
      return Number(home.dataset.at) + range.toString().length;
    }
    top() {
      const own = this.node.getBoundingClientRect();
      const under = document.elementFromPoint(own.left + own.width / 2, own.top + 60), home = under && under.closest(".text [data-at]");
      return home ? Number(home.dataset.at) : null;
    }
    spy() {
      if (this.spying) return;
      this.spying = requestAnimationFrame(() => {
        this.spying = null;
        const at = this.top();
        if (at !== null) this.on.section(this.report.sectionAt(at));
      });
    }
  };

  // Blocks of whole lines, and of pieces of lines that are too long.
  function cut(text) {
    const out = [];
    for (let start = 0; start < text.length;) {
      let end = start;
      do {
        end = piece(text, end, text.length);
        if (text[end] === "\n") end++;
      } while (end < text.length && end - start < BLOCK);
      out.push({ start, end, done: false });
      start = end;
    }
    return out.length ? out : [{ start: 0, end: 0, done: false }];
  }
  // The end of the line or, of a long one, of a piece: behind a full stop if one is near, never within a character.
  function piece(text, at, limit) {
    let stop = at;
    const most = Math.min(limit, at + PIECE);
    while (stop < most && text.charCodeAt(stop) !== 10) stop++;
    if (stop === limit || text.charCodeAt(stop) === 10) return stop;
    const half = at + PIECE / 2, tail = text.slice(half, stop), full = Math.max(tail.lastIndexOf("。"), tail.lastIndexOf("；"));
    if (full >= 0) return half + full + 1;
    return /[\udc00-\udfff]/.test(text[stop]) ? stop - 1 : stop;
  }
  function lines(text, start, end) {
    let n = 0;
    for (let at = start; at < end;) {
      const stop = piece(text, at, end);
      n += Math.max(1, Math.ceil((stop - at) / 40));
      at = stop + 1;
    }
    return n;
  }
})();

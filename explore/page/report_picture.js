// The picture of a PDF page beside the text, with the places of values drawn over it.
"use strict";

S.PictureView = class {
  constructor(report, on) {
    this.report = report;
    this.on = on; // {value(evidence), close()}
    this.page = 0;
    this.byPage = new Map(); // page → [[evidence, box]]
    for (let i = 0; i < report.spans; i++) {
      for (const box of report.evidence.get("boxes", i) || []) {
        if (!this.byPage.has(box[0])) this.byPage.set(box[0], []);
        this.byPage.get(box[0]).push([i, box]);
      }
    }
    this.count = report.document.page_count || report.pages.length || 1;
    this.title = el("span.number");
    this.sheet = el("div.sheet");
    const step = (by, words, label) => el("button", { type: "button", "aria-label": label, onclick: () => this.show(this.page + by) }, words);
    this.node = el("section.picture", { "aria-label": "页面图像", hidden: true },
      el("div.bar", {}, step(-1, "‹", "上一页"), this.title, step(1, "›", "下一页"),
        el("button", { type: "button", onclick: () => this.node.classList.toggle("large") }, "放大"), el("button.close", { type: "button", "aria-label": "关闭页面图像", onclick: () => on.close() }, "×")),
      el("div.paper", {}, this.sheet));
  }
  static offered(report) {
    return S.config.pages && report.document.media_type === "application/pdf" && report.content.pictures !== 0;
  }
  async show(page, places = this.places) {
    page = Math.min(Math.max(1, page), this.count);
    this.node.hidden = false;
    this.places = places || [];
    if (page === this.page) return this.light();
    this.page = page;
    this.title.textContent = page + " / " + this.count;
    this.sheet.replaceChildren(el("p.muted", {}, "正在绘制第 " + page + " 页……"));
    const name = "pages/" + this.report.docId + "/" + page;
    const size = await S.need(name).catch(() => null);
    if (page !== this.page) return null;
    if (!size) {
      this.sheet.replaceChildren(el("p.muted", {}, "这一页没有图像：原文件已不在原处、内容已变，或有密码。"));
      return null;
    }
    const image = el("img", { src: name + ".png", alt: "第 " + page + " 页", draggable: false });
    image.addEventListener("error", () => this.sheet.replaceChildren(el("p.muted", {}, "这一页的图像未能读取。")));
    const [width, height] = size, percent = (part, whole) => Math.max(0, Math.min(100, (part / whole) * 100)).toFixed(3) + "%";
    const boxes = (this.byPage.get(page) || []).map(([i, box]) => {
      const one = el(this.report.passage(i) ? "span.box.passage" : "span.box", { "data-i": String(i), onclick: () => this.on.value(i) });
      Object.assign(one.style, { left: percent(box[1], width), top: percent(box[2], height), width: percent(box[3] - box[1], width), height: percent(box[4] - box[2], height) });
      return one;
    });
    this.sheet.style.aspectRatio = width + " / " + height;
    this.sheet.replaceChildren(image, ...boxes);
    return this.light();
  }
  light() {
    const wanted = new Set(this.places.map(String));
    let first = null;
    for (const box of this.sheet.querySelectorAll(".box")) {
      box.classList.toggle("now", wanted.has(box.dataset.i));
      if (!first && wanted.has(box.dataset.i)) first = box;
    }
    const paper = this.sheet.parentElement;
    if (first) paper.scrollTop += first.getBoundingClientRect().top - paper.getBoundingClientRect().top - paper.clientHeight / 3;
    return null;
  }
};

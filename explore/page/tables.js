// Tables that can be sorted and leafed through, and what they show as CSV or XLSX.
"use strict";

const PAGE_ROWS = 50;

// columns: [{key, label, value(row) for sorting and files, show(row) for the page, number: true}]; rows: any values.
S.table = function (columns, rows, options = {}) {
  let order = rows, page = 0, sorted = null;
  const body = el("tbody"), foot = el("div.leaf");
  const heads = columns.map((column) => el("th", {
    class: column.number ? "number" : null, tabindex: "0", "aria-sort": "none",
    onclick: () => sort(column), onkeydown: (event) => { if (event.key === "Enter") sort(column); },
  }, column.label));
  function sort(column) {
    const down = sorted === column.key ? -1 : 1;
    sorted = down === 1 ? column.key : null;
    const keyed = rows.map((row, i) => [column.value(row), i, row]);
    keyed.sort(([a, i], [b, j]) => {
      if (a === b) return i - j;
      if (a === null || a === undefined || a === "") return 1; // what is not stated comes last, either way
      if (b === null || b === undefined || b === "") return -1;
      return (typeof a === "number" ? a - b : String(a).localeCompare(String(b), "zh-CN")) * down || i - j;
    });
    order = keyed.map((one) => one[2]);
    heads.forEach((head, i) => head.setAttribute("aria-sort", columns[i] === column ? (down === 1 ? "ascending" : "descending") : "none"));
    page = 0;
    draw();
  }
  function draw() {
    const shown = order.slice(page * PAGE_ROWS, (page + 1) * PAGE_ROWS);
    body.replaceChildren(...shown.map((row) => el("tr", { onclick: options.onclick ? () => options.onclick(row) : null },
      columns.map((column) => el("td", { class: column.number ? "number" : column.short ? "short" : column.wide ? "wide" : null },
        column.show ? column.show(row) : text(column.value(row)))))));
    const pages = Math.ceil(order.length / PAGE_ROWS);
    foot.replaceChildren(...[
      el("span", {}, "共 " + fmt.number(order.length) + " 行"),
      pages > 1 && el("button", { type: "button", disabled: page === 0, onclick: () => { page--; draw(); } }, "上一页"),
      pages > 1 && el("span", {}, page + 1 + " / " + pages),
      pages > 1 && el("button", { type: "button", disabled: page >= pages - 1, onclick: () => { page++; draw(); } }, "下一页"),
      options.file && el("button.save-csv", { type: "button", onclick: () => S.saveCsv(options.file, columns, order) }, "导出 CSV"),
      options.file && el("button.save-xlsx", { type: "button", onclick: () => S.saveXlsx(options.file, columns, order) }, "导出 XLSX"),
    ].filter(Boolean));
  }
  draw();
  return el("div.table", {}, el("div.scroll", {}, el("table", {}, el("thead", {}, el("tr", {}, heads)), body)), foot);
};
const text = (value) => (value === null || value === undefined ? "" : typeof value === "number" ? fmt.number(value) : String(value));

// A cell that a spreadsheet would take for a formula begins with an apostrophe, as OWASP advises.
const harmless = (words) => (/^[=+\-@\t\r\n|%]/.test(words) ? "'" + words : words);
const cell = (value) => {
  if (value === null || value === undefined) return "";
  if (typeof value === "number") return String(value);
  const words = harmless(String(value));
  return /[",\r\n]/.test(words) ? '"' + words.replace(/"/g, '""') + '"' : words;
};
S.csv = (columns, rows) => "\ufeff" + [
  columns.map((column) => cell(column.label)).join(","),
  ...rows.map((row) => columns.map((column) => cell(column.value(row))).join(",")),
].join("\r\n") + "\r\n";

S.save = function (name, blob) {
  const link = el("a", { href: URL.createObjectURL(blob), download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
};
S.saveCsv = (name, columns, rows) =>
  S.save(name + ".csv", new Blob([S.csv(columns, rows)], { type: "text/csv;charset=utf-8" }));

const CELL = 32767; // the most that Excel takes
S.saveXlsx = async function (name, columns, rows) {
  await S.once("xlsx", () => S.load("vendor/write-excel-file.min.js"));
  const head = columns.map((column) => ({ value: column.label, fontWeight: "bold" }));
  const data = [head, ...rows.map((row) => columns.map((column) => {
    const value = column.value(row);
    if (value === null || value === undefined || value === "") return null;
    if (typeof value === "number") return { type: Number, value };
    // eslint-disable-next-line no-control-regex
    return { type: String, value: fmt.clip(String(value).replace(/[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g, ""), CELL) };
  }))];
  const made = writeXlsxFile(data, { stickyRowsCount: 1 });
  S.save(name + ".xlsx", made.toBlob ? await made.toBlob() : await made);
};

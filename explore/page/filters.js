// The filters above the pages: where, when, how grave, what kind. They live in the address, so that a view can be sent.
"use strict";

// Facets of an accident; a page names those it wants. Values of one facet are alternatives, facets are joined by "and".
S.FACETS = {
  province: { label: "省份", column: "province" },
  city: { label: "城市", column: "city" },
  severity: { label: "等级", column: "severity", order: S.SEVERITIES },
  type: { label: "事故类别", column: "accident_type" },
  industry: { label: "行业", column: "industry" },
};

S.filters = async function (page, query) {
  const bar = document.getElementById("filters");
  bar.hidden = !page.filters;
  if (!page.filters) return;
  const cases = await S.need("cases");
  S.mask = S.select(cases, query);
  const key = page.name + "?" + ["province", ...Object.keys(S.FACETS)].map((f) => query.get(f) || "");
  if (bar.dataset.drawn === key) return; // typing in a field of years must not lose the cursor
  bar.dataset.drawn = key;
  const fields = page.filters.map((name) => facetMenu(cases, name, query));
  const years = yearsOf(cases);
  const year = (name, label, empty) => el("input", {
    type: "number", name, "aria-label": label, placeholder: empty, value: query.get(name) || "",
    min: String(years[0]), max: String(years[1]), onchange: (event) => S.change({ [name]: event.target.value }),
  });
  bar.replaceChildren(
    ...fields,
    el("span.years", {}, year("from", "起始年", String(years[0] || "")), "—", year("to", "截止年", String(years[1] || "")), " 年"),
    el("button", { type: "button", onclick: () => { location.hash = "#/" + page.name; } }, "清除筛选"),
  );
};

function yearsOf(cases) {
  let low = Infinity, high = -Infinity;
  for (const year of cases.values("year")) if (year !== null) { low = Math.min(low, year); high = Math.max(high, year); }
  return high < 0 ? ["", ""] : [low, high];
}

const wanted = (query, name) => (query.get(name) ? query.get(name).split("|") : []);

// A menu with a box to tick for each value, with the number of accidents.
function facetMenu(cases, name, query) {
  const facet = S.FACETS[name], chosen = new Set(wanted(query, name));
  const counts = new Map();
  const codes = cases.codes(facet.column), words = cases.words(facet.column);
  const provinces = name === "city" ? new Set(wanted(query, "province")) : new Set();
  for (let i = 0; i < cases.n; i++) {
    if (codes[i] < 0 || (provinces.size && !provinces.has(cases.get("province", i)))) continue;
    counts.set(words[codes[i]], (counts.get(words[codes[i]]) || 0) + 1);
  }
  const values = [...counts.keys()].sort((a, b) =>
    facet.order ? facet.order.indexOf(a) - facet.order.indexOf(b) : counts.get(b) - counts.get(a) || (a < b ? -1 : 1));
  for (const value of chosen) if (!counts.has(value)) values.unshift(value);
  const set = () => S.change({ [name]: [...chosen] });
  const summary = el("summary", {}, chosen.size ? facet.label + "：" + fmt.clip([...chosen].join("、"), 14) : facet.label);
  if (chosen.size) summary.classList.add("set");
  const search = values.length > 12 && el("input", {
    type: "search", placeholder: "查找", "aria-label": "查找" + facet.label,
    oninput: (event) => list.querySelectorAll("label").forEach((label) => {
      label.hidden = !label.textContent.includes(event.target.value);
    }),
  });
  const list = el("div.values", {}, values.map((value) => el("label", {},
    el("input", {
      type: "checkbox", value, checked: chosen.has(value),
      onchange: (event) => { event.target.checked ? chosen.add(value) : chosen.delete(value); set(); },
    }), value, el("span.count", {}, " " + (counts.get(value) || 0)))));
  return el("details.facet", { "data-facet": name, open: S.openFacet === name, ontoggle: (event) => {
    if (event.target.open) {
      S.openFacet = name;
      document.querySelectorAll("#filters details").forEach((other) => { if (other !== event.target) other.open = false; });
    } else if (S.openFacet === name) S.openFacet = null;
  } }, summary, el("div.menu", {}, search, list));
}
document.addEventListener("click", (event) => {
  if (event.target.isConnected && !event.target.closest("#filters")) {
    document.querySelectorAll("#filters details[open]").forEach((menu) => { menu.open = false; });
  }
});

// 1 for each accident that the address asks for.
S.select = function (cases, query) {
  const mask = new Uint8Array(cases.n).fill(1);
  for (const [name, facet] of Object.entries(S.FACETS)) {
    const values = wanted(query, name);
    if (!values.length) continue;
    const words = cases.words(facet.column), codes = cases.codes(facet.column);
    const takes = words.map((word) => values.includes(word));
    for (let i = 0; i < cases.n; i++) if (codes[i] < 0 || !takes[codes[i]]) mask[i] = 0;
  }
  const from = Number(query.get("from")) || -Infinity, to = Number(query.get("to")) || Infinity;
  if (from > -Infinity || to < Infinity) {
    const years = cases.values("year");
    for (let i = 0; i < cases.n; i++) if (years[i] === null || years[i] < from || years[i] > to) mask[i] = 0;
  }
  return mask;
};
S.chosen = (mask) => {
  const out = [];
  for (let i = 0; i < mask.length; i++) if (mask[i]) out.push(i);
  return out;
};

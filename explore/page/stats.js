// Small statistics: quartiles by linear interpolation (as DuckDB's quantile_cont and NumPy's default).
"use strict";

S.quantile = function (sorted, q) {
  if (!sorted.length) return null;
  const at = (sorted.length - 1) * q, low = Math.floor(at);
  const next = sorted[Math.min(low + 1, sorted.length - 1)];
  return sorted[low] + (next - sorted[low]) * (at - low);
};
S.five = function (values) {
  const sorted = Float64Array.from(values).sort();
  return {
    n: sorted.length, min: S.quantile(sorted, 0), q1: S.quantile(sorted, 0.25), median: S.quantile(sorted, 0.5),
    q3: S.quantile(sorted, 0.75), max: S.quantile(sorted, 1),
  };
};
// Group rows by a key: Map key → rows; rows without a key stand under null.
S.group = function (rows, key) {
  const out = new Map();
  for (const row of rows) {
    const k = key(row);
    if (out.has(k)) out.get(k).push(row);
    else out.set(k, [row]);
  }
  return out;
};
// The same number for the same row, between 0 and 1: scatters points without chance.
S.scatter = (row) => ((row * 2654435761) % 4294967296) / 4294967296;

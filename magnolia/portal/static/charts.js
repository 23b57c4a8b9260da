// Bars beside a table: every figure is read from the table on the page, so both say the same. Needs D3.
"use strict";

(function () {
  if (!window.d3) return;
  const d3 = window.d3;
  const ROW = 26, GAP = 14, RIGHT = 56, LETTER = 7.6;

  // "1,204" and "12 days" are figures; "—" is none.
  const figure = (text) => {
    const found = /-?[\d,]*\.?\d+/.exec(text);
    return found ? Number(found[0].replace(/,/g, "")) : null;
  };

  const read = (table, series) => {
    const names = Array.from(table.tHead.rows[table.tHead.rows.length - 1].cells, (cell) => cell.textContent.trim());
    const rows = Array.from(table.tBodies[0].rows, (row) => ({
      label: row.cells[0].textContent.trim(),
      bars: series.map((at) => ({ name: names[at], words: row.cells[at].textContent.trim(), value: figure(row.cells[at].textContent) })),
    }));
    return { names: series.map((at) => names[at]), rows };
  };

  // Words that are too long for their place end in an ellipsis; the table has them whole.
  const cut = (text, width) => (text.length * LETTER <= width ? text : text.slice(0, Math.max(3, Math.floor(width / LETTER) - 1)) + "…");

  const draw = (box) => {
    const section = box.closest("section");
    const series = box.dataset.series.split(",").map(Number);
    const { names, rows } = read(section.querySelector("table"), series);
    const most = d3.max(rows, (row) => d3.max(row.bars, (bar) => bar.value || 0)) || 0;
    box.hidden = !most;
    if (!most) return;
    const width = box.clientWidth;
    if (!width) return; // folded; drawn when it opens
    const longest = d3.max(rows, (row) => row.label.length) * LETTER;
    const left = Math.min(longest + 8, width * 0.42);
    const each = ROW * names.length;
    const legend = names.length > 1 ? 28 : 0;
    const height = legend + rows.length * (each + GAP);
    const x = d3.scaleLinear([0, most], [0, Math.max(10, width - left - RIGHT)]);
    const svg = d3.select(box).html("").append("svg")
      .attr("viewBox", `0 0 ${width} ${height}`).attr("width", width).attr("height", height)
      .attr("role", "img").attr("aria-labelledby", box.dataset.chart);
    if (document.getElementById(`${box.dataset.chart}-says`)) svg.attr("aria-describedby", `${box.dataset.chart}-says`);

    if (legend) {
      const key = svg.append("g").selectAll("g").data(names).join("g")
        .attr("transform", (_, i) => `translate(${d3.sum(names.slice(0, i), (name) => name.length * LETTER + 44)}, 0)`);
      key.append("rect").attr("class", (_, i) => `mg-bar mg-bar--${i}`).attr("y", 2).attr("width", 16).attr("height", 14);
      key.append("text").attr("class", "mg-chart__words").attr("x", 22).attr("y", 14).text((name) => name);
    }
    const line = svg.append("g").selectAll("g").data(rows).join("g")
      .attr("transform", (_, i) => `translate(0, ${legend + i * (each + GAP)})`);
    line.append("text").attr("class", "mg-chart__words").attr("x", left - 8).attr("y", each / 2).attr("dy", "0.35em")
      .attr("text-anchor", "end").text((row) => cut(row.label, left - 8));
    const bar = line.selectAll("g").data((row) => row.bars).join("g").attr("transform", (_, i) => `translate(${left}, ${i * ROW})`);
    bar.append("rect").attr("class", (_, i) => `mg-bar mg-bar--${i}`).attr("height", ROW - 4).attr("y", 2)
      .attr("width", (one) => (one.value ? Math.max(2, x(one.value)) : 0));
    bar.append("text").attr("class", "mg-chart__words").attr("x", (one) => x(one.value || 0) + 6).attr("y", ROW / 2)
      .attr("dy", "0.35em").text((one) => one.words);
    svg.append("line").attr("class", "mg-chart__axis").attr("x1", left).attr("x2", left).attr("y1", legend).attr("y2", height - GAP / 2);
  };

  const boxes = Array.from(document.querySelectorAll("[data-chart]"));
  boxes.forEach((box) => { box.hidden = false; draw(box); });
  boxes.forEach((box) => {
    const fold = box.closest("details");
    if (fold) fold.addEventListener("toggle", () => { if (fold.open) draw(box); });
  });
  let wait;
  window.addEventListener("resize", () => {
    window.clearTimeout(wait);
    wait = window.setTimeout(() => boxes.forEach((box) => { box.hidden = false; draw(box); }), 150);
  });
})();

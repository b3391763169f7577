// Charts, and the list of figures below each.
const charts = await read("charts") ?? {};
// Rows come as columns (dashboard/page.py, packed).
function unpacked(columns) {
  const names = Object.keys(columns);
  const values = names.map((name) => columns[name].of ? columns[name].at.map((place) => columns[name].of[place]) : columns[name]);
  return values[0].map((_, row) => Object.fromEntries(names.map((name, place) => [name, values[place][row]])));
}
// The Japanese specification comes as what differs from the English one (dashboard/page.py, difference).
function changed(one, difference) {
  if (Object.hasOwn(difference, "=")) return difference["="];
  const made = Array.isArray(one) ? one.slice() : { ...one };
  for (const [name, part] of Object.entries(difference)) made[name] = changed(one[name], part);
  return made;
}
Object.values(charts).forEach((chart) => {
  chart.rows = unpacked(chart.rows);
  chart.specs.ja = changed(chart.specs.en, chart.specs.ja);
});
const options = {};
const drawn = new Map();
const japanese = {
  dateTime: "%Y年%-m月%-d日", date: "%Y/%m/%d", time: "%H:%M", periods: ["午前", "午後"],
  days: ["日曜日", "月曜日", "火曜日", "水曜日", "木曜日", "金曜日", "土曜日"],
  shortDays: ["日", "月", "火", "水", "木", "金", "土"],
  months: Array.from({ length: 12 }, (_, i) => i + 1 + "月"),
  shortMonths: Array.from({ length: 12 }, (_, i) => i + 1 + "月"),
};

function look() {
  // The colours are the style sheet's variables: a change of theme reaches drawn charts by itself.
  const font = getComputedStyle(document.body).fontFamily;
  return {
    background: "transparent", font,
    view: { stroke: null },
    axis: {
      labelColor: "var(--muted)", labelFontSize: 11.5, labelFont: font, gridColor: "var(--rule)",
      domainColor: "var(--rule)", tickColor: "var(--rule)", labelPadding: 6, tickSize: 4,
      titleColor: "var(--muted)", titleFont: font, titleFontSize: 11.5, titleFontWeight: "normal",
    },
    axisY: { minExtent: 36, domain: false, ticks: false },
    bar: { cornerRadius: 0 },
    text: { font, color: "var(--muted)" },
  };
}

const chosen = (key) => options[key] ?? charts[key]?.option;

function rowsOf(key, leader) {
  const chart = charts[key];
  if (!chart.field) return chart.rows;
  const wish = chosen(leader || key);
  return chart.rows.filter((row) => row[chart.field] === wish);
}

function widthOf(el) {
  if (el.clientWidth) return el.clientWidth;
  const panel = el.closest(".panel");
  panel.classList.add("measured");
  const width = el.clientWidth;
  panel.classList.remove("measured");
  return width;
}

async function draw(el) {
  const key = el.dataset.chart;
  const width = widthOf(el);
  if (!width || !charts[key]) return;
  const want = [state.lang, width, chosen(el.dataset.follows || key), charts[key].version].join("|");
  if (drawn.get(el) === want) return;
  drawn.set(el, want);
  // A tall chart on a narrow screen would push the next one out of sight.
  const height = Math.min(charts[key].height, Math.max(90, Math.round(width * 0.66)));
  el.style.minHeight = height + "px";
  const spec = structuredClone(charts[key].specs[state.lang]);
  Object.assign(spec, {
    width, height, autosize: { type: "fit", contains: "padding" },
    padding: { left: 0, right: 2, top: 6, bottom: 2 },
    datasets: { rows: rowsOf(key, el.dataset.follows), zero: [{}] }, config: look(),
  });
  const result = await window.vegaEmbed(el, spec, {
    mode: "vega-lite", renderer: "svg", actions: false,
    // Expressions are read, not compiled, and no style sheet is added: the page's policy allows neither.
    ast: true, defaultStyle: false, tooltip: { disableDefaultStyle: true },
    timeFormatLocale: state.lang === "ja" ? japanese : undefined,
  });
  if (el.view) el.view.finalize();
  el.view = result.view;
  el.dataset.ready = "yes";
}

function drawAll() {
  const here = all(".panel.shown .chart");
  Promise.all(here.map(draw)).then(() => {
    root.dataset.ready = state.tab + "|" + state.lang;
    // The other tabs follow when the browser has time, also so that printing finds them drawn.
    const later = () => all(".panel:not(.shown) .chart").reduce((p, el) => p.then(() => draw(el)), Promise.resolve())
      .then(() => { root.dataset.complete = "yes"; });
    window.requestIdleCallback ? requestIdleCallback(later, { timeout: 1500 }) : setTimeout(later, 300);
  });
}

function listFigures(details) {
  const key = details.dataset.figures;
  const { columns } = charts[key];
  const table = document.createElement("table");
  const caption = table.createCaption();
  caption.className = "unseen";
  caption.textContent = charts[key].title[state.lang];
  const head = table.createTHead().insertRow();
  columns.forEach((column) => {
    const th = document.createElement("th");
    th.scope = "col";
    th.className = column.is_text ? "text" : "number";
    th.textContent = column.label[state.lang];
    head.append(th);
  });
  const body = table.createTBody();
  rowsOf(key).forEach((row) => {
    const line = body.insertRow();
    columns.forEach((column) => {
      const cell = line.insertCell();
      cell.className = column.is_text ? "text" : "number";
      cell.textContent = written(row[column.is_text ? column.key + "_" + state.lang : column.key], column);
    });
  });
  details.querySelector(".scroll").replaceChildren(table);
}

function written(value, column) {
  if (value === null || value === undefined) return "–";
  if (column.is_text || column.is_plain) return value;
  const digits = { minimumFractionDigits: column.decimals, maximumFractionDigits: column.decimals };
  const figure = column.is_percent ? value * 100 : value;
  return figure.toLocaleString("en", digits).replace("-", "−") + (column.is_percent ? "%" : "");
}

afterChange.push(drawAll, () => all("details[open][data-figures]").forEach(listFigures));

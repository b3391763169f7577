// Headline figures of a segment and a month. Figures come in units of their last written digit (dashboard/explorer.py):
// they are placed here, never rounded, summed or divided.
const headlines = await read("headlines");
const everybody = "all:all";
const isSaid = { complete: 1, uncertain: 2, up: 4, down: 8, absolute: 16, onTarget: 32 };
const pickers = all("select[data-choice]");
const optionsOf = (key) => Array.from(pickers.find((select) => select.dataset.choice === key)?.options || []);

function placed(n, digits) {
  const text = String(Math.abs(n)).padStart(digits + 1, "0");
  const cut = text.length - digits;
  const whole = text.slice(0, cut).replace(/\B(?=(\d{3})+$)/g, ",");
  return digits ? whole + "." + text.slice(cut) : whole;
}

function figureText(n, facts, digits = facts.digits) {
  if (n === null) return "–";
  return (n < 0 ? "−" : "") + facts.before + placed(n, digits) + facts.after;
}

function changeText(row, facts) {
  const isAbsolute = row.flags & isSaid.absolute;
  const sign = row.c < 0 ? "−" : row.c > 0 ? "+" : "±";
  const text = sign + placed(row.c, isAbsolute ? 0 : 1);
  return headlines.changes[isAbsolute ? "absolute" : facts.change].map((after) => text + after);
}

function chanceText(p) {
  return p === 0 ? "p < 0.001" : "p = " + (p < 0 ? placed(p, 2) : placed(p, 3));
}

// Texts are pairs, English and Japanese; what fills their places is a pair or reads the same in both.
const fill = (pair, values) => pair.map((text, place) =>
  text.replace(/\{(\w+)\}/g, (_, name) => Array.isArray(values[name]) ? values[name][place] : values[name]));

function pieces(pair) {
  if (!Array.isArray(pair)) return [pair];
  if (pair[0] === pair[1]) return [pair[0]];
  return ["en", "ja"].map((lang, place) => {
    const span = made("span", "", pair[place]);
    span.lang = lang;
    return span;
  });
}

function made(tag, className, ...children) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.append(...children);
  return element;
}

// The row of a month, null where kpis has none.
function rowAt(series, month) {
  const place = series ? month - series.at : -1;
  const flags = place < 0 ? null : series.f[place] ?? null;
  if (flags === null) return null;
  const row = { month, flags };
  for (const name of "vcpndlht") row[name] = series[name]?.[place] ?? null;
  return row;
}

const monthPair = (month) => headlines.months[month].slice(1);
const monthNumber = (key) => headlines.months.findIndex(([name]) => name === key);

// A month in progress is marked wherever it stands beside others.
const isOpen = (row) => row !== null && row.month === headlines.open && !(row.flags & isSaid.complete);
const named = (row) => isOpen(row) ? fill(headlines.toDate, { period: monthPair(row.month) }) : monthPair(row.month);

// What a card tells: the rows of its segment, of all customers where a metric is not cut, and the row of the month.
function chosenOf(metric) {
  const facts = headlines.metrics[metric];
  const segment = facts.isCut ? state.segment : everybody;
  const series = headlines.rows[metric][segment];
  const isNewest = state.period === choices.period.unsaid;
  const month = isNewest ? series?.newest ?? null : monthNumber(state.period);
  return { facts, segment, series, isNewest, month, row: month === null ? null : rowAt(series, month) };
}

function spark(series, until) {
  const width = 120, height = 30, margin = 3;
  const from = Math.max(series.at, until - 12);
  const values = Array.from({ length: until - from + 1 }, (_, n) => rowAt(series, from + n)?.v ?? null);
  const known = values.filter((value) => value !== null);
  if (known.length < 2) return "";
  const low = Math.min(...known), spread = Math.max(...known) - low || 1;
  const x = (n) => (margin + n * (width - 2 * margin) / (values.length - 1)).toFixed(1);
  const y = (value) => (height - margin - (value - low) / spread * (height - 2 * margin)).toFixed(1);
  const path = values.map((value, n) =>
    value === null ? "" : (n && values[n - 1] !== null ? "L" : "M") + x(n) + " " + y(value)).join(" ");
  const draw = (tag, attributes) => {
    const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
    Object.entries(attributes).forEach(([name, value]) => element.setAttribute(name, value));
    return element;
  };
  const svg = draw("svg", {
    class: "spark", viewBox: `0 0 ${width} ${height}`, preserveAspectRatio: "xMinYMid", "aria-hidden": "true",
  });
  svg.append(draw("path", { d: path }));
  const last = values.length - 1;
  if (values[last] !== null) svg.append(draw("circle", { cx: x(last), cy: y(values[last]), r: 2.6 }));
  return svg;
}

function changeLine(row, facts) {
  const { up, down, uncertain } = isSaid;
  const isUp = row.flags & up, isDown = row.flags & down;
  const tone = (!isUp && !isDown) || row.flags & uncertain ? "flat" : Boolean(isUp) === facts.higher ? "better" : "worse";
  const arrow = made("span", "arrow", isUp ? "▲" : isDown ? "▼" : "＝");
  arrow.ariaHidden = "true";
  const quiet = made("span", "quiet", ...pieces(fill(headlines.texts.vs, { period: monthPair(row.month - 1) })));
  if (row.p !== null) {
    const chance = headlines.texts[row.flags & uncertain ? "chance" : "not_chance"];
    quiet.append(", ", ...pieces(fill(chance, { p: chanceText(row.p) })));
  }
  return made("p", "change " + tone, arrow, " ", made("b", "", ...pieces(changeText(row, facts))), " ", quiet);
}

function notesOf(chosen) {
  const { row, facts, series } = chosen;
  const { texts } = headlines;
  const notes = [];
  if (row?.l !== null && row?.h !== null && row) {
    const end = (n) => (n < 0 ? "−" : "") + placed(n, 1);
    notes.push(fill(texts.interval, { low: end(row.l), high: end(row.h) }));
  }
  if (row && row.d !== null && facts.note) {
    const part = row.n === null ? "–" : (row.n < 0 ? "−" : "") + placed(row.n, facts.partDigits);
    notes.push(fill(texts[facts.note], { part, base: placed(row.d, 0) }));
  }
  const open = headlines.open;
  const soFar = chosen.isNewest && open !== null && open !== chosen.month ? rowAt(series, open) : null;
  if (soFar && soFar.v !== null) {
    notes.push(fill(texts.so_far, { period: monthPair(open), value: figureText(soFar.v, facts) }));
  }
  if (!row || row.v === null) notes.push(texts.no_figure);
  if (state.segment !== everybody && !facts.isCut) notes.push(texts.not_cut);
  return notes;
}

// What the page was written with: only there the months ahead are drawn and told.
const cardsAtFirst = new Map(all(".card[data-metric]").map((card) =>
  [card, { spark: card.querySelector(".spark"), told: [...card.querySelector(".told").children] }]));

function tellCard(card, chosen) {
  const { facts, series, month, row } = chosen;
  const period = isOpen(row) ? headlines.now : month === null ? "–" : monthPair(month);
  const value = card.querySelector(".value");
  const strong = value.querySelector("strong");
  strong.textContent = figureText(row?.v ?? null, facts);
  strong.style.setProperty("--digits", strong.textContent.length); // see blocks.css
  value.querySelector(".spark")?.remove();
  const isWritten = chosen.segment === everybody && chosen.isNewest;
  const first = cardsAtFirst.get(card);
  if (isWritten && first.spark) value.append(first.spark);
  else if (series && month !== null) value.append(spark(series, month));
  card.querySelector(".period").replaceChildren(...pieces(period));
  const lines = [];
  if (row && row.c !== null) lines.push(changeLine(row, facts));
  if (row && row.t !== null) {
    const isReached = row.flags & isSaid.onTarget;
    const said = headlines.texts[isReached ? "on_target" : "off_target"];
    lines.push(made("p", "quiet target" + (isReached ? " reached" : ""),
      ...pieces(fill(said, { target: figureText(row.t, facts) }))));
  }
  notesOf(chosen).forEach((note) => lines.push(made("p", "quiet", ...pieces(note))));
  card.querySelector(".told").replaceChildren(...(isWritten ? first.told : lines));
}

const nameOf = (segment) => {
  const option = optionsOf("segment").find((each) => each.value === segment);
  return [option.dataset.en, option.dataset.ja];
};

// The chart of a metric: its segment beside all customers.
function chartOf(metric) {
  const { facts, segment } = chosenOf(metric);
  const both = segment === everybody ? [everybody] : [everybody, segment];
  const all_ = both.map((key) => headlines.rows[metric][key]).filter(Boolean);
  const first = Math.min(...all_.map((series) => series.at));
  const last = Math.max(...all_.map((series) => series.at + series.f.length - 1));
  const scale = facts.digits + (facts.after === "%" ? 2 : 0);
  const rows = [];
  for (let month = first; month <= last; month++) {
    const found = both.map((each) => rowAt(headlines.rows[metric][each], month));
    const [en, ja] = named(found.find(isOpen) || { month });
    const row = { month: headlines.months[month][0] + "-01", month_en: en, month_ja: ja, is_open: found.some(isOpen) };
    found.forEach((each, place) => {
      const value = each?.v ?? null;
      const name = place ? "one" : "all";
      row[name] = value === null ? null : Number(value + "e-" + scale);
      row[name + "_en"] = row[name + "_ja"] = figureText(value, facts);
    });
    rows.push(row);
  }
  const columns = [["month", headlines.texts.month], ...both.map((each, place) => [place ? "one" : "all", nameOf(each)])]
    .map(([key, label]) => ({ key, is_text: true, label: { en: label[0], ja: label[1] } }));
  const known = columns.filter(({ key }) => key === "month" || rows.some((row) => row[key] !== null));
  return {
    rows, columns, height: 240, title: { en: facts.name[0], ja: facts.name[1] },
    specs: { en: trendSpec(facts, rows, known, 0), ja: trendSpec(facts, rows, known, 1) },
    version: [metric, segment, state.period].join("|"),
  };
}

// Dates are drawn in UTC: a browser west of Greenwich would otherwise move every month back.
function trendSpec(facts, rows, columns, place) {
  const form = facts.axis[place];
  const lang = ["en", "ja"][place];
  const [first, last] = [rows[0], rows.at(-1)].map((row) => row.month.split("-").map(Number));
  const utc = ([year, month]) => ({ year, month, date: 1, utc: true });
  const step = [1, 2, 3, 6, 12].find((each) => rows.length / each <= 7 || each === 12);
  const months = rows.map((row) => row.month.split("-").map(Number));
  const ticks = months.filter(([, month]) => (month - 1) % step === 0);
  const values = (ticks.length ? ticks : months).map(utc);
  const x = {
    field: "month", type: "temporal", timeUnit: "utcyearmonth", bandPosition: 0.5, title: null,
    scale: { type: "utc", domain: [first, [last[0], last[1] + 1]].map(utc) },
    axis: {
      values, grid: false, labelOverlap: true, tickBand: "center",
      labelExpr: `[utcFormat(datum.value, '%b'), utcmonth(datum.value) < ${step} || datum.index == 0 ? utcFormat(datum.value, '%Y') : '']`,
    },
  };
  const y = (field) => ({
    field, type: "quantitative", title: null, scale: { zero: true, nice: true },
    axis: { tickCount: 4, domain: false, ticks: false, ...(form.includes("datum") ? { labelExpr: form } : { format: form }) },
  });
  const tooltip = columns.map((column) => ({ field: column.key + "_" + lang, type: "nominal", title: column.label[lang] }));
  if (columns.length === 1) return { data: { name: "rows" }, mark: "point", encoding: { x, y: { datum: 0, axis: null } } };
  const opacity = { condition: { test: "datum.is_open", value: 0.45 }, value: 1 };
  const layers = columns.slice(1).flatMap(({ key }, number) => {
    const color = number === columns.length - 2 ? "var(--accent)" : "var(--muted)";
    return [
      { mark: { type: "line", strokeWidth: 2, color }, encoding: { x, y: y(key) } },
      { mark: { type: "point", filled: true, size: 34, color }, encoding: { x, y: y(key), tooltip, opacity } },
    ];
  });
  return { data: { name: "rows" }, layer: layers, description: facts.name[place] };
}

function drawHeadlines() {
  pickers.forEach((select) => { select.value = state[select.dataset.choice]; });
  const isFirst = state.segment === everybody && state.period === choices.period.unsaid;
  all(".card[data-metric]").forEach((card) => {
    const metric = card.dataset.metric;
    if (!headlines.metrics[metric] || (isFirst && !card.dataset.segment)) return;
    const chosen = chosenOf(metric);
    card.dataset.segment = chosen.segment;
    card.dataset.month = chosen.month === null ? "" : headlines.months[chosen.month][0];
    tellCard(card, chosen);
  });
  charts.headline = chartOf(state.figure);
  document.querySelector('[data-legend="headline"]').replaceChildren(...legendOf(charts.headline));
}

function legendOf({ columns }) {
  return columns.slice(1).map(({ label }, place) => {
    const colour = made("i", "");
    colour.style.background = place === columns.length - 2 ? "var(--accent)" : "var(--muted)";
    return made("li", "", colour, ...pieces([label.en, label.ja]));
  });
}

if (headlines) {
  // Countries come as codes, which the browser can name.
  optionsOf("segment").forEach((option) => {
    const code = /^country:([A-Z]{2})$/.exec(option.value)?.[1];
    if (!code) return;
    ["en", "ja"].forEach((lang) => {
      option.dataset[lang] = new Intl.DisplayNames([lang], { type: "region" }).of(code);
    });
  });
  for (const key of ["segment", "period", "figure"]) {
    const values = optionsOf(key).map((option) => option.value);
    choices[key] = { allows: (value) => values.includes(value), first: () => values[0], unsaid: values[0] };
  }
  pickers.forEach((select) => select.addEventListener("change", () => change({ [select.dataset.choice]: select.value })));
  afterChange.unshift(drawHeadlines);
}

// What a headline figure is made of: opens from its card, closes by Escape, and leads back to where it opened.
const behind = document.getElementById("behind");
let behindMetric = null;

// The query of the rows of a month and segment (see dashboard/row_queries.py), null where no mart has them.
function rowQuery(metric, segment, month) {
  const query = headlines.queries[metric];
  const [way, ...rest] = segment.split(":");
  const isTold = segment === everybody || (!query?.onlyAll && headlines.ways.includes(way));
  if (!query?.sql || !isTold) return null;
  const sql = query.sql.replaceAll("$month", `date '${headlines.months[month][0]}-01'`);
  if (segment === everybody) return sql;
  const known = {
    column: way, value: "'" + rest.join(":").replaceAll("'", "''") + "'",
    rows: sql.trimEnd().split("\n").map((line) => line && "    " + line).join("\n"),
  };
  return headlines.segmented.replace(/\{(\w+)\}/g, (_, name) => known[name]);
}

function rowCommand(metric, segment, month) {
  const quoted = /^[\w:.+-]+$/.test(segment) ? segment : "'" + segment.replaceAll("'", "'\\''") + "'";
  const chosen = segment === everybody ? "" : " --segment " + quoted;
  return `engagement rows ${metric} --month ${headlines.months[month][0]}${chosen} > rows.csv`;
}

function monthsTable({ facts, series }) {
  const { behind: texts } = headlines;
  const table = document.createElement("table");
  table.createCaption().className = "unseen";
  table.caption.append(...pieces(texts.months));
  const head = table.createTHead().insertRow();
  const hasParts = Boolean(series?.d);
  const columns = [headlines.texts.month, texts.value, ...(hasParts ? [texts.numerator, texts.denominator] : []),
    texts.change, ...(series?.p ? [texts.chance] : [])];
  columns.forEach((text, place) => {
    const cell = made("th", place ? "number" : "text", ...pieces(text));
    cell.scope = "col";
    head.append(cell);
  });
  const body = table.createTBody();
  const part = (n, digits) => n === null ? "–" : (n < 0 ? "−" : "") + placed(n, digits);
  for (let month = series ? series.at + series.f.length - 1 : -1; series && month >= series.at; month--) {
    const row = rowAt(series, month);
    if (!row) continue;
    const line = body.insertRow();
    const name = made("th", "", ...pieces(named(row)));
    name.scope = "row";
    line.append(name);
    const cells = [figureText(row.v, facts), ...(hasParts ? [part(row.n, facts.partDigits), part(row.d, 0)] : []),
      row.c === null || isOpen(row) ? "–" : changeText(row, facts), ...(series.p ? [row.p === null ? "–" : chanceText(row.p)] : [])];
    cells.forEach((text) => line.append(made("td", "number", ...pieces(text))));
  }
  const scroll = made("div", "scroll months", table);
  scroll.tabIndex = 0;
  scroll.setAttribute("role", "region");
  scroll.setAttribute("aria-labelledby", "behind-name");
  return scroll;
}

function copied(text) {
  const code = made("code", "", text);
  const pre = made("pre", "", code);
  pre.tabIndex = 0;
  return made("div", "copied", pre, copyButton(code));
}

function rowsPart(metric, { segment, month, row }) {
  const { behind: texts } = headlines;
  if (month === null || !row) return [made("p", "note", ...pieces(headlines.texts.no_figure))];
  const query = headlines.queries[metric];
  const sql = rowQuery(metric, segment, month);
  const parts = [made("h4", "", ...pieces(fill(texts.rows, { period: monthPair(month) })))];
  parts.push(made("p", "note", ...pieces(sql ? texts.run : texts.none)));
  const why = query?.note || (sql ? null : texts.of_answers);
  if (why) parts.push(made("p", "note", ...pieces(why)));
  return sql ? [...parts, copied(sql), copied(rowCommand(metric, segment, month))] : parts;
}

function fillBehind() {
  const metric = behindMetric;
  const chosen = chosenOf(metric);
  const { facts, segment, month } = chosen;
  const { behind: texts } = headlines;
  const title = made("h3", "", ...pieces(facts.name));
  title.id = "behind-name";
  const close = made("button", "close", ...pieces(texts.close));
  close.type = "button";
  close.addEventListener("click", () => behind.close());
  const subtitle = made("p", "note", ...pieces(nameOf(segment)));
  if (month !== null) subtitle.append(" · ", ...pieces(monthPair(month)));
  const chart = made("div", "chart");
  chart.dataset.chart = "behind";
  chart.setAttribute("role", "img");
  chart.setAttribute("aria-label", facts.name[state.lang === "ja" ? 1 : 0]);
  charts.behind = { ...chartOf(metric), height: 190 };
  const legend = made("ul", "legend", ...legendOf(charts.behind));
  const lines = [made("div", "head", title, close), subtitle, made("p", "", ...pieces(facts.definition)), legend, chart,
    monthsTable(chosen), ...rowsPart(metric, chosen)];
  if (names.includes(facts.area)) {
    const link = made("a", "", ...pieces(texts.area));
    link.href = "#" + facts.area;
    lines.push(made("p", "", link));
  }
  behind.replaceChildren(...lines);
  if (behind.open) draw(chart);
}

function openBehind(card) {
  behindMetric = card.dataset.metric;
  card.querySelector("button.figure").focus(); // where closing leads back to
  fillBehind();
  behind.showModal();
  draw(behind.querySelector(".chart"));
}

if (behind) {
  all(".card").filter((card) => card.querySelector("button.figure")).forEach((card) => {
    card.classList.add("leads");
    card.addEventListener("click", (event) => {
      const other = event.target.closest("a, summary, .about-box, button:not(.figure)");
      if (!other && !String(window.getSelection())) openBehind(card);
    });
  });
  behind.addEventListener("click", (event) => {
    // Outside of the box is the backdrop, which is the dialog's own.
    if (event.target === behind || event.target.closest("a")) behind.close();
  });
  behind.addEventListener("close", () => { behind.replaceChildren(); behindMetric = null; });
  afterChange.push(() => {
    if (!behind.open) return;
    if (behind.closest(".panel.shown")) fillBehind();
    else behind.close();
  });
}

// Lists: sorting by any column; search, filters and download where there are rows enough to look for something.
const ENOUGH_ROWS = 8;
const FEW_VALUES = 12;
const LONG_VALUE = 30;
const fold = (text) => text.normalize("NFKC").toUpperCase().toLowerCase().normalize("NFKC");
const lists = all("table[data-table]:not(.cohorts)").filter((table) => table.tBodies[0]).map(asList);

function asList(table) {
  const rows = Array.from(table.tBodies[0].rows);
  const heads = all("thead th[data-sort]", table);
  const list = {
    table, rows, heads, key: table.dataset.table, order: rows, shown: rows, isLinked: table.dataset.linked === "yes",
    find: "", filters: {}, sort: null, columns: heads.map((th) => ({ key: th.dataset.column, by: th.dataset.sort, th })),
  };
  rows.forEach((row) => { row.folded = fold(textsOf(row)); });
  return list;
}

const cellOf = (row, key) => row.querySelector(`:scope > [data-column="${CSS.escape(key)}"]`);

// All that a row says, in both languages, with whole figures, so that 1234 finds 1,234 too.
function textsOf(row) {
  const cells = Array.from(row.cells);
  return cells.flatMap((cell) => [cell.textContent, cell.dataset.value, cell.dataset.key]).filter(Boolean).join(" ");
}

// What a cell reads in the language of the page, without what is drawn beside it.
function textOf(cell) {
  const copy = cell.cloneNode(true);
  all(".id, .level, :scope .decide", copy).forEach((el) => el.remove());
  all(`[lang="${state.lang === "ja" ? "en" : "ja"}"]`, copy).forEach((el) => el.remove());
  const text = copy.textContent.replace(/\s+/g, " ").trim();
  return text === "–" ? "" : text;
}

function valueOf(cell, by) {
  if (by === "number") return cell.dataset.value === "" ? null : Number(cell.dataset.value);
  if (by === "key") return cell.dataset.key ?? null;
  return textOf(cell) || null;
}

function sorted(list) {
  if (!list.sort) return list.rows;
  const { key, by } = list.columns[list.sort.column];
  const values = new Map(list.rows.map((row) => [row, valueOf(cellOf(row, key), by)]));
  const collator = new Intl.Collator(state.lang, { numeric: true });
  const compare = (a, b) => (by === "number" ? a - b : by === "key" ? (a < b ? -1 : a > b ? 1 : 0) : collator.compare(a, b));
  return list.rows.slice().sort((one, other) => {
    const [a, b] = [values.get(one), values.get(other)];
    if (a === null || b === null) return (a === null) - (b === null);
    return list.sort.down ? compare(b, a) : compare(a, b);
  });
}

function arrange(list) {
  list.order = sorted(list);
  const words = fold(list.find).split(/\s+/).filter(Boolean);
  const wanted = Object.entries(list.filters).filter(([, value]) => value);
  const fits = (row) => words.every((part) => row.folded.includes(part)) &&
    wanted.every(([key, value]) => keyOf(cellOf(row, key)) === value);
  list.shown = list.order.filter(fits);
  const shown = new Set(list.shown);
  list.rows.forEach((row) => { row.hidden = !shown.has(row); });
  list.table.tBodies[0].append(...list.order);
  list.columns.forEach(({ th }, place) => {
    const isHere = list.sort && list.sort.column === place;
    isHere ? th.setAttribute("aria-sort", list.sort.down ? "descending" : "ascending") : th.removeAttribute("aria-sort");
  });
  if (!list.tools) return;
  list.count.textContent = list.shown.length === list.rows.length ? word("list_all", { n: list.rows.length })
    : word("list_some", { n: list.shown.length, all: list.rows.length });
  list.none.hidden = list.shown.length > 0;
}

// Up, down, and back to the order in which the list came.
function sortBy(list, column) {
  const now = list.sort;
  list.sort = !now || now.column !== column ? { column, down: false } : now.down ? null : { column, down: true };
  arrange(list);
}

const keyOf = (cell) => cell.dataset.key ?? cell.textContent.trim();

// Columns with few values that come back can be filtered by, sentences cannot.
function filtersOf(list) {
  return list.columns.filter((column) => {
    if (column.by !== "text") return false;
    const values = new Set(list.rows.map((row) => keyOf(cellOf(row, column.key))));
    const isShort = Array.from(values).every((value) => value.length <= LONG_VALUE);
    return isShort && values.size > 1 && values.size <= Math.min(FEW_VALUES, list.rows.length * 2 / 3);
  });
}

const textFor = (el, lang) => { const own = el.querySelector(`:scope > [lang="${lang}"], :scope > button > [lang="${lang}"]`); return (own || el).textContent.trim(); };

function addFilter(list, { key, th }) {
  const select = made("select", "");
  const name = { en: textFor(th, "en"), ja: textFor(th, "ja") };
  select.dataset.filter = key;
  select.dataset.attr = "aria-label";
  Object.assign(select.dataset, name);
  const options = new Map(list.rows.map((row) => cellOf(row, key)).map((cell) => [keyOf(cell), cell]));
  const any = made("option", "");
  any.value = "";
  any.texts = { en: pageWords.list_any.en.replace("{column}", name.en), ja: pageWords.list_any.ja.replace("{column}", name.ja) };
  select.append(any);
  options.forEach((cell, value) => {
    const option = made("option", "");
    option.value = value;
    option.texts = { en: textFor(cell, "en"), ja: textFor(cell, "ja") };
    select.append(option);
  });
  select.addEventListener("change", () => chooseIn(list, key, select.value));
  list.tools.append(select);
  list.selects.push(select);
}

// What is chosen in the list whose choices are linked stands in the address, of any other only on the screen.
function chooseIn(list, name, value) {
  if (list.isLinked) return change({ [name]: value });
  if (name === "find") list.find = value;
  else list.filters[name] = value;
  arrange(list);
}

function addTools(list) {
  list.tools = made("div", "list-tools");
  list.selects = [];
  list.search = made("input", "");
  list.search.type = "search";
  list.search.maxLength = 100;
  Object.assign(list.search.dataset, { attr: "aria-label", ...pageWords.list_find });
  list.search.addEventListener("input", () => chooseIn(list, "find", list.search.value));
  list.tools.append(list.search);
  filtersOf(list).forEach((column) => addFilter(list, column));
  list.count = made("span", "list-count");
  list.count.setAttribute("role", "status");
  const download = both(made("button", ""), "list_csv");
  download.type = "button";
  download.addEventListener("click", () => downloadCsv(list));
  list.tools.append(list.count, download);
  list.none = both(made("p", "empty"), "list_none");
  const scroll = list.table.closest(".scroll");
  scroll.before(list.tools);
  scroll.after(list.none);
  if (list.isLinked) link(list);
}

// Lets the address say what is searched and filtered, and nothing that cannot be chosen.
function link(list) {
  const on = list.table.closest("[data-panel]").dataset.panel;
  const may = (allows) => ({ allows, first: () => "", unsaid: "", on });
  choices.find = may((value) => value.length <= list.search.maxLength);
  list.selects.forEach((select) => {
    const values = new Set(Array.from(select.options, (option) => option.value));
    choices[select.dataset.filter] = may((value) => values.has(value));
  });
}

lists.forEach((list) => {
  list.columns.forEach(({ th }, place) => {
    const button = made("button", "sort");
    button.type = "button";
    button.append(...th.childNodes);
    button.addEventListener("click", () => sortBy(list, place));
    th.append(button);
  });
  if (list.rows.length >= ENOUGH_ROWS) addTools(list);
});

afterChange.push(() => lists.forEach((list) => {
  if (list.tools) {
    list.search.placeholder = word("list_find");
    list.selects.forEach((select) => Array.from(select.options).forEach((option) => { option.textContent = option.texts[state.lang]; }));
    if (list.isLinked) {
      list.find = state.find || "";
      list.selects.forEach((select) => { list.filters[select.dataset.filter] = state[select.dataset.filter] || ""; });
    }
    if (list.search.value !== list.find) list.search.value = list.find;
    list.selects.forEach((select) => { select.value = list.filters[select.dataset.filter] || ""; });
  }
  arrange(list);
}));

// What a spreadsheet would take for a formula begins with an apostrophe, as in the warehouse's own files.
const field = (text) => { const safe = /^[=+@\t\r\n＝＋＠－-]/.test(text) ? "'" + text : text; return '"' + safe.replaceAll('"', '""') + '"'; };

function csvOf(list) {
  const hasIds = list.rows.some((row) => row.querySelector(".id"));
  const head = list.columns.map(({ th }) => field(textOf(th)));
  if (hasIds) head.splice(1, 0, field("ID"));
  const lines = list.shown.map((row) => {
    const line = list.columns.map(({ key, by }) => {
      const cell = cellOf(row, key);
      return by === "number" ? cell.dataset.value : field(by === "key" ? cell.dataset.key ?? "" : textOf(cell));
    });
    if (hasIds) line.splice(1, 0, field(row.querySelector(".id")?.textContent ?? ""));
    return line;
  });
  return "\ufeff" + [head, ...lines].map((line) => line.join(",")).join("\r\n") + "\r\n";
}

function downloadCsv(list) {
  const link = made("a", "");
  link.href = URL.createObjectURL(new Blob([csvOf(list)], { type: "text/csv;charset=utf-8" }));
  link.download = list.key + "-" + document.getElementById("as-of").dataset.day + ".csv";
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

// One page for each thing: questions, a mart, a column, another table, diagrams.
const marts = new Map(contents.marts.map((mart) => [mart.name, mart]));
const byId = new Map(contents.marts.map((mart) => [mart.id, mart]));
const tables = contents.tables;
const areas = new Map(contents.areas.map((area) => [area.key, area]));
const hrefOf = (id) => (byId.has(id) ? "mart/" + byId.get(id).name : "table/" + id);
const nameOf = (id) => tables[id].name;
const tableLink = (id) => link(hrefOf(id), code(nameOf(id)));
const columnHref = (id, column) => "column/" + id + "/" + column;
const columnLink = (id, column) => link(columnHref(id, column), code(nameOf(id) + "." + column));

// Every join once: from a mart's column to another's.
const joins = contents.marts.flatMap((mart) => mart.columns.filter((column) => column.joins_to).map((column) => {
  const [to, end] = column.joins_to.split(".");
  return { mart: mart.name, column: column.name, to, end };
}));
const readers = new Map();
for (const [id, one] of Object.entries(tables)) for (const read of one.reads) readers.set(read, [...(readers.get(read) || []), id]);
const made = new Map();
for (const [id, columns] of Object.entries(contents.lineage)) {
  for (const [column, origin] of Object.entries(columns)) {
    for (const [table, one] of origin.columns || []) {
      const key = table + "/" + one;
      made.set(key, [...(made.get(key) || []), [id, column]]);
    }
  }
}

// --- questions ---
const asked = (one) => own(one.question).replace(/^./, (letter) => letter.toUpperCase());
function questions(area) {
  const shown = contents.areas.filter((one) => !area || one.key === area);
  return [
    h("h2", null, area ? own(areas.get(area).label) : say("marts")),
    h("p", { class: "lead" }, say("lead")),
    areaLinks("marts", area),
    shown.map((one) => [
      area ? null : h("h3", { class: "area" }, own(one.label)),
      h("div", { class: "cards" }, cards(contents.marts.filter((mart) => mart.area === one.key))),
    ]),
  ];
}
function areaLinks(page, area) {
  const each = [["", say("all_areas")], ...contents.areas.map((one) => [one.key, own(one.label)])];
  return h("nav", { class: "areas", "aria-label": say("area") }, each.map(([key, text]) =>
    link(key ? page + "/" + key : page, text, { "aria-current": (area || "") === key ? "page" : null })));
}
// Marts that answer one question together share a card.
function cards(held) {
  const each = new Map();
  for (const one of held) each.set(one.question.en, [...(each.get(one.question.en) || []), one]);
  return [...each.values()].map((together) => h("article", { class: "card" },
    h("h4", null, together.length > 1 ? own(together[0].question) : link("mart/" + together[0].name, own(together[0].question))),
    together.map((one) => h("p", null, link("mart/" + one.name, code(one.name)), h("span", { class: "quiet" }, " " + say("row") + (choice.lang === "ja" ? "：" : ": ") + own(one.row))))));
}

// --- a mart ---
function facts(pairs) {
  return h("dl", { class: "facts" }, pairs.filter(Boolean).map(([name, value]) => [h("dt", null, name), h("dd", null, value)]));
}
const spaced = (items) => items.map((item, at) => (at ? [", ", item] : item));
const unitOf = (unit) => (unit ? own(words.unit[unit] || words.more_units[unit] || unit) : "–");

const nullOf = (column, key) => (column.null ? english(column.null) : key.includes(column.name) ? say("null_key") : h("span", { class: "quiet" }, "–"));

function mart(name) {
  const one = marts.get(name);
  const rows = (contents.published.rows || {})[name];
  return [
    h("p", { class: "crumbs" }, link("marts/" + one.area, own(areas.get(one.area).label))),
    h("h2", null, asked(one)),
    h("p", { class: "name" }, code("marts." + name)),
    h("p", { class: "lead" }, english(tables[one.id].why)),
    facts([
      [say("row"), own(one.row)],
      [say("key"), spaced(one.key.map(code))],
      [say("kind"), own(words.kinds[one.kind]) + (choice.lang === "ja" ? "・" : ", ") + say("storeys." + one.storey)],
      [say("needs"), one.needs.length ? spaced(one.needs.map((any) => any.map((raw, at) => [at ? say("or") : "", tableLink("source.engagement." + raw)]))) : say("needs_none")],
      rows === undefined ? null : [say("rows"), number(rows)],
    ]),
    h("h3", null, say("columns")),
    table(say("columns"), [say("column"), say("name"), say("type"), say("unit_title"), say("why"), say("null"), say("from")], one.columns.map((column) => [
      [link(columnHref(one.id, column.name), code(column.name)), one.key.includes(column.name) ? h("span", { class: "mark" }, say("key")) : null],
      own(column.label), code(column.type), unitOf(column.unit), english(column.why),
      nullOf(column, one.key), brief(one.id, column.name)])),
    h("h3", null, say("joins")),
    joined(name),
    h("h3", null, say("used")),
    facts([
      [say("used_metrics"), some(one.metrics.map((metric) => [own(metric.label), " (", link(columnHref(one.id, metric.column), code(metric.column)), "): ", own(metric.why)]))],
      [say("used_blocks"), some(one.blocks.map((block) => own(block.tab) + (block.title ? (choice.lang === "ja" ? "：" : ": ") + own(block.title).replace(/\{\w+\}/g, "…") : "")))],
      [say("used_exposures"), some(one.exposures.map((way) => [h("b", null, own(way.label)), ": ", english(way.why)]))],
      [say("used_models"), (readers.get(one.id) || []).length ? spaced(readers.get(one.id).map(tableLink)) : say("used_none")],
    ]),
    h("h3", null, say("checks")),
    h("h4", null, say("tests")),
    table(say("tests"), [say("check"), say("reason"), say("severity")], one.tests.flatMap(testRows)),
    h("h4", null, say("expectations")),
    one.expectations.length ? table(say("expectations"), [say("check"), say("reason"), say("remedy"), say("severity")], one.expectations.map((check) =>
      [code(check.name), [english(check.why), check.query ? h("p", { class: "sql" }, code(check.query)) : null], english(check.remedy), severity(check)])) : h("p", null, say("used_none")),
    one.examples.length ? [h("h4", null, say("examples")), list(one.examples.map((example) => [h("b", { lang: "en" }, example.name.replaceAll("_", " ")), " – ", english(example.why)]))] : null,
  ];
}
const some = (items) => (items.length ? list(items) : say("used_none"));
const severity = (check) => h("span", { class: check.is_critical ? "critical" : "" }, say(check.is_critical ? "critical" : "warning"));
function testRows(test) {
  if (test.given.rules) return Object.entries(test.given.rules).map(([name, rule]) => [english(name), h("span", { class: "sql" }, code(rule.trim())), severity(test)]);
  const given = Object.entries(test.given).map(([name, value]) => name + ": " + (Array.isArray(value) ? value.join(", ") : value)).join("; ");
  const name = test.kind === "singular" ? test.name.replace(/^assert_/, "").replaceAll("_", " ") : test.kind.replaceAll("_", " ");
  return [[[english(name), test.column ? [" ", code(test.column)] : null], test.why ? english(test.why) : english(given), severity(test)]];
}

// --- joins ---
function joined(name) {
  const out = joins.filter((join) => join.mart === name), into = joins.filter((join) => join.to === name && join.mart !== name);
  if (!out.length && !into.length) return h("p", null, say("joins_none"));
  const title = say("diagram_of", { name });
  return [
    erDiagram(title, [name, ...out.map((join) => join.to), ...into.map((join) => join.mart)], [...out, ...into], name),
    facts([
      out.length ? [say("joins_out"), list(out.map((join) => [code(join.column), " → ", link("mart/" + join.to, code(join.to + "." + join.end))]))] : null,
      into.length ? [say("joins_in"), list(into.map((join) => [link("mart/" + join.mart, code(join.mart + "." + join.column)), " → ", code(join.end)]))] : null,
    ]),
  ];
}
function erDiagram(title, names, held, focus) {
  if (HUBS.has(focus)) return hubDiagram(title, held, focus);
  const boxes = [...new Set(names)].map((name) => {
    const one = marts.get(name);
    const columns = new Set([...one.key, ...held.filter((join) => join.mart === name).map((join) => join.column), ...held.filter((join) => join.to === name).map((join) => join.end)]);
    const rows = one.columns.filter((column) => columns.has(column.name)).map((column) => ({ key: column.name, text: (one.key.includes(column.name) ? "◆ " : "") + column.name, isKey: one.key.includes(column.name) }));
    return { id: name, href: "mart/" + name, title: name, rows, look: name === focus ? "focus" : "" };
  });
  return drawing(title, boxes, held.map((join) => ({ from: join.mart, to: join.to, row: join.column, end: join.end })));
}
// What more than this many marts join is drawn on its own page, not with its area.
const MOST_JOINED = 8;
const HUBS = new Set([...marts.keys()].filter((name) => joins.filter((join) => join.to === name).length > MOST_JOINED));
// Those who join such a mart stand by area, each in a row of its own.
function hubDiagram(title, held, focus) {
  const [out, into] = [held.filter((join) => join.mart === focus), held.filter((join) => join.mart !== focus)];
  const keyed = (name, columns) => columns.map((column) => ({ key: column, text: (marts.get(name).key.includes(column) ? "◆ " : "") + column, isKey: marts.get(name).key.includes(column) }));
  const unique = (columns) => [...new Set(columns)];
  const boxes = [
    { id: focus, href: "mart/" + focus, title: focus, look: "focus", rows: keyed(focus, unique([...marts.get(focus).key, ...out.map((join) => join.column)])) },
    ...unique(out.map((join) => join.to)).filter((to) => to !== focus).map((to) => ({ id: to, href: "mart/" + to, title: to, rows: keyed(to, unique(out.filter((join) => join.to === to).map((join) => join.end))) })),
    ...contents.areas.map((one) => ({ id: "area " + one.key, href: "diagram/" + one.key, title: own(one.label),
      rows: into.filter((join) => marts.get(join.mart).area === one.key).map((join) => ({ key: join.mart + "." + join.column, text: join.mart + "." + join.column })) })).filter((box) => box.rows.length),
  ];
  return drawing(title, boxes, [...out.map((join) => ({ from: focus, to: join.to, row: join.column, end: join.end })),
    ...into.map((join) => ({ from: "area " + marts.get(join.mart).area, to: focus, row: join.mart + "." + join.column, end: join.end }))]);
}
function diagram(area) {
  const head = [h("h2", null, say("diagram")), h("p", { class: "lead" }, say("diagram_lead")), areaLinks("diagram", area)];
  if (area) {
    const inside = new Set(contents.marts.filter((one) => one.area === area).map((one) => one.name));
    const held = joins.filter((join) => inside.has(join.mart) || (inside.has(join.to) && !HUBS.has(join.to)));
    const joined_ = new Set(joins.flatMap((join) => [join.mart, join.to]));
    const alone = [...inside].filter((name) => !joined_.has(name));
    const title = say("diagram_area", { name: own(areas.get(area).label) });
    return [...head, h("h3", null, title), held.length ? erDiagram(title, held.flatMap((join) => [join.mart, join.to]), held, null) : null,
      alone.length ? h("p", { class: "below" }, say("alone"), choice.lang === "ja" ? "：" : ": ", spaced(alone.map((name) => link("mart/" + name, code(name))))) : null, held.length ? joinTable(held) : null];
  }
  const boxes = contents.areas.map((one) => ({ id: "area " + one.key, href: "diagram/" + one.key, title: own(one.label),
    rows: contents.marts.filter((each) => each.area === one.key && joins.some((join) => join.mart === each.name)).map((each) => ({ key: each.name, text: each.name })) }));
  const ends = [...new Set(joins.map((join) => join.to))].sort().map((name) => ({ id: name, href: "mart/" + name, title: name, rows: [] }));
  const pairs = new Set(joins.map((join) => marts.get(join.mart).area + " " + join.to));
  const lines = [...pairs].sort().map((pair) => ({ from: "area " + pair.split(" ")[0], to: pair.split(" ")[1] }));
  return [...head, h("h3", null, say("diagram_all")), drawing(say("diagram_all"), [...boxes.filter((box) => box.rows.length), ...ends], lines), joinTable(joins)];
}
const joinTable = (held) => (held.length ? table(say("joins"), [say("joins_in"), say("joins_out")], held.map((join) =>
  [link("mart/" + join.mart, code(join.mart + "." + join.column)), link("mart/" + join.to, code(join.to + "." + join.end))])) : h("p", null, say("joins_none")));

// --- lineage ---
// All columns behind one, with the steps between, and where the trail ends without a column.
function trail(id, column) {
  const seen = new Map([[id + "/" + column, [id, column]]]);
  const steps = [], ends = [];
  for (const [table_, name] of seen.values()) {
    const origin = (contents.lineage[table_] || {})[name];
    if (!origin) continue;
    for (const [from, one] of origin.columns || []) {
      steps.push({ from, row: one, to: table_, end: name });
      if (!seen.has(from + "/" + one)) seen.set(from + "/" + one, [from, one]);
    }
    if (origin.kind !== "columns" || origin.tables || origin.value) ends.push([table_, name, origin]);
  }
  return { columns: [...seen.values()], steps, ends };
}
function reason(id, origin) {
  const said = [];
  if (origin.kind === "python") return [say("python", { name: nameOf(id), value: (origin.tables || []).map(nameOf).join(", ") || say("python_none") })];
  if (origin.tables || origin.kind === "rows") said.push(say("counted", { name: (origin.tables || []).map(nameOf).join(", ") || nameOf(id) }));
  if (origin.value) said.push(say("constant", { name: nameOf(id), value: origin.value }));
  return said;
}
function brief(id, column) {
  const origin = contents.lineage[id][column];
  if (!origin.columns) return reason(id, origin);
  const each = origin.columns.map(([table_, one]) => columnLink(table_, one));
  return each.length > 4 ? [spaced(each.slice(0, 4)), ", ", link(columnHref(id, column), say("more", { n: each.length - 4 }))] : spaced(each);
}
const MOST_BOXES = 24;
function column(id, name) {
  const one = byId.get(id);
  const told = one ? one.columns.find((each) => each.name === name) : null;
  const { columns, steps, ends } = trail(id, name);
  const found = columns.slice(1);
  const of = (test) => found.filter(([table_]) => test(tables[table_].storey)).sort((a, b) => (a.join() < b.join() ? -1 : 1));
  const raw = of((storey) => storey === "raw"), seeds = of((storey) => storey === "seeds"), models = of((storey) => storey !== "raw" && storey !== "seeds");
  const count = new Set(columns.map(([table_]) => table_)).size;
  const feeds = [...fed(id, name)].sort();
  return [
    h("p", { class: "crumbs" }, tableLink(id)),
    h("h2", null, told ? own(told.label) : code(name)),
    h("p", { class: "name" }, code(nameOf(id) + "." + name)),
    h("p", { class: "lead" }, english(told ? told.why : tables[id].columns[name] || "") || (tables[id].storey === "raw" ? say("loaded") : "")),
    told ? facts([[say("type"), code(told.type)], [say("unit_title"), unitOf(told.unit)], [say("null"), nullOf(told, one.key)],
      told.joins_to ? [say("joins_out"), link("mart/" + told.joins_to.split(".")[0], code(told.joins_to))] : null]) : null,
    contents.lineage[id] ? [
      h("h3", null, say("lineage")),
      h("p", { class: "lead" }, say("lineage_note")),
      count > MOST_BOXES ? h("p", { class: "below" }, say("too_wide", { n: count, drawn: MOST_BOXES })) : null,
      count > 1 ? lineageDrawing(id, name, columns, steps) : null,
      facts([
        [say("step"), [brief(id, name), contents.lineage[id][name].is_copy ? h("span", { class: "mark" }, say("is_copy")) : null]],
        raw.length ? [say("raw_columns"), list(grouped(raw))] : null,
        seeds.length ? [say("seed_columns"), list(grouped(seeds))] : null,
        ends.length ? [say("ends"), list(ends.flatMap(([table_, column_, origin]) => reason(table_, origin).map((text) => [code(nameOf(table_) + "." + column_), " – ", text])))] : null,
        models.length ? [say("between"), list(grouped(models))] : null,
      ])] : null,
    feeds.length ? [h("h3", null, say("feeds")), list(feeds.map((key) => columnLink(key.slice(0, key.indexOf("/")), key.slice(key.indexOf("/") + 1))))] : null,
  ];
}
function grouped(columns) {
  const each = new Map();
  for (const [table_, name] of columns) each.set(table_, [...(each.get(table_) || []), name]);
  return [...each].map(([table_, names]) => [tableLink(table_), ": ", spaced(names.map((name) => link(columnHref(table_, name), code(name))))]);
}
function fed(id, name) {
  const seen = new Set(), marts_ = new Set(), open = [id + "/" + name];
  while (open.length) {
    for (const [table_, column_] of made.get(open.pop()) || []) {
      const key = table_ + "/" + column_;
      if (seen.has(key)) continue;
      seen.add(key);
      open.push(key);
      if (byId.has(table_)) marts_.add(key);
    }
  }
  return marts_;
}
function lineageDrawing(id, name, columns, steps) {
  const each = new Map();
  // Nearest first: what is left out of a large drawing is what lies farthest back.
  for (const [table_, column_] of columns) if (each.has(table_) || each.size < MOST_BOXES) each.set(table_, [...(each.get(table_) || []), column_]);
  const boxes = [...each].map(([table_, names]) => ({ id: table_, href: hrefOf(table_), title: nameOf(table_),
    rows: names.sort().map((one) => ({ key: one, text: one, isKey: table_ === id && one === name })), look: table_ === id ? "focus" : tables[table_].storey }));
  return drawing(say("lineage") + ": " + nameOf(id) + "." + name, boxes, steps.map((step) => ({ from: step.from, to: step.to, row: step.row, end: step.end })));
}

// --- other tables ---
function other(id) {
  const one = tables[id];
  const names = [...new Set([...Object.keys(one.columns), ...Object.keys(contents.lineage[id] || {})])];
  return [
    h("p", { class: "crumbs" }, link("tables", say("tables")), " / ", say("storeys." + one.storey)),
    h("h2", null, code(one.name)),
    h("p", { class: "lead" }, english(one.why)),
    facts([
      one.file ? [say("file"), code(one.file)] : null,
      one.reads.length ? [say("reads"), spaced(one.reads.map(tableLink))] : null,
      (readers.get(id) || []).length ? [say("used_models"), spaced(readers.get(id).map(tableLink))] : null,
    ]),
    names.length ? [h("h3", null, say("columns")), table(say("columns"), [say("column"), say("why"), ...(contents.lineage[id] ? [say("from")] : [])], names.map((name) =>
      [link(columnHref(id, name), code(name)), english(one.columns[name] || ""), ...(contents.lineage[id] ? [brief(id, name)] : [])]))] : null,
    one.code ? [h("h3", null, say("code")), h("pre", { tabindex: "0", role: "region", "aria-label": say("code") }, code(one.code.trim()))] : null,
  ];
}
function others() {
  const order = ["raw", "seeds", "load", "staging", "identity", "intermediate", "facts", "marts", "metrics", "pii"];
  return [h("h2", null, say("tables")), h("p", { class: "lead" }, say("tables_lead")), order.map((storey) => {
    const ids = Object.keys(tables).filter((id) => tables[id].storey === storey).sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
    return ids.length ? [h("h3", null, say("storeys." + storey) + (choice.lang === "ja" ? `（${ids.length}）` : ` (${ids.length})`)), h("p", { class: "names" }, ids.map((id) => [tableLink(id), " "]))] : null;
  })];
}

// --- search ---
const plain = (text) => String(text || "").normalize("NFKC").toLowerCase();
let index = null;
function entries() {
  if (index) return index;
  index = [];
  const add = (weight, kind, where, name, shown, ...texts) => index.push({ weight, kind, where, name: plain(name), shown, text: plain([name, ...texts].join(" ")) });
  for (const one of contents.marts) {
    const area = areas.get(one.area).label;
    add(0, "mart", "mart/" + one.name, one.name, (() => asked(one)), one.question.en, one.question.ja, one.row.en, one.row.ja, tables[one.id].why, area.en, area.ja, one.needs.flat().join(" "), ...one.metrics.flatMap((metric) => [metric.label.en, metric.label.ja]));
    for (const column_ of one.columns) add(2, "column", columnHref(one.id, column_.name), one.name + "." + column_.name, (() => own(column_.label)), column_.label.en, column_.label.ja, column_.why);
    for (const metric of one.metrics) add(1, "metric", "mart/" + one.name, metric.name, (() => own(metric.label)), metric.label.en, metric.label.ja, metric.why.en, metric.why.ja, one.name);
    for (const check of [...one.tests, ...one.expectations]) add(4, "check", "mart/" + one.name, check.name, (() => check.why || check.name.replaceAll("_", " ")), check.why, check.remedy, JSON.stringify(check.given || ""), one.name);
  }
  for (const [id, one] of Object.entries(tables)) {
    if (byId.has(id)) continue;
    add(3, "table", "table/" + id, one.name, (() => one.why || one.name), one.why);
    for (const [name, why] of Object.entries(one.columns)) add(5, "column", columnHref(id, name), one.name + "." + name, (() => why || name), why);
  }
  return index;
}
const MOST_FOUND = 60;
function search(text) {
  const sought = plain(text).split(/\s+/).filter(Boolean);
  const found = entries().filter((entry) => sought.every((word) => entry.text.includes(word)));
  const named = (entry) => sought.filter((word) => entry.name.includes(word)).length;
  // What says the words as they were typed comes before what has them somewhere.
  const whole = (entry) => Number(entry.text.includes(sought.join(" ")));
  found.sort((a, b) => a.weight - b.weight || whole(b) - whole(a) || named(b) - named(a) || (a.name < b.name ? -1 : 1));
  const told = found.length ? say("found", { n: found.length, words: text }) : say("found_none", { words: text });
  document.getElementById("told").textContent = told;
  return [h("h2", null, told), h("ul", { class: "found" }, found.slice(0, MOST_FOUND).map((entry) => h("li", null,
    h("span", { class: "mark" }, say("kind_" + entry.kind)), link(entry.where, entry.shown()), h("span", { class: "quiet" }, code(entry.name))))),
  found.length > MOST_FOUND ? h("p", { class: "quiet" }, say("more", { n: found.length - MOST_FOUND })) : null];
}

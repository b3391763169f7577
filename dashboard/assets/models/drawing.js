// Boxes with rows, in storeys from left to right, and lines from row to row. The same contents give the same drawing.
const ROW = 19, HEAD = 27, GAP = 22, LETTER = 7.3, PASS = 10;
const wide = (text) => [...text].reduce((sum, letter) => sum + (letter.codePointAt(0) > 0x2e7f ? 1.75 : 1), 0) * LETTER;

function storeys(boxes, lines) {
  const ahead = new Map(boxes.map((box) => [box.id, new Set()]));
  for (const { from, to } of lines) if (from !== to && ahead.has(from) && ahead.has(to)) ahead.get(from).add(to);
  const level = new Map();
  const open = new Set();
  // How many steps lie ahead of a box; a line that leads back to one that is being looked at counts for nothing.
  function depth(id) {
    if (level.has(id)) return level.get(id);
    if (open.has(id)) return -1;
    open.add(id);
    let deepest = -1;
    for (const next of [...ahead.get(id)].sort()) deepest = Math.max(deepest, depth(next));
    open.delete(id);
    level.set(id, deepest + 1);
    return deepest + 1;
  }
  for (const box of [...boxes].sort((a, b) => (a.id < b.id ? -1 : 1))) depth(box.id);
  const last = Math.max(0, ...level.values());
  const columns = Array.from({ length: last + 1 }, () => []);
  for (const box of boxes) columns[last - level.get(box.id)].push(box);
  return columns;
}

// A line over several storeys passes between the boxes on its way: each storey gets a place for it, which lines to the
// same row share. Returns the lines as steps from storey to storey.
function passing(columns, lines) {
  const at = new Map(columns.flatMap((column, level) => column.map((box) => [box.id, level])));
  const steps = [];
  for (const line of lines) {
    if (!at.has(line.from) || !at.has(line.to)) continue;
    const way = [line.from];
    for (let level = at.get(line.from) + 1; level < at.get(line.to); level += 1) {
      const id = `${line.to}/${line.end || ""}@${level}`;
      if (!at.has(id)) { at.set(id, level); columns[level].push({ id, title: "", rows: [], isPass: true }); }
      way.push(id);
    }
    way.push(line.to);
    line.way = way;
    for (let place = 1; place < way.length; place += 1) steps.push({ from: way[place - 1], to: way[place] });
  }
  return steps;
}

function arrange(boxes, whole) {
  const columns = storeys(boxes, whole);
  const lines = passing(columns, whole);
  const space = columns.length < 4 ? 150 : 84;
  const place = new Map();
  const note = () => columns.forEach((column) => column.forEach((box, at) => place.set(box.id, (at + 0.5) / column.length)));
  columns.forEach((column) => column.sort((a, b) => (a.id < b.id ? -1 : 1)));
  note();
  for (let sweep = 0; sweep < 6; sweep += 1) {
    for (const column of columns) {
      const pull = new Map(column.map((box) => {
        const beside = lines.filter(({ from, to }) => from !== to && (from === box.id || to === box.id)).map(({ from, to }) => place.get(from === box.id ? to : from)).filter((at) => at !== undefined);
        return [box.id, beside.length ? beside.reduce((sum, at) => sum + at, 0) / beside.length : place.get(box.id)];
      }));
      column.sort((a, b) => pull.get(a.id) - pull.get(b.id) || (a.id < b.id ? -1 : 1));
    }
    note();
  }
  let x = 1, height = 0;
  for (const column of columns) {
    let y = 1;
    const width = Math.max(...column.map((box) => (box.isPass ? 0 : Math.max(wide(box.title), ...box.rows.map((row) => wide(row.text))) + 24)));
    for (const box of column) {
      Object.assign(box, { x, y, width, height: box.isPass ? PASS : HEAD + box.rows.length * ROW + (box.rows.length ? 5 : 0) });
      y += box.height + GAP;
    }
    height = Math.max(height, y - GAP);
    column.height = y - GAP;
    x += width + space;
  }
  for (const column of columns) for (const box of column) box.y += (height - column.height) / 2;
  return { width: x - space + 1, height: height + 2, all: new Map(columns.flat().map((box) => [box.id, box])) };
}

function drawing(title, boxes, lines) {
  const size = arrange(boxes, lines);
  const at = size.all;
  const level = (box, row) => {
    const found = box.rows.findIndex((one) => one.key === row);
    return box.y + (found < 0 ? HEAD / 2 : HEAD + found * ROW + ROW / 2);
  };
  const drawn = lines.filter((line) => line.way).map(({ from, to, row, end, way }) => {
    const left = at.get(from), right = at.get(to);
    const y1 = level(left, row), y2 = level(right, end);
    const isBack = right.x <= left.x;
    const x1 = left.x + left.width, x2 = isBack ? right.x + right.width : right.x;
    let path = `M${x1} ${y1}`, x = x1, y = y1;
    const bend = (nextX, nextY, pull = (nextX - x) / 2) => { path += `C${x + pull} ${y} ${nextX - pull} ${nextY} ${nextX} ${nextY}`; x = nextX; y = nextY; };
    if (isBack) path += `C${Math.max(x1, x2) + 40} ${y1} ${Math.max(x1, x2) + 40} ${y2} ${x2} ${y2}`;
    for (const pass of isBack ? [] : way.slice(1, -1).map((id) => at.get(id))) {
      bend(pass.x, pass.y + PASS / 2);
      path += `H${pass.x + pass.width}`;
      x = pass.x + pass.width;
    }
    if (!isBack) bend(x2, y2);
    const tip = isBack ? -1 : 1;
    return s("g", { class: "line" }, s("path", { d: path }), s("path", { class: "tip", d: `M${x2} ${y2}l${-7 * tip} -3.5v7z` }));
  });
  const marks = boxes.map((box) => s("g", { class: "box " + (box.look || "") },
    s("rect", { x: box.x, y: box.y, width: box.width, height: box.height, rx: 5 }),
    s("a", { href: "#" + box.href }, s("text", { class: "head", x: box.x + 11, y: box.y + 18 }, box.title)),
    box.rows.map((row, place) => s("text", { class: row.isKey ? "key" : "", x: box.x + 11, y: box.y + HEAD + place * ROW + 14 }, row.text))));
  return h("div", { class: size.width > 1900 ? "drawing" : "drawing fits", tabindex: "0", role: "region", "aria-label": title },
    s("svg", { width: size.width, height: size.height, viewBox: `0 0 ${size.width} ${size.height}`, role: "group", "aria-label": title }, drawn, marks));
}

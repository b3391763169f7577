// The page of the customer whom the address names (#customer&id=...), drawn from what the page holds of those in its lists.
const held = JSON.parse(document.getElementById("customers").textContent);
const customerPanel = document.getElementById("panel-customer");
const customerName = document.getElementById("customer-name");
let opener = null;
let drawnFor = null;

choices.id = { allows: (value) => value.length <= 300, first: () => "", unsaid: "", on: "customer" };
const addressOfCustomer = (id) => "#customer&id=" + encodeURIComponent(id);

const cellPieces = (value) => value === null || value === undefined ? ["–"] : typeof value === "number" ? pieces(held.texts[value]) : [value];

function customerTable(section, rows, id) {
  const table = made("table", section.columns.length > 7 ? "crowded" : "");
  const head = table.createTHead().insertRow();
  // What is known of no row takes no room.
  const columns = section.columns.map((column, place) => ({ ...column, place }))
    .filter(({ place }) => rows.some((row) => (row[place] ?? null) !== null));
  const side = (column) => column.is_text ? "text" : "number";
  columns.forEach((column) => {
    const th = made("th", side(column), ...pieces(column.label));
    th.scope = "col";
    head.append(th);
  });
  if (section.decides) head.append(both(made("th", "text deciding"), "decide_column"));
  const body = table.createTBody();
  rows.forEach((row) => {
    const line = body.insertRow();
    columns.forEach((column) => {
      const cell = made("td", side(column), ...cellPieces(row[column.place]));
      cell.dataset.column = column.key;
      line.append(cell);
    });
    if (!section.decides) return;
    const rule = row[section.columns.length];
    line.append(made("td", "text deciding", decideButton(id, rule, () => cellPieces(row[0]).map((part) => part.cloneNode ? part : document.createTextNode(part)))));
  });
  const scroll = made("div", "scroll", table);
  scroll.tabIndex = 0;
  scroll.addEventListener("scroll", () => markEdges(scroll), { passive: true });
  return scroll;
}

function customerFacts(section, [row]) {
  const facts = made("dl", "facts-of");
  section.columns.forEach((column, place) => {
    if ((row[place] ?? null) === null) return;
    const value = made("dd", "", ...cellPieces(row[place]));
    value.dataset.column = column.key;
    facts.append(made("div", "", made("dt", "", ...pieces(column.label)), value));
  });
  return facts;
}

function customerSection(section, rows, id) {
  const block = made("section", "block" + (section.kind === "rows" ? " wide" : ""));
  block.id = "customer-" + section.key;
  const title = made("h3", "", ...pieces(section.title));
  title.id = "title-customer-" + section.key;
  block.setAttribute("aria-labelledby", title.id);
  block.append(title);
  if (!rows.length) block.append(made("p", "empty", ...pieces(section.empty)));
  else {
    if (section.note) block.append(made("p", "note", ...pieces(section.note)));
    block.append(section.kind === "rows" ? customerTable(section, rows, id) : customerFacts(section, rows));
  }
  return block;
}

function unknownCustomer(id) {
  const block = made("section", "block wide");
  block.append(both(made("p", "note"), id ? "customer_unknown" : "customer_none"));
  if (!id) return block;
  const code = made("code", "", "select * from marts.customer_360 where customer_id = '" + id.replaceAll("'", "''") + "'");
  block.append(made("div", "copied", made("pre", "", code), copyButton(code)));
  return block;
}

// Next and previous go through the list of the day as it is filtered and sorted, or else through all that are held.
function neighbours(id) {
  const day = lists.find((list) => list.isLinked);
  const shown = day ? Array.from(new Set(day.shown.map((row) => row.dataset.customer))).filter((name) => held.order.includes(name)) : [];
  const order = shown.includes(id) ? shown : held.order;
  const place = order.indexOf(id);
  return { place, count: order.length, at: (step) => place < 0 ? undefined : order[place + step] };
}

function drawSteps(id) {
  const { place, count, at } = neighbours(id);
  all("[data-step]", customerPanel).forEach((link) => {
    const to = at(Number(link.dataset.step));
    link.hidden = to === undefined;
    link.setAttribute("href", to === undefined ? "#" : addressOfCustomer(to));
  });
  customerPanel.querySelector(".place").textContent = place < 0 ? "" : (place + 1) + " / " + count;
}

function drawCustomer() {
  if (state.tab !== "customer") {
    if (drawnFor !== null && opener?.isConnected) opener.focus();
    drawnFor = null;
    return;
  }
  drawSteps(state.id);
  if (drawnFor === state.id) return;
  drawnFor = state.id;
  customerName.replaceChildren(state.id || "–");
  const person = held.people[held.order.indexOf(state.id)];
  const blocks = person ? held.sections.map((section, place) => customerSection(section, person[place], state.id)) : [unknownCustomer(state.id)];
  document.getElementById("customer-blocks").replaceChildren(...blocks);
  all(".scroll", customerPanel).forEach(markEdges);
  customerName.focus({ preventScroll: true });
}

customerPanel.addEventListener("click", (event) => {
  const link = event.target.closest?.("a");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  // The way back is the browser's own where the reader came from a list; neighbours take the place of this one.
  if (link.classList.contains("back") && !opener) return;
  event.preventDefault();
  event.stopPropagation();
  if (link.classList.contains("back")) history.back();
  else change(said(link.getAttribute("href")));
  window.scrollTo(0, 0);
});
document.getElementById("main").addEventListener("click", (event) => {
  const link = event.target.closest?.('a[href^="#customer&"]');
  if (link && !customerPanel.contains(link)) opener = link;
}, true);
afterChange.push(drawCustomer);

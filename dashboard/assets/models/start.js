// The address says which page is shown (#mart/nps), in which language and colours.
const main = document.getElementById("main");
const field = document.getElementById("search");
const system = window.matchMedia("(prefers-color-scheme: dark)");
// Some browsers refuse storage for pages opened from a file.
const remember = (key, value) => { try { localStorage.setItem("engagement." + key, value); } catch { /* no storage */ } };
const recall = (key) => { try { return localStorage.getItem("engagement." + key); } catch { return null; } };
const decoded = (text) => { try { return decodeURIComponent(text); } catch { return text; } };

let page = "marts";
function shown() {
  const [kind, ...rest] = page.split("/");
  const name = rest.join("/");
  if (kind === "search" && name) return search(name);
  if (kind === "mart" && marts.has(name)) return mart(name);
  if (kind === "table" && Object.hasOwn(tables, name)) return other(name);
  if (kind === "tables") return others();
  if (kind === "diagram" && (!name || areas.has(name))) return diagram(name);
  if (kind === "marts" && (!name || areas.has(name))) return questions(name);
  if (kind === "column" && rest.length === 2) {
    const [id, of] = rest;
    if (Object.hasOwn(tables, id) && ((contents.lineage[id] || {})[of] || Object.hasOwn(tables[id].columns, of) || (made.has(id + "/" + of)))) return column(id, of);
  }
  return [h("h2", null, say("unknown")), h("p", null, link("marts", say("marts")))];
}

function draw() {
  root.lang = choice.lang;
  root.dataset.theme = choice.theme === "dark" || (choice.theme === "auto" && system.matches) ? "dark" : "light";
  const text = (id, value) => { document.getElementById(id).textContent = value; };
  text("skip", say("skip"));
  text("title", say("title"));
  text("search-label", say("search"));
  text("footer", say("footer"));
  const { as_of: day, finished: moment } = contents.published;
  text("as-of", day ? say("as_of", { day, moment }) : say("built"));
  document.getElementById("languages").setAttribute("aria-label", say("language"));
  document.getElementById("themes").setAttribute("aria-label", say("theme"));
  for (const button of document.querySelectorAll("[data-language]")) button.setAttribute("aria-pressed", button.dataset.language === choice.lang);
  for (const button of document.querySelectorAll("button[data-theme]")) {
    button.textContent = say("theme_" + button.dataset.theme);
    button.setAttribute("aria-pressed", button.dataset.theme === choice.theme);
  }
  const nav = document.getElementById("nav");
  nav.setAttribute("aria-label", say("pages"));
  const part = page.split("/")[0];
  nav.replaceChildren(...["marts", "diagram", "tables"].map((key) => link(key, say(key), { "aria-current": part === key ? "page" : null })));
  document.getElementById("told").textContent = "";
  main.replaceChildren();
  put(main, [shown()]);
  // A drawing that is wider than the screen begins with what the page is about.
  for (const drawn of main.querySelectorAll(".drawing")) {
    const focus = drawn.querySelector(".focus rect");
    if (focus) drawn.scrollLeft = Number(focus.getAttribute("x")) + Number(focus.getAttribute("width")) + 40 - drawn.clientWidth;
  }
  const head = main.querySelector("h2");
  root.dataset.ready = location.hash.slice(1).split("&")[0] + "|" + choice.lang;
  document.title = (head ? head.textContent + " – " : "") + say("title");
}

function read(isFirst) {
  const [wanted, ...pairs] = location.hash.slice(1).split("&").map(decoded);
  for (const pair of pairs) {
    const [key, value] = pair.split("=");
    if ((key === "lang" && ["en", "ja"].includes(value)) || (key === "theme" && ["auto", "light", "dark"].includes(value))) choice[key] = value;
  }
  if (wanted === "main") return;
  page = wanted || "marts";
  if (!page.startsWith("search/")) field.value = "";
  else if (field.value !== page.slice(7)) field.value = page.slice(7);
  draw();
  if (!isFirst && document.activeElement !== field) { window.scrollTo(0, 0); main.focus({ preventScroll: true }); }
}

function choose(key, value) {
  choice[key] = value;
  remember(key, value);
  draw();
}
choice.lang = ["en", "ja"].includes(recall("lang")) ? recall("lang") : (navigator.language || "").startsWith("ja") ? "ja" : "en";
choice.theme = ["auto", "light", "dark"].includes(recall("theme")) ? recall("theme") : "auto";
for (const button of document.querySelectorAll("[data-language]")) button.addEventListener("click", () => choose("lang", button.dataset.language));
for (const button of document.querySelectorAll("button[data-theme]")) button.addEventListener("click", () => choose("theme", button.dataset.theme));
system.addEventListener("change", draw);
window.addEventListener("hashchange", () => read(false));
document.getElementById("finder").addEventListener("submit", (event) => event.preventDefault());
document.getElementById("skip").addEventListener("click", (event) => { event.preventDefault(); main.focus(); });
let typed;
field.addEventListener("input", () => {
  clearTimeout(typed);
  typed = setTimeout(() => {
    const address = field.value.trim() ? "#search/" + encodeURIComponent(field.value.trim()) : "#marts";
    // What is typed on the way makes no history.
    if (page.startsWith("search/")) { try { history.replaceState(null, "", address); read(false); return; } catch { /* as a new address */ } }
    location.hash = address;
  }, 120);
});
document.addEventListener("keydown", (event) => {
  if (event.key === "/" && !["INPUT", "TEXTAREA"].includes(document.activeElement.tagName)) { event.preventDefault(); field.focus(); }
});
read(true);

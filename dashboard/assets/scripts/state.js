// What readers have chosen. It lives in the address (#voice&lang=ja&theme=dark), so that a link shows what its sender
// saw; local storage remembers what was chosen for good, where the browser lets it.
const root = document.documentElement;
root.classList.add("js"); // hides the panels until one is chosen
const all = (selector, within) => Array.from((within || document).querySelectorAll(selector));
const tabs = all("[data-tab]");
const panels = all("[data-panel]");
const names = panels.map((panel) => panel.dataset.panel);
const system = window.matchMedia("(prefers-color-scheme: dark)");
let state = {};

// Each part of the page adds what it lets readers choose: which values a link may carry, which one needs no word in
// it, whether the browser remembers it, and on which panel alone it means something. What depends on a choice draws
// itself in afterChange.
const choices = {
  lang: { allows: (value) => ["en", "ja"].includes(value), first: () => (navigator.language || "").startsWith("ja") ? "ja" : "en", isKept: true },
  theme: { allows: (value) => ["auto", "light", "dark"].includes(value), first: () => "auto", unsaid: "auto", isKept: true },
};
const afterChange = [];

// Some browsers refuse storage for pages opened from a file.
const remember = (key, value) => { try { localStorage.setItem("engagement." + key, value); } catch { /* no storage */ } };
const recall = (key) => { try { return localStorage.getItem("engagement." + key); } catch { return null; } };

// Figures come packed (dashboard/page.py, to_packed); a browser that cannot unpack them shows the page without charts.
async function read(id) {
  const element = document.getElementById(id);
  if (!element || !window.DecompressionStream) return null;
  const packed = Uint8Array.from(atob(element.textContent), (letter) => letter.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  return JSON.parse(await new Response(stream).text());
}

function decoded(text) { try { return decodeURIComponent(text); } catch { return text; } }

// What an address says, without what it may not say.
function said(hash) {
  const [tab, ...pairs] = hash.slice(1).split("&").map(decoded);
  const found = names.includes(tab) ? { tab } : {};
  for (const pair of pairs) {
    const [key, ...rest] = pair.split("=");
    const value = rest.join("=");
    if (Object.hasOwn(choices, key) && choices[key].allows(value)) found[key] = value;
  }
  return found;
}

// What a whole address leaves out is as it was at first, not as this reader chose it before.
function whole(found) {
  if (!found.tab) return found;
  const open = Object.keys(choices).filter((key) => !choices[key].isKept && (!choices[key].on || choices[key].on === found.tab));
  return { ...Object.fromEntries(open.map((key) => [key, choices[key].first()])), ...found };
}

function addressOf(wanted) {
  const keys = Object.keys(choices).filter((key) => wanted[key] && wanted[key] !== choices[key].unsaid &&
    (!choices[key].on || choices[key].on === wanted.tab));
  return "#" + [wanted.tab, ...keys.map((key) => key + "=" + encodeURIComponent(wanted[key]).replaceAll("%3A", ":"))].join("&");
}

function toAddress() {
  // A language that nobody chose is the reader's own: a link leaves it to the next reader.
  const hash = addressOf(state.chosen || state.lang !== "en" ? state : { ...state, lang: null });
  if (hash === location.hash) return;
  try { history.replaceState(null, "", hash); } catch { location.hash = hash; }
}

function apply() {
  root.lang = state.lang;
  const dark = state.theme === "dark" || (state.theme === "auto" && system.matches);
  root.dataset.theme = dark ? "dark" : "light";
  speak(document);
  document.title = document.querySelector("title").dataset[state.lang];
  all("[data-language]").forEach((b) => b.setAttribute("aria-pressed", b.dataset.language === state.lang));
  all("button[data-theme]").forEach((b) => b.setAttribute("aria-pressed", b.dataset.theme === state.theme));
  const isTab = tabs.some((tab) => tab.dataset.tab === state.tab);
  tabs.forEach((tab, place) => {
    const selected = tab.dataset.tab === state.tab;
    tab.setAttribute("aria-selected", selected);
    tab.tabIndex = selected || (!isTab && place === 0) ? 0 : -1;
    if (selected) {
      const bar = tab.parentElement;
      bar.scrollLeft = tab.offsetLeft - bar.offsetLeft - (bar.clientWidth - tab.offsetWidth) / 2;
    }
  });
  panels.forEach((panel) => panel.classList.toggle("shown", panel.dataset.panel === state.tab));
  toAddress();
  afterChange.forEach((draw) => draw());
}

// Attributes (labels for screen readers, titles) in the language of the page.
function speak(within) {
  all("[data-attr]", within).forEach((el) => el.setAttribute(el.dataset.attr, el.dataset[state.lang]));
}

// Follows a link within the page; the browser's back button leads to where it stood.
function follow(hash) {
  const wish = said(hash);
  try { history.pushState(null, "", addressOf({ ...state, ...wish })); } catch { /* no history: the place is overwritten */ }
  change(wish);
}

function change(wish) { state = { ...state, ...wish }; apply(); }

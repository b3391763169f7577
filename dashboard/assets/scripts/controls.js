// Tabs, switches, choices and definitions: what people do.
tabs.forEach((tab, place) => {
  tab.addEventListener("click", (event) => { event.preventDefault(); follow("#" + tab.dataset.tab); });
  tab.addEventListener("keydown", (event) => {
    const to = { ArrowRight: place + 1, ArrowLeft: place - 1, Home: 0, End: tabs.length - 1 }[event.key];
    if (to === undefined && event.key !== " ") return;
    event.preventDefault();
    const target = tabs[to === undefined ? place : (to + tabs.length) % tabs.length];
    change({ tab: target.dataset.tab });
    target.focus();
  });
});
// Links within the page, also those that a script has drawn, may carry choices: #voice&segment=...
document.getElementById("main").addEventListener("click", (event) => {
  const link = event.target.closest?.('a[href^="#"]');
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  follow(link.getAttribute("href"));
  window.scrollTo(0, 0);
  tabs.find((tab) => tab.dataset.tab === state.tab)?.focus();
});
document.querySelector(".skip").addEventListener("click", (event) => {
  event.preventDefault(); // the address holds the tab, not a place
  document.getElementById("main").focus();
});
all("[data-language]").forEach((b) => b.addEventListener("click", () => {
  remember("lang", b.dataset.language);
  change({ lang: b.dataset.language, chosen: true });
}));
all("button[data-theme]").forEach((b) => b.addEventListener("click", () => {
  remember("theme", b.dataset.theme);
  change({ theme: b.dataset.theme });
}));
all("[data-options-for] input").forEach((input) => input.addEventListener("change", () => {
  options[input.closest("[data-options-for]").dataset.optionsFor] = input.value;
  drawAll();
  all("details[open][data-figures]").forEach(listFigures);
}));
// What is folded away has no width until it is open.
all("details.more").forEach((d) => d.addEventListener("toggle", () => d.open && drawAll()));
all("details[data-figures]").forEach((d) => d.addEventListener("toggle", () => d.open && listFigures(d)));
// A definition closes by Escape, by a click elsewhere, and when another one opens.
const abouts = all("details.about");
const closeAbouts = (but) => abouts.forEach((d) => { if (d !== but) d.open = false; });
abouts.forEach((d) => d.addEventListener("toggle", () => d.open && closeAbouts(d)));
document.addEventListener("click", (event) => closeAbouts(event.target.closest?.("details.about")));
document.addEventListener("keydown", (event) => {
  const open = abouts.find((d) => d.open);
  if (event.key !== "Escape" || !open) return;
  open.open = false;
  open.querySelector("summary").focus();
});
system.addEventListener("change", () => apply());
window.addEventListener("hashchange", () => change(whole(said(location.hash))));
// Paper is light, whatever the screen shows.
window.addEventListener("beforeprint", () => { root.dataset.theme = "light"; });
window.addEventListener("afterprint", apply);
let waiting;
window.addEventListener("resize", () => { clearTimeout(waiting); waiting = setTimeout(drawAll, 120); });

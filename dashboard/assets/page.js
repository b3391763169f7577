// Tabs, language, theme and charts. The choices live in the address (#voice&lang=ja&theme=dark), so
// that a link shows what its sender saw; local storage remembers them where the browser lets it.
(function () {
  "use strict";
  const root = document.documentElement;
  const all = (selector, within) => Array.from((within || document).querySelectorAll(selector));
  const charts = JSON.parse(document.getElementById("charts").textContent);
  const tabs = all("[data-tab]");
  const panels = all("[data-panel]");
  const names = tabs.map((tab) => tab.dataset.tab);
  const system = window.matchMedia("(prefers-color-scheme: dark)");
  const options = {};
  const drawn = new Map();
  let state = {};

  // Some browsers refuse storage for pages opened from a file.
  const remember = (key, value) => { try { localStorage.setItem("engagement." + key, value); } catch { /* no storage */ } };
  const recall = (key) => { try { return localStorage.getItem("engagement." + key); } catch { return null; } };

  function fromAddress() {
    const [tab, ...pairs] = decodeURIComponent(location.hash.slice(1)).split("&");
    const given = Object.fromEntries(pairs.map((pair) => pair.split("=")));
    return { tab: names.includes(tab) ? tab : null, lang: given.lang, theme: given.theme };
  }

  const oneOf = (allowed, ...wishes) => wishes.find((wish) => allowed.includes(wish));

  function toAddress() {
    let hash = "#" + state.tab;
    if (state.lang !== "en" || state.chosen) hash += "&lang=" + state.lang;
    if (state.theme !== "auto") hash += "&theme=" + state.theme;
    if (hash === location.hash) return;
    try { history.replaceState(null, "", hash); } catch { location.hash = hash; }
  }

  function apply() {
    root.lang = state.lang;
    const dark = state.theme === "dark" || (state.theme === "auto" && system.matches);
    root.dataset.theme = dark ? "dark" : "light";
    all("[data-attr]").forEach((el) => el.setAttribute(el.dataset.attr, el.dataset[state.lang]));
    const title = document.querySelector("title");
    document.title = title.dataset[state.lang];
    all("[data-language]").forEach((b) => b.setAttribute("aria-pressed", b.dataset.language === state.lang));
    all("button[data-theme]").forEach((b) => b.setAttribute("aria-pressed", b.dataset.theme === state.theme));
    tabs.forEach((tab) => {
      const selected = tab.dataset.tab === state.tab;
      tab.setAttribute("aria-selected", selected);
      tab.tabIndex = selected ? 0 : -1;
      if (selected) {
        const bar = tab.parentElement;
        bar.scrollLeft = tab.offsetLeft - bar.offsetLeft - (bar.clientWidth - tab.offsetWidth) / 2;
      }
    });
    panels.forEach((panel) => panel.classList.toggle("shown", panel.dataset.panel === state.tab));
    toAddress();
    drawAll();
    all("details[open][data-figures]").forEach(listFigures);
  }

  function change(wish) { state = { ...state, ...wish }; apply(); }

  // --- charts ---
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

  const chosen = (key) => options[key] ?? charts[key].option;

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
    const want = [state.lang, width, chosen(el.dataset.follows || key)].join("|");
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

  // --- what people do ---
  tabs.forEach((tab, place) => {
    tab.addEventListener("click", (event) => { event.preventDefault(); change({ tab: tab.dataset.tab }); });
    tab.addEventListener("keydown", (event) => {
      const to = { ArrowRight: place + 1, ArrowLeft: place - 1, Home: 0, End: tabs.length - 1 }[event.key];
      if (to === undefined && event.key !== " ") return;
      event.preventDefault();
      const target = tabs[to === undefined ? place : (to + tabs.length) % tabs.length];
      change({ tab: target.dataset.tab });
      target.focus();
    });
  });
  all('main a[href^="#"]').forEach((link) => link.addEventListener("click", (event) => {
    event.preventDefault();
    change({ tab: link.getAttribute("href").slice(1) });
    window.scrollTo(0, 0);
    tabs.find((tab) => tab.dataset.tab === state.tab)?.focus();
  }));
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
  window.addEventListener("hashchange", () => {
    const given = fromAddress();
    change({
      tab: given.tab || state.tab,
      lang: oneOf(["en", "ja"], given.lang) || state.lang,
      theme: oneOf(["auto", "light", "dark"], given.theme) || state.theme,
    });
  });
  // Paper is light, whatever the screen shows.
  window.addEventListener("beforeprint", () => { root.dataset.theme = "light"; });
  window.addEventListener("afterprint", apply);
  let waiting;
  window.addEventListener("resize", () => { clearTimeout(waiting); waiting = setTimeout(drawAll, 120); });

  const given = fromAddress();
  root.classList.add("js");
  change({
    tab: given.tab || names[0],
    lang: oneOf(["en", "ja"], given.lang, recall("lang"), (navigator.language || "").slice(0, 2)) || "en",
    theme: oneOf(["auto", "light", "dark"], given.theme, recall("theme")) || "auto",
    chosen: Boolean(given.lang),
  });
})();

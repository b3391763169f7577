// Words in the reader's language, and elements made of plain text.
const words = JSON.parse(document.getElementById("words").textContent);
const contents = JSON.parse(document.getElementById("contents").textContent);
const root = document.documentElement;
const choice = { lang: "en", theme: "auto" };

const own = (text) => (text && typeof text === "object" ? text[choice.lang] : text);
function say(key, values) {
  let text = own(key.split(".").reduce((found, part) => found[part], words));
  for (const [name, value] of Object.entries(values || {})) text = text.replace("{" + name + "}", () => value);
  return text;
}

function put(element, children) {
  for (const child of children.flat(Infinity)) if (child !== null && child !== undefined && child !== false) element.append(child);
  return element;
}
function h(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) if (value !== null && value !== false) element.setAttribute(name, value === true ? "" : value);
  return put(element, children);
}
function s(tag, attributes, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes || {})) element.setAttribute(name, value);
  return put(element, children);
}
// Meanings are written in English, whatever the page speaks.
const english = (text) => (text ? h("span", { lang: "en" }, text) : "");
// Long names may break after a dot or an underscore.
const code = (text) => h("code", null, text.includes(" ") ? text : text.split(/(?<=[._])(?=\w)/).map((part, at) => (at ? [h("wbr"), part] : part)));
const link = (where, text, attributes) => h("a", { href: "#" + where, ...attributes }, text);
const number = (value) => Number(value).toLocaleString(choice.lang);
function table(caption, heads, rows) {
  return h("div", { class: "wide", tabindex: "0", role: "region", "aria-label": caption },
    h("table", null, h("thead", null, h("tr", null, heads.map((head) => h("th", { scope: "col" }, head)))),
      h("tbody", null, rows.map((row) => h("tr", null, row.map((cell, place) => h(place ? "td" : "th", { ...(place ? {} : { scope: "row" }), "data-head": heads[place] }, cell)))))));
}
const list = (items, attributes) => h("ul", attributes || null, items.map((item) => h("li", null, item)));

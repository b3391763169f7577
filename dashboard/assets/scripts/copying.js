// Copying a text. Where the browser gives pages from a file no clipboard, the text is selected for the reader to copy.
function selectText(el) {
  const range = document.createRange();
  range.selectNodeContents(el);
  const selection = window.getSelection();
  selection.removeAllRanges();
  selection.addRange(range);
}

async function copyText(el, button) {
  let isCopied = false;
  try { await navigator.clipboard.writeText(el.textContent); isCopied = true; } catch { /* no clipboard, or not allowed */ }
  if (!isCopied) {
    selectText(el);
    try { isCopied = document.execCommand("copy"); } catch { /* the text stays selected */ }
  }
  tell(button, isCopied ? "copied" : "selected");
}

// A word from the page's own texts (see #words), in the language of the page.
const pageWords = JSON.parse(document.getElementById("words").textContent);
const word = (name, values) => pageWords[name][state.lang].replace(/\{(\w+)\}/g, (place, key) => (values || {})[key] ?? place);

// Fills an element with a text of the page in both languages.
function both(el, name) {
  for (const lang of ["en", "ja"]) {
    const span = made("span", lang, pageWords[name][lang]);
    span.lang = lang;
    el.append(span);
  }
  return el;
}

const status = made("p", "unseen");
status.setAttribute("role", "status");
document.body.append(status);

function tell(button, name) {
  status.textContent = word(name);
  button.replaceChildren();
  both(button, name);
  clearTimeout(button.waiting);
  button.waiting = setTimeout(() => { button.replaceChildren(); both(button, "copy"); }, 2500);
}

function copyButton(el) {
  const button = both(made("button", "copy"), "copy");
  button.type = "button";
  button.addEventListener("click", () => copyText(el, button));
  return button;
}

all(".copied").forEach((box) => box.append(copyButton(box.querySelector("code"))));

// What becomes of an item: the command that says so, to be copied.
const SAFE = /^[\w.@:+,/-]+$/;
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/;
const decideBox = document.getElementById("decide");

// A word of a command line that means nothing but itself, whatever a customer's id says.
const shellWord = (text) => SAFE.test(text) ? text : "'" + text.replaceAll("'", "'\\''") + "'";
const shellNote = (text) => /["$\\`!]/.test(text) ? shellWord(text) : '"' + text + '"';

function commandOf({ customer, rule, verdict, note, until }) {
  const item = [shellWord(customer), shellWord(rule), verdict];
  if (customer.startsWith("-")) item.unshift("--");
  const more = [];
  if (verdict === "snoozed") more.push("--until", until);
  if (note) more.push("--note", shellNote(note));
  const parts = customer.startsWith("-") ? [...more, ...item] : [...item, ...more];
  return "engagement decide " + parts.join(" ");
}

function later(days) {
  const day = new Date((document.getElementById("as-of").dataset.day || new Date().toISOString().slice(0, 10)) + "T00:00:00Z");
  day.setUTCDate(day.getUTCDate() + days);
  return day.toISOString().slice(0, 10);
}

function labelled(name, control) {
  const box = made("label", "", both(made("span", ""), name), control);
  return box;
}

function openDecide(customer, rule, ruleText, onCopy) {
  const title = made("h3", "", customer);
  title.id = "decide-title";
  const close = both(made("button", "close"), "close");
  close.type = "button";
  close.addEventListener("click", () => decideBox.close());
  const top = made("div", "head", title, close);
  if (UNSAFE.test(customer)) {
    decideBox.replaceChildren(top, both(made("p", "note"), "decide_unsafe"));
    decideBox.showModal();
    return;
  }
  const said = { customer, rule, verdict: "done", note: "", until: later(14) };
  const code = made("code", "");
  const note = made("input", "");
  note.maxLength = 200;
  const until = made("input", "");
  until.type = "date";
  until.value = said.until;
  const untilBox = labelled("decide_until", until);
  const write = () => {
    // A line break in a note would end the command.
    said.note = note.value.replace(new RegExp(UNSAFE, "g"), " ").trim();
    said.until = until.value || later(14);
    untilBox.hidden = said.verdict !== "snoozed";
    code.textContent = commandOf(said);
  };
  const verdicts = made("fieldset", "verdicts", both(made("legend", "unseen"), "decide_state"));
  for (const verdict of ["done", "taken", "dismissed", "snoozed"]) {
    const radio = made("input", "");
    radio.type = "radio";
    radio.name = "verdict";
    radio.value = verdict;
    radio.checked = verdict === said.verdict;
    radio.addEventListener("change", () => { said.verdict = verdict; write(); });
    verdicts.append(made("label", "", radio, both(made("span", ""), "decide_" + verdict)));
  }
  [note, until].forEach((input) => input.addEventListener("input", write));
  const button = copyButton(code);
  button.addEventListener("click", onCopy);
  const form = made("div", "decide-box", verdicts, labelled("decide_note", note), untilBox);
  decideBox.replaceChildren(top, made("p", "note", ...ruleText), form, made("div", "copied", made("pre", "", code), button),
    both(made("p", "note"), "decide_how"));
  write();
  decideBox.showModal();
}

function decideButton(customer, rule, ruleText) {
  const button = both(made("button", "decide"), "decide");
  button.type = "button";
  button.addEventListener("click", () => openDecide(customer, rule, ruleText().map((node) => node.cloneNode(true)),
    () => { button.replaceChildren(); both(button, "decide_copied"); }));
  return button;
}

lists.forEach((list) => {
  if (!list.rows.some((row) => row.dataset.rule)) return;
  const th = both(made("th", "text deciding"), "decide_column");
  th.scope = "col";
  list.table.tHead.rows[0].append(th);
  list.rows.forEach((row) => {
    const rule = () => Array.from(cellOf(row, "rule")?.childNodes || []);
    row.append(made("td", "text deciding", decideButton(row.dataset.customer, row.dataset.rule, rule)));
  });
});

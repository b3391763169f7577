// Begins when all parts have said what they let readers choose.
const given = said(location.hash);
const begin = { tab: given.tab || names[0], chosen: Boolean(given.lang) };
for (const [key, choice] of Object.entries(choices)) {
  const kept = choice.isKept ? recall(key) : null;
  begin[key] = given[key] ?? (kept !== null && choice.allows(kept) ? kept : choice.first());
}
change(begin);

// Tables wider than their place. A number that the edge cuts would read as another one: a column that does not fit whole
// is faded until somebody scrolls to it, and a shade at the edge says that there is more.
function markEdges(box) {
  const row = box.querySelector("tbody tr");
  if (!row || !box.clientWidth) return;
  const view = box.getBoundingClientRect();
  const isWide = box.scrollWidth - box.clientWidth > 1;
  const start = view.left + row.cells[0].offsetWidth;
  box.classList.toggle("more-left", box.scrollLeft > 1);
  box.classList.toggle("more-right", box.scrollWidth - box.clientWidth - box.scrollLeft > 1);
  const cut = Array.from(row.cells, (cell, place) => {
    const { left, right } = cell.getBoundingClientRect();
    return isWide && place > 0 && right > left && (left < start - 1 || right > view.right + 1);
  });
  const told = cut.join();
  if (box.dataset.cut === told) return;
  box.dataset.cut = told;
  all("tr", box).filter((line) => line.cells.length === cut.length)
    .forEach((line) => Array.from(line.cells, (cell, place) => cell.classList.toggle("cut", cut[place])));
}

const boxes = () => all(".panel.shown .scroll");
all(".scroll").forEach((box) => box.addEventListener("scroll", () => markEdges(box), { passive: true }));
window.addEventListener("resize", () => boxes().forEach(markEdges));
all("details").forEach((d) => d.addEventListener("toggle", () => all(".scroll", d).forEach(markEdges)));
afterChange.push(() => boxes().forEach(markEdges));

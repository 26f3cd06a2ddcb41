// A table of buttons is one stop of Tab; arrows, Home and End go from cell to cell ([data-grid], cells [data-at="row,column"]).
const steps = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

const cellAt = (grid, row, column) => [...grid.querySelectorAll(`[data-at="${row},${column}"]`)].find((cell) => cell.checkVisibility());

document.addEventListener("keydown", (event) => {
  const cell = event.target.closest?.("[data-grid] [data-at]");
  if (!cell || event.ctrlKey || event.metaKey || event.altKey) return;
  const grid = cell.closest("[data-grid]");
  const [row, column] = cell.dataset.at.split(",").map(Number);
  const step = steps[event.key];
  const row0 = () => [...grid.querySelectorAll(`[data-at^="${row},"]`)].filter((one) => one.checkVisibility());
  const next = step ? cellAt(grid, row + step[0], column + step[1]) : event.key === "Home" ? row0()[0] : event.key === "End" ? row0().at(-1) : undefined;
  if (!step && !next) return;
  event.preventDefault();
  next?.focus();
});

// Where one was is where Tab comes back to.
document.addEventListener("focusin", (event) => {
  const cell = event.target.closest?.("[data-grid] [data-at]");
  if (!cell) return;
  for (const other of cell.closest("[data-grid]").querySelectorAll('[data-at][tabindex="0"]')) if (other !== cell) other.tabIndex = -1;
  cell.tabIndex = 0;
});

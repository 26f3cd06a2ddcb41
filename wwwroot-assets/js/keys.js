// Keys of the console. Whatever carries data-key is clicked (or, if one can type in it, focused) by its key; J and K walk over [data-walk] links.
// Nothing happens while somebody types or a dialog is open.
let first = "";

// A menu closes as every menu does, and whoever opened it is where they were.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !document.querySelector(".mud-popover-open.operator-menu")) return;
  const opener = document.querySelector('button.who[aria-haspopup="true"]');
  opener?.click();
  opener?.focus();
});

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return;
  if (event.target.matches?.("textarea, input, select, [contenteditable]")) return;
  if (document.querySelector(".mud-dialog-container, .mud-popover-open")) return;

  const key = keyOf(event);
  if (!key) return;
  const sequence = first + key;
  first = "";
  if (sequence === "j" || sequence === "k") {
    walk(event, sequence === "j" ? 1 : -1);
    return;
  }

  const target = [...document.querySelectorAll(`[data-key="${CSS.escape(sequence)}"]`)].find((e) => !e.disabled && e.checkVisibility());
  if (target) {
    event.preventDefault();
    if (target.matches("textarea, input")) target.focus();
    else target.click();
  } else if (key === "g") {
    first = "g";
    setTimeout(() => (first = ""), 1000);
  }
});

// By its place on the keyboard, so that the Russian layout answers to the same keys.
function keyOf(event) {
  if (event.key === "?" || (event.code === "Slash" && event.shiftKey)) return "?";
  return /^Key[A-Z]$/.test(event.code) ? event.code[3].toLowerCase() : "";
}

function walk(event, step) {
  const rows = [...document.querySelectorAll("[data-walk]")];
  if (rows.length === 0) return;
  event.preventDefault();
  const focused = rows.indexOf(document.activeElement);
  const from = focused >= 0 ? focused : rows.findIndex((row) => row.hasAttribute("aria-current"));
  rows[Math.min(Math.max(from + step, 0), rows.length - 1)].focus();
}

// Keys of the console. Whatever carries data-key is clicked (or, if one can type in it, focused) by its key; J and K walk over [data-walk] links.
// Nothing happens while somebody types or a dialog is open.
let first = "";

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return;
  if (event.target.matches?.("textarea, input, select, [contenteditable]")) return;
  if (document.querySelector(".mud-dialog-container, .mud-popover-open, dialog[open], [popover]:popover-open")) return;

  const key = keyOf(event);
  if (!key) return;
  const sequence = first + key;
  first = "";
  if (sequence === "j" || sequence === "k") {
    walk(event, sequence === "j" ? 1 : -1);
    return;
  }

  const target = targetOf(sequence);
  if (target) {
    event.preventDefault();
    use(target);
  } else if (key === "g") {
    first = "g";
    setTimeout(() => (first = ""), 1000);
  }
});

// The search opens from anywhere, also while somebody types; never over another dialog.
document.addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey || event.isComposing || event.code !== "KeyK") return;
  const opener = document.querySelector('[data-key="ctrl+k"]');
  if (!opener || document.querySelector(".mud-dialog-container")) return;
  event.preventDefault();
  opener.click();
});

/** What a key stands for at this moment; undefined when there is nothing of the kind on the page. */
export const targetOf = (key) => [...document.querySelectorAll(`[data-key="${CSS.escape(key)}"]`)].find((e) => !e.disabled && e.checkVisibility());

export function use(target) {
  if (target.matches("textarea, input")) target.focus();
  else target.click();
}

// By its place on the keyboard, so that the Russian layout answers to the same keys.
function keyOf(event) {
  if (event.key === "?" || (event.code === "Slash" && event.shiftKey)) return "?";
  if (event.key === "/" || event.code === "Slash") return "/";
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

// Keys of the console. Whatever carries data-key is clicked (or, if one can type in it or it is a pane, focused, and an element of ours that has rows walked over) by its key; J and K walk over [data-walk] links.
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

// What Enter opens has the focus before a person lets go of the key: that release is not meant for it. A list of options would take its first one.
let pressedAt = null;
addEventListener("keydown", (event) => event.key === "Enter" && (pressedAt = event.target), true);
addEventListener("keyup", (event) => event.key === "Enter" && event.target !== pressedAt && event.stopImmediatePropagation(), true);

// The search opens from anywhere, also while somebody types; never over another dialog.
document.addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey || event.isComposing || event.code !== "KeyK") return;
  const opener = document.querySelector('[data-key="ctrl+k"]');
  if (!opener || document.querySelector(".mud-dialog-container")) return;
  event.preventDefault();
  opener.click();
});

// In a text of several lines Enter breaks the line; with Ctrl it saves there as in any other field.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing || event.defaultPrevented) return;
  const field = event.target;
  if (!field.matches?.("textarea, input") || !field.form) return;
  event.preventDefault();
  // The circuit takes a text over when its field is left.
  field.dispatchEvent(new Event("change", { bubbles: true }));
  field.form.requestSubmit();
});

// MudBlazor's dialogs leave the focus nowhere when they are gone: it goes back to where it was before them.
const dialogs = document.getElementsByClassName("mud-dialog-container");
let before = null, wasDialog = false;

document.addEventListener("focusin", (event) => {
  if (dialogs.length === 0) before = event.target;
});

new MutationObserver(() => {
  const isDialog = dialogs.length > 0;
  if (wasDialog && !isDialog && document.activeElement === document.body && before?.isConnected) before.focus({ preventScroll: true });
  wasDialog = isDialog;
}).observe(document.documentElement, { childList: true, subtree: true });

/** What a key stands for at this moment; undefined when there is nothing of the kind on the page. */
export const targetOf = (key) => [...document.querySelectorAll(`[data-key="${CSS.escape(key)}"]`)].find((e) => !e.disabled && e.checkVisibility());

export function use(target) {
  if (target.matches("textarea, input, aside")) target.focus();
  else if (target.walk) target.walk();
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
  // What has left the list and only keeps its place is passed over, unless nothing else lies that way.
  const ahead = step > 0 ? rows.slice(from + 1) : rows.slice(0, Math.max(from, 0)).reverse();
  (ahead.find((row) => !row.matches(".left")) ?? rows[Math.min(Math.max(from + step, 0), rows.length - 1)]).focus();
}

// Panels that drop from a button (popovertarget): under it, within the window, as tall as there is room. Entered by keyboard; the browser closes them and puts the focus back.
const gap = 8;

document.addEventListener("toggle", (event) => {
  const panel = event.target;
  if (event.newState !== "open" || !panel.matches?.("[popover][data-drops]")) return;
  openerOf(panel).scrollIntoView({ block: "nearest" }); // by its key it may be opened from out of sight
  place(panel);
  panel.focus({ preventScroll: true });
}, true);

addEventListener("resize", () => document.querySelectorAll("[popover][data-drops]:popover-open").forEach(place));

const openerOf = (panel) => document.querySelector(`[popovertarget="${CSS.escape(panel.id)}"]`);

// Above its button it stands on it, and grows upwards with what comes later.
function place(panel) {
  const from = openerOf(panel).getBoundingClientRect();
  const below = innerHeight - from.bottom - gap - 4, above = from.top - gap - 4;
  const isBelow = below >= Math.min(panel.scrollHeight, 240) || below >= above;
  panel.style.maxHeight = `${isBelow ? below : above}px`;
  const left = panel.dataset.drops === "end" ? from.right - panel.offsetWidth : from.left;
  panel.style.left = `${Math.max(gap, Math.min(left, innerWidth - panel.offsetWidth - gap))}px`;
  panel.style.top = isBelow ? `${from.bottom + 4}px` : "auto";
  panel.style.bottom = isBelow ? "auto" : `${innerHeight - from.top + 4}px`;
}

// A link that leads elsewhere takes its panel away; one that only changes what is shown (data-stays) does not.
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("[popover] a[href]");
  if (link && !link.closest("[data-stays]")) link.closest("[popover]").hidePopover();
});

// What a panel was opened for is done: the circuit counts it up.
new MutationObserver((changes) => changes.forEach(({ target }) => target.matches(":popover-open") && target.hidePopover()))
  .observe(document, { subtree: true, attributeFilter: ["data-done"] });

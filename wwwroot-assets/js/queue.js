// The rows of the queue. While somebody points at a row or has scrolled down, rows must keep their places: the circuit is told, and holds them.
class QueueRows extends HTMLElement {
  isPointed = false;
  isHeld = false;

  connectedCallback() {
    this.addEventListener("pointerover", (event) => event.pointerType === "mouse" && this.point(event.target.closest?.(".item") !== null));
    this.addEventListener("pointerleave", () => this.point(false));
    this.addEventListener("scroll", () => this.tell(), { passive: true });
    this.addEventListener("click", (event) => this.pick(event));
    this.addEventListener("keydown", (event) => event.key === " " && this.pick(event));
  }

  /** While rows are picked, a press picks and leads nowhere. */
  pick(event) {
    const row = event.target.closest?.("a[data-appeal]");
    if (!row || event.ctrlKey || event.metaKey) return;
    if (!("picking" in this.dataset)) return this.back(event, row);
    event.preventDefault();
    this.dispatchEvent(new CustomEvent("rowpicked", { bubbles: true, detail: { appeal: row.dataset.appeal } }));
  }

  /** The appeal that is open already: there is nothing to load, and one goes on with its answer. */
  back(event, row) {
    if (event.type !== "click" || row.ariaCurrent !== "true" || !matchMedia("(pointer: fine)").matches) return;
    event.preventDefault();
    document.querySelector("crm-composer textarea")?.focus();
  }

  point(isPointed) {
    this.isPointed = isPointed;
    this.tell();
  }

  tell() {
    const isHeld = this.isPointed || this.scrollTop > 8;
    if (isHeld === this.isHeld) return;
    this.isHeld = isHeld;
    this.dispatchEvent(new CustomEvent("queueheld", { bubbles: true, detail: { isHeld } }));
  }
}

customElements.define("crm-queue", QueueRows);

// What waited is shown from its beginning.
document.addEventListener("click", (event) => {
  if (!event.target.closest?.("[data-arrived]")) return;
  document.querySelector("crm-queue")?.scrollTo({ top: 0 });
});

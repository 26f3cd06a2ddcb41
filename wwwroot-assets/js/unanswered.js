// The way to the first message that nobody has answered: shown while that is out of sight. The conversation goes there (messagewanted).
class Unanswered extends HTMLElement {
  static observedAttributes = ["data-message", "data-further"];

  // The circuit puts an element in before its children and neighbours; a moment later they are there.
  connectedCallback() {
    queueMicrotask(() => this.isConnected && !this.sight && this.start());
  }

  start() {
    this.button = this.querySelector("button");
    this.conversation = this.parentElement.querySelector("crm-conversation");
    this.button.addEventListener("click", () => document.dispatchEvent(new CustomEvent("messagewanted", { detail: "unanswered" })));
    this.sight = new IntersectionObserver((entries) => this.show(entries.at(-1)), { root: this.conversation });
    // An older page, or the message itself, may come after its id.
    this.changes = new MutationObserver(() => this.watch());
    this.changes.observe(this.conversation, { childList: true, subtree: true });
    this.watch();
  }

  disconnectedCallback() {
    this.sight?.disconnect();
    this.changes?.disconnect();
  }

  attributeChangedCallback() {
    queueMicrotask(() => {
      if (!this.sight) return;
      this.watch();
      this.conversation.seek();
    });
  }

  get isFurther() {
    return "further" in this.dataset;
  }

  /** The message, if it is loaded and none before it waits as well. */
  get message() {
    return this.isFurther || !this.dataset.message ? null : this.conversation.querySelector(`[data-message="${CSS.escape(this.dataset.message)}"]`);
  }

  watch() {
    const { message } = this;
    if (message === this.watched && (message || !this.button.hidden)) return;
    this.sight.disconnect();
    this.watched = message;
    if (message) this.sight.observe(message);
    else {
      this.button.hidden = false;
      this.button.removeAttribute("data-below");
    }
  }

  show(entry) {
    this.button.hidden = entry.isIntersecting;
    this.button.toggleAttribute("data-below", entry.boundingClientRect.top > entry.rootBounds.top);
  }
}

customElements.define("crm-unanswered", Unanswered);

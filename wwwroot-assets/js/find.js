// Finding within a conversation: what was typed goes to the circuit after a pause, the messages' ids come back, the newest first. Which of them is looked at is known here
// alone; the conversation goes there (messagewanted), also to what it has not loaded. The browser's own Ctrl+F stays the browser's.
import { isConnected } from "./connection.js";

const pause = 200;
// What other forms of a Russian word end in: enough to see where it stands; that it stands there the database has found.
const endings = /(?:ями|ами|ыми|ими|его|ого|ему|ому|[аеоуыюя][вмхй]|[аеоуыэюя]{1,2}|[иейь]+)$/;

class Find extends HTMLElement {
  static observedAttributes = ["data-for"];
  at = -1;

  // The circuit puts an element in before its children; a moment later they are there.
  connectedCallback() {
    queueMicrotask(() => this.isConnected && !this.field && this.start());
  }

  start() {
    this.bar = this.querySelector("[data-bar]");
    this.field = this.querySelector("input");
    this.count = this.querySelector("[data-count]");
    this.field.addEventListener("input", this.typed);
    this.addEventListener("keydown", this.key);
    this.addEventListener("click", this.pressed);
    document.addEventListener("click", this.wanted);
    this.changes = new MutationObserver(() => this.mark());
  }

  disconnectedCallback() {
    clearTimeout(this.asking);
    document.removeEventListener("click", this.wanted);
    this.changes?.disconnect();
    unmark();
  }

  attributeChangedCallback() {
    // The ids come in the same breath, perhaps after this attribute.
    queueMicrotask(() => this.answered());
  }

  get text() {
    return this.field.value.trim();
  }

  get hits() {
    return this.dataset.hits ? this.dataset.hits.split(" ") : [];
  }

  wanted = (event) => {
    if (event.target.closest?.("[data-find-here]")) this.open();
  };

  open() {
    if (this.bar.hidden) this.before = document.activeElement;
    this.bar.hidden = false;
    this.field.focus();
    this.field.select();
    this.changes.observe(this.parentElement.querySelector("crm-conversation"), { childList: true, subtree: true });
    this.mark();
  }

  shut() {
    this.bar.hidden = true;
    this.changes.disconnect();
    unmark();
    document.querySelector("crm-conversation [data-sought]")?.removeAttribute("data-sought");
    const back = this.before?.isConnected && this.before.checkVisibility() ? this.before : document.querySelector("crm-conversation");
    back?.focus({ preventScroll: true });
  }

  typed = () => {
    clearTimeout(this.asking);
    this.asking = setTimeout(this.ask, pause);
  };

  ask = () => {
    if (this.text === this.dataset.for || !isConnected()) return;
    this.toggleAttribute("data-asking", true);
    this.dispatchEvent(new CustomEvent("searchtyped", { bubbles: true, detail: { text: this.text } }));
  };

  answered() {
    if (!this.field || this.text !== this.dataset.for) return;
    this.removeAttribute("data-asking");
    this.at = -1;
    this.count.textContent = "";
    this.mark();
    if (this.hits.length > 0) this.step(1);
  }

  step(by) {
    const { hits } = this;
    if (hits.length === 0) return;
    this.at = (Math.max(this.at, by > 0 ? -1 : 0) + by + hits.length) % hits.length;
    this.count.textContent = this.dataset.of.replace("{0}", this.at + 1).replace("{1}", hits.length + (this.dataset.more ?? ""));
    document.dispatchEvent(new CustomEvent("messagewanted", { detail: hits[this.at] }));
  }

  key = (event) => {
    if (event.isComposing) return;
    if (event.key === "Escape") this.shut();
    else if (event.target === this.field && (event.key === "Enter" || event.key === "ArrowUp" || event.key === "ArrowDown")) {
      if (this.text !== this.dataset.for) {
        clearTimeout(this.asking);
        this.ask();
      } else this.step(event.key === "ArrowDown" || event.shiftKey ? -1 : 1);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };

  pressed = (event) => {
    const button = event.target.closest?.("button");
    if (button?.dataset.step) this.step(Number(button.dataset.step));
    else if (button?.hasAttribute("data-shut")) this.shut();
  };

  // The words themselves, where they are on screen: painted over the text, which stays the circuit's.
  mark() {
    if (!window.Highlight || this.bar.hidden || !this.dataset.for) return unmark();
    const ids = new Set(this.hits), typed = fold(this.dataset.for);
    const stems = (typed.match(/[\p{L}\p{N}]{2,}/gu) ?? []).map((word) => (word.length > 4 ? word.replace(endings, "") : word));
    const ranges = [];
    for (const words of this.parentElement.querySelectorAll("crm-conversation [data-message] .words")) {
      const text = words.firstChild;
      if (text?.nodeType !== Node.TEXT_NODE || !ids.has(words.closest("[data-message]").dataset.message)) continue;
      const said = fold(text.data);
      const whole = said.indexOf(typed);
      if (whole >= 0) ranges.push(range(text, whole, whole + typed.length));
      else for (const word of said.matchAll(/[\p{L}\p{N}]+/gu)) if (stems.some((stem) => word[0].startsWith(stem))) ranges.push(range(text, word.index, word.index + word[0].length));
    }

    CSS.highlights.set("found", new Highlight(...ranges));
  }
}

const fold = (text) => text.toLowerCase().replaceAll("ё", "е");

function range(text, from, to) {
  const made = new Range();
  made.setStart(text, from);
  made.setEnd(text, to);
  return made;
}

const unmark = () => window.Highlight && CSS.highlights.delete("found");

customElements.define("crm-find", Find);

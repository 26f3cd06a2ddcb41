// The composer. Its text lives here: in the field, in this browser's storage at once, on the server after a pause.
// What is typed has a key from its first letter on; it is kept and sent under it. Only when the circuit says that the key was accepted is the text gone,
// and a text whose key was accepted is never kept as a draft again, however late it arrives.
import { isConnected } from "./connection.js";

const savePause = 800;
const slowAfter = 4000;
// A colleague sees that somebody writes: told no more often than this, and that it ended after such a pause.
const typingPace = 3000;
const typingPause = 5000;

class Composer extends HTMLElement {
  static observedAttributes = ["data-accepted", "data-refused", "data-stale", "data-draft"];

  // The circuit puts an element in before its children; a moment later they are there.
  connectedCallback() {
    queueMicrotask(() => this.isConnected && !this.field && this.start());
  }

  start() {
    this.field = this.querySelector("textarea");
    this.isNote = this.dataset.kind === "note";
    this.store = `${this.dataset.kind}:${this.dataset.operator}:${this.dataset.appeal}`;
    this.restore();
    this.field.addEventListener("input", this.typed);
    this.field.addEventListener("keydown", this.key);
    this.addEventListener("keydown", this.leave);
    this.field.addEventListener("blur", this.left);
    this.field.addEventListener("blur", this.typingEnded);
    this.querySelector("[data-replies]")?.addEventListener("click", () => this.replies?.open(this.field));
    this.querySelector("[data-send]").addEventListener("click", this.send);
    if (!this.isNote) document.addEventListener("click", this.insertOffer);
    this.addEventListener("fileschanged", this.filesChanged);
    window.addEventListener("storage", this.otherTab);
    window.addEventListener("pagehide", this.save);
    document.addEventListener("connectionchanged", this.connection);
    if (matchMedia("(pointer: fine)").matches) this.field.focus({ preventScroll: true });
  }

  disconnectedCallback() {
    clearTimeout(this.saving);
    clearTimeout(this.slow);
    clearTimeout(this.pausing);
    window.removeEventListener("storage", this.otherTab);
    window.removeEventListener("pagehide", this.save);
    document.removeEventListener("connectionchanged", this.connection);
    document.removeEventListener("click", this.insertOffer);
  }

  attributeChangedCallback(name, before, now) {
    if (name === "data-draft") {
      // Until the server has exactly this text, a reload must find it here.
      if (this.field && this.kept()?.text === now) this.keep(false);
      return;
    }
    if (!now) return;
    if (name === "data-stale" && now === this.sent?.key) this.stale();
    if (name === "data-accepted" && now === this.answerKey) this.accepted();
    else if (now === this.sent?.key) this.done();
  }

  // Those that were filled in for this appeal; never another's.
  get replies() {
    const replies = this.isNote ? null : document.querySelector("crm-replies");
    return replies?.dataset.for === this.dataset.appeal ? replies : null;
  }

  get files() {
    return this.querySelector("crm-files");
  }

  filesChanged = () => {
    this.shape();
    // A file begins an answer as a letter does.
    if (this.files?.ids.length) this.seen ??= this.dataset.last;
    if (!this.files?.isBusy) this.toggleAttribute("data-wait", false);
  };

  // What was typed here and has not reached the server wins; else the server's, which another browser may have changed.
  restore() {
    const kept = this.kept();
    const text = kept?.isUnsaved ? kept.text : this.dataset.draft ?? "";
    this.answerKey = kept?.key;
    this.tried = kept?.tried;
    this.offers = kept?.offers ?? [];
    // Where nothing is typed yet, what comes before the first letter is seen.
    this.seen = text ? (kept?.text === text && kept.seen) || this.dataset.last : null;
    this.field.value = text;
    // The page went away between "send" and its answer: whether the text has left is known at once.
    if (kept?.isUnsaved && kept.tried) this.save();
    else if (kept?.isUnsaved) this.saveSoon();
    else this.keep(false);
    this.shape();
    this.field.setSelectionRange(text.length, text.length);
  }

  kept() {
    try {
      return JSON.parse(localStorage.getItem(this.store));
    } catch {
      return null;
    }
  }

  keep(isUnsaved) {
    try {
      if (this.field.value || isUnsaved) localStorage.setItem(this.store, JSON.stringify({ text: this.field.value, isUnsaved, key: this.answerKey, tried: this.tried, seen: this.seen, offers: this.offers }));
      else localStorage.removeItem(this.store);
    } catch {
      // A full or forbidden storage: the server's copy remains.
    }
  }

  typed = () => {
    this.answerKey ??= newKey();
    // What stands there at the first letter is what the answer is to; an emptied field begins anew.
    if (!this.field.value && !this.files?.ids.length) this.seen = null;
    else this.seen ??= this.dataset.last;
    this.keep(true);
    this.shape();
    this.saveSoon();
    this.replies?.typed(this.field);
    this.tellTyping();
  };

  left = () => {
    this.save();
    this.replies?.close();
  };

  tellTyping() {
    if (!this.field.value.trim()) return this.typingEnded();
    clearTimeout(this.pausing);
    this.pausing = setTimeout(this.typingEnded, typingPause);
    const rest = (this.typingTold ?? -typingPace) + typingPace - performance.now();
    // Told at the end of the pace at the latest: colleagues believe a word for five seconds.
    if (rest > 0) return void (this.retelling ??= setTimeout(this.retell, rest));
    if (!isConnected()) return;
    this.typingTold = performance.now();
    this.tell("typingchanged", { isTyping: true });
  }

  retell = () => {
    this.retelling = null;
    this.tellTyping();
  };

  typingEnded = () => {
    clearTimeout(this.pausing);
    clearTimeout(this.retelling);
    this.retelling = null;
    if (this.typingTold === undefined) return;
    this.typingTold = undefined;
    if (isConnected() && this.isConnected) this.tell("typingchanged", { isTyping: false });
  };

  saveSoon() {
    clearTimeout(this.saving);
    this.saving = setTimeout(this.save, savePause);
  }

  save = () => {
    clearTimeout(this.saving);
    // A note stays in this browser until it is written: the server's draft is the answer's.
    if (this.isNote || !this.kept()?.isUnsaved || this.sent || !isConnected() || !this.isConnected) return;
    this.tell("drafttyped", { text: this.field.value, key: this.answerKey });
  };

  key = (event) => {
    if (this.replies?.key(event)) return;
    const quote = this.querySelector("[data-unquote]");
    if (event.key === "Escape" && quote) {
      quote.click();
    } else if (event.key === "Escape") {
      this.field.blur();
      (document.querySelector('[data-walk][aria-current="true"]') ?? document.querySelector("[data-walk]"))?.focus();
    } else if (event.altKey && event.code === "KeyP") {
      event.preventDefault();
      document.querySelector("[data-offer]")?.click();
    } else if (event.key === "Enter" && !event.shiftKey && !event.isComposing && event.keyCode !== 229) {
      event.preventDefault();
      this.send();
    }
  };

  // From what stands under the field Esc leads back into it; from there on to the queue.
  leave = (event) => {
    if (event.key !== "Escape" || event.defaultPrevented || event.target === this.field) return;
    event.preventDefault();
    this.field.focus();
  };

  send = () => {
    const text = this.field.value;
    const files = this.files?.ids ?? [];
    // What is still on its way goes with the answer or not at all; "send" is pressed again when it is there.
    this.toggleAttribute("data-wait", this.files?.isBusy ?? false);
    if ((!text.trim() && files.length === 0) || this.files?.isBusy || !isConnected()) return;
    if (this.sent && !this.hasAttribute("data-slow")) return;
    // The same text again is the same answer, also after a reload: whatever became of the first press, it is sent once.
    if (!this.answerKey || (this.tried && this.tried !== text)) this.answerKey = newKey();
    this.tried = text;
    this.sent = { text, key: this.answerKey };
    this.keep(true);
    clearTimeout(this.saving);
    this.typingEnded();
    this.toggleAttribute("data-busy", true);
    this.toggleAttribute("data-slow", false);
    clearTimeout(this.slow);
    this.slow = setTimeout(() => this.toggleAttribute("data-slow", true), slowAfter);
    // Of several prices none is chosen: then the operator's words alone are sent.
    const offers = this.offersIn(text);
    this.tell("answerwritten", { text, key: this.sent.key, isNote: this.isNote, seen: this.seen || this.dataset.last || null, offer: offers.length === 1 ? offers[0].id : null, files });
  };

  // What was inserted and whose sum still stands there; the server looks at the sum itself.
  offersIn = (text) => this.offers.filter((o) => text.includes(o.sum));

  // Somebody was faster: what they added is brought into sight, and the next press knows of it.
  stale() {
    this.seen = null;
    this.keep(true);
    document.querySelector("crm-conversation")?.goToEnd?.();
    this.field.focus({ preventScroll: true });
  }

  // A price of the strip goes where the cursor stands, parted from the words around it.
  insertOffer = (event) => {
    const button = event.target.closest?.("[data-offer]");
    if (!button) return;
    const { selectionStart: from, selectionEnd: to, value } = this.field;
    const before = from > 0 && !/\s$/.test(value.slice(0, from)) ? " " : "";
    const after = to < value.length && !/^\s/.test(value.slice(to)) ? " " : "";
    this.field.setRangeText(before + button.dataset.words + after, from, to, "end");
    this.offers = [...this.offers.filter((o) => o.id !== button.dataset.offer), { id: button.dataset.offer, sum: button.dataset.sum }];
    this.field.focus();
    this.typed();
  };

  accepted() {
    // What was typed on while the answer was on its way stays.
    const text = this.sent?.text ?? this.tried ?? this.field.value;
    const rest = this.field.value.startsWith(text) ? this.field.value.slice(text.length).replace(/^\s+/, "") : this.field.value;
    this.field.value = rest;
    this.answerKey = rest ? newKey() : null;
    this.tried = null;
    this.offers = this.offersIn(rest);
    this.seen = rest ? this.dataset.last : null;
    this.done();
    this.keep(rest !== "");
    if (rest) this.saveSoon();
    this.shape();
    this.replies?.close();
  }

  done() {
    this.sent = null;
    clearTimeout(this.slow);
    this.toggleAttribute("data-busy", false);
    this.toggleAttribute("data-slow", false);
  }

  otherTab = (event) => {
    if (event.key !== this.store || document.activeElement === this.field) return;
    this.field.value = this.kept()?.text ?? "";
    this.answerKey = this.kept()?.key;
    this.tried = this.kept()?.tried;
    this.seen = this.kept()?.seen;
    this.offers = this.kept()?.offers ?? [];
    this.shape();
  };

  connection = (event) => {
    if (event.detail === "ok" && this.kept()?.isUnsaved) this.saveSoon();
  };

  // Between a press and its arrival another appeal may have been opened: what is told says whose it is.
  tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { bubbles: true, detail: { appeal: this.dataset.appeal, ...detail } }));
  }

  shape() {
    this.toggleAttribute("data-empty", !this.field.value.trim() && !this.files?.ids.length);
    if (CSS.supports("field-sizing", "content")) return;
    this.field.style.height = "auto";
    this.field.style.height = `${this.field.scrollHeight}px`;
  }
}

// randomUUID exists on secure origins only; a console in a shop may be plain http.
function newKey() {
  if (crypto.randomUUID) return crypto.randomUUID();
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

customElements.define("crm-composer", Composer);

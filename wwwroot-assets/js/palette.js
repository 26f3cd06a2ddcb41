// The one box (Ctrl+K). It opens at the press and which of its rows is chosen is known here alone: arrows need no round trip. The circuit is told what was typed,
// after a pause, and answers with rows; until they belong to what stands in the box, Enter waits for them.
import { isConnected } from "./connection.js";
import { targetOf, use } from "./keys.js";

const pause = 120;
const mostRecent = 6;
const mostReplies = 6;

class Palette extends HTMLElement {
  asked = "";

  // The circuit puts an element in before its children; a moment later they are there.
  connectedCallback() {
    queueMicrotask(() => this.isConnected && !this.dialog && this.start());
  }

  start() {
    this.dialog = this.querySelector("dialog");
    this.field = this.querySelector("input");
    this.rows = this.querySelector("[role=listbox]");
    this.recent = this.querySelector("[data-recent]");
    this.replies = this.querySelector("[data-replies]");
    this.store = `searches:${this.dataset.operator}`;
    this.field.addEventListener("input", this.typed);
    this.field.addEventListener("keydown", this.key);
    this.rows.addEventListener("click", this.choose);
    this.dialog.addEventListener("click", (event) => (event.target === this.dialog || event.target.closest("[data-shut]")) && this.dialog.close());
    this.dialog.addEventListener("close", this.back);
    this.changes = new MutationObserver(() => this.answered());
    this.changes.observe(this.rows, { childList: true, subtree: true, attributeFilter: ["data-for"] });
    document.addEventListener("connectionchanged", this.connection);
  }

  disconnectedCallback() {
    clearTimeout(this.waiting);
    this.changes?.disconnect();
    document.removeEventListener("connectionchanged", this.connection);
  }

  get isAnswered() {
    return (this.rows.dataset.for ?? "") === this.field.value;
  }

  get options() {
    return [...this.rows.querySelectorAll("[role=option]")].filter((row) => row.checkVisibility());
  }

  open() {
    if (!this.dialog || this.dialog.open) return;
    const field = document.activeElement;
    this.before = field?.matches("textarea") ? { field, from: field.selectionStart, to: field.selectionEnd } : null;
    this.showRecent();
    this.showReplies();
    if (isConnected()) this.dispatchEvent(new CustomEvent("searchopened", { bubbles: true, detail: {} }));
    this.dialog.showModal();
    this.field.focus();
    this.field.select();
    this.answered();
  }

  // The browser gives the focus back, but puts the cursor at the beginning.
  back = () => {
    const { before } = this;
    this.before = null;
    if (before && before.field === document.activeElement) before.field.setSelectionRange(before.from, before.to);
  };

  typed = () => {
    clearTimeout(this.waiting);
    this.isEntered = false;
    this.showReplies();
    this.answered();
    this.waiting = setTimeout(this.ask, pause);
  };

  ask = () => {
    // Asked again only for another text: what was asked last is what will be answered last.
    if (!isConnected() || this.asked === this.field.value) return;
    this.asked = this.field.value;
    this.dispatchEvent(new CustomEvent("searchtyped", { bubbles: true, detail: { text: this.asked } }));
  };

  connection = (event) => {
    if (event.detail !== "ok" || !this.dialog?.open || this.isAnswered) return;
    this.asked = null;
    this.ask();
  };

  answered() {
    this.toggleAttribute("data-busy", !this.isAnswered);
    this.recent.hidden = this.field.value !== "" || this.recent.childElementCount < 2;
    // A key that stands for nothing on this page is no action of it.
    for (const row of this.rows.querySelectorAll("[data-press]")) row.hidden = !targetOf(row.dataset.press);
    if (!this.isAnswered) return;
    this.activate(this.options[0]);
    if (!this.isEntered) return;
    this.isEntered = false;
    this.active?.click();
  }

  key = (event) => {
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const rows = this.options;
      if (rows.length === 0) return;
      const step = event.key === "ArrowDown" ? 1 : -1;
      this.activate(rows[(rows.indexOf(this.active) + step + rows.length) % rows.length]);
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (this.isAnswered) this.active?.click();
      else this.isEntered = true;
    }
  };

  activate(row) {
    for (const before of this.rows.querySelectorAll('[aria-selected="true"]')) if (before !== row) before.ariaSelected = "false";
    this.active = row;
    if (!row) {
      this.field.removeAttribute("aria-activedescendant");
      return;
    }
    row.ariaSelected = "true";
    this.field.setAttribute("aria-activedescendant", row.id);
    row.scrollIntoView({ block: "nearest" });
  }

  // Before the circuit hears of the click: the dialog is shut when its page changes.
  choose = (event) => {
    const row = event.target.closest?.("[role=option]");
    if (!row) return;
    if (row.dataset.again !== undefined) {
      this.field.value = row.dataset.again;
      this.field.focus();
      this.typed();
      return;
    }
    if (row.dataset.hit !== undefined) this.remember(this.field.value.trim());
    if (event.ctrlKey || event.metaKey) return;
    this.dialog.close();
    this.back();
    if (row.dataset.press) {
      const target = targetOf(row.dataset.press);
      if (target) use(target);
    } else if (row.dataset.reply) {
      this.composer?.replies?.insertInto(this.composer.field, row.dataset.reply);
    } else if (row.dataset.message && row.pathname === location.pathname) {
      document.dispatchEvent(new CustomEvent("messagewanted", { detail: row.dataset.message }));
    }
  };

  searches() {
    try {
      const kept = JSON.parse(localStorage.getItem(this.store));
      return Array.isArray(kept) ? kept.filter((text) => typeof text === "string") : [];
    } catch {
      return [];
    }
  }

  remember(text) {
    if (!text) return;
    try {
      localStorage.setItem(this.store, JSON.stringify([text, ...this.searches().filter((t) => t !== text)].slice(0, mostRecent)));
    } catch {
      // A full or forbidden storage: nothing is remembered.
    }
  }

  showRecent() {
    this.recent.replaceChildren(headOf(this.recent), ...this.searches().map((text, at) => rowOf(`recent-${at}`, "clock", { again: text }, text)));
  }

  // The field in which an answer is being written; null where there is none.
  get composer() {
    return document.querySelector('crm-composer[data-kind="draft"]');
  }

  // They are here already, filled in for the open appeal: found without a round trip.
  showReplies() {
    const found = this.composer?.replies?.matching(this.field.value).slice(0, mostReplies) ?? [];
    this.replies.hidden = found.length === 0;
    this.replies.replaceChildren(headOf(this.replies), ...found.map((reply) =>
      rowOf(`reply-hit-${reply.id}`, "reply", { reply: reply.id }, reply.shortcut ? `${reply.title} /${reply.shortcut}` : reply.title, reply.text.split("\n", 1)[0])));
  }
}

function headOf(group) {
  const head = document.createElement("div");
  head.className = "head";
  head.role = "presentation";
  head.textContent = group.ariaLabel;
  return head;
}

// A row that the circuit knows nothing of.
function rowOf(id, icon, data, name, more) {
  const row = document.createElement("button");
  Object.assign(row, { type: "button", className: "row", role: "option", id, tabIndex: -1, ariaSelected: "false" });
  Object.assign(row.dataset, data);
  row.innerHTML = `<svg class="i s" aria-hidden="true"><use href="/icons/sprite.svg#${icon}" /></svg><span class="what"><span class="name their-words"></span></span>`;
  const what = row.lastElementChild;
  what.firstElementChild.textContent = name;
  if (more) what.append(Object.assign(document.createElement("span"), { className: "more their-words", textContent: more }));
  return row;
}

customElements.define("crm-palette", Palette);

document.addEventListener("click", (event) => {
  if (event.target.closest?.("[data-find]")) document.querySelector("crm-palette")?.open();
});

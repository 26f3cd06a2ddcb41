// The saved replies behind "/". The circuit hands all of them over, filled in for the open appeal; here they are filtered, walked and put into the answer's field
// without a round trip. The composer tells what happens in its field; what was inserted is typed text like any other.
const word = /(^|\s)\/(\S{0,40})$/;
const gap = /\{\p{L}+\}/u;

class Replies extends HTMLElement {
  static observedAttributes = ["data-list"];
  list = [];

  // The circuit puts an element in before its children; a moment later they are there.
  connectedCallback() {
    queueMicrotask(() => this.isConnected && !this.window && this.start());
  }

  start() {
    this.window = this.querySelector("[data-window]");
    this.rows = this.querySelector("[data-rows]");
    this.row = this.querySelector("[data-row]");
    this.nothing = this.querySelector("[data-nothing]");
    this.read();
    // The focus stays in the field, whatever is pressed here.
    this.window.addEventListener("mousedown", (event) => event.preventDefault());
    this.window.addEventListener("click", this.pressed);
    this.addEventListener("focus", this.back);
  }

  // The circuit gives the focus to this element when its dialog was closed. While the dialog fades it holds the focus; then the answer is gone on with.
  back = () => {
    if (document.querySelector(".mud-dialog-container")) requestAnimationFrame(this.back);
    else document.querySelector("crm-composer textarea")?.focus({ preventScroll: true });
  };

  attributeChangedCallback() {
    if (!this.window) return;
    this.read();
    if (this.isOpen) this.show();
  }

  read() {
    this.list = JSON.parse(this.dataset.list).map((reply) => ({
      ...reply,
      key: fold(reply.shortcut ?? ""),
      words: [wordsOf(reply.title), wordsOf(reply.text)],
    }));
  }

  get isOpen() {
    return !!this.window && !this.window.hidden;
  }

  // Something was typed: a "/" at the start or behind a blank, and what follows it, is looked for.
  typed(field) {
    const found = field.selectionStart === field.selectionEnd ? word.exec(field.value.slice(0, field.selectionStart)) : null;
    const at = found ? found.index + found[1].length : -1;
    if (at !== this.refused) this.refused = null;
    if (!found || this.refused === at || !this.window) return this.close();
    this.field = field;
    this.at = at;
    this.typedLength = found[2].length;
    this.query = fold(found[2]);
    this.show();
  }

  // By its button the list opens as if "/" had been typed; who changes their mind finds the field as it was.
  open(field) {
    if (!this.window) return;
    field.focus();
    if (this.isOpen) return;
    const from = field.selectionStart;
    const blank = from > 0 && !/\s$/.test(field.value.slice(0, from)) ? " " : "";
    this.untouched = { value: field.value, from };
    field.setRangeText(`${blank}/`, from, field.selectionEnd, "end");
    this.refused = null;
    this.typed(field);
  }

  close() {
    if (!this.isOpen) return;
    this.window.hidden = true;
    const { untouched } = this;
    this.untouched = null;
    // A "/" that the button wrote and nobody went on from is no part of the answer.
    if (untouched && !this.query && this.field.value.length === untouched.value.length + (this.at - untouched.from) + 1) this.restore(untouched);
    for (const name of ["aria-activedescendant", "aria-controls", "aria-haspopup"]) this.field.removeAttribute(name);
  }

  restore(untouched) {
    this.field.value = untouched.value;
    if (document.activeElement === this.field) this.field.setSelectionRange(untouched.from, untouched.from);
    this.field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  /** A key in the field; true when it was the list's. */
  key(event) {
    if (!this.isOpen || event.isComposing || event.keyCode === 229) return false;
    const used = this.use(event);
    if (used) event.preventDefault();
    return used;
  }

  use(event) {
    const options = [...this.rows.querySelectorAll("[role=option]")];
    switch (event.key) {
      case "ArrowDown":
      case "ArrowUp":
        if (options.length) this.activate(options[(options.indexOf(this.active) + (event.key === "ArrowDown" ? 1 : -1) + options.length) % options.length]);
        return true;
      case "Enter":
      case "Tab":
        if (event.shiftKey) return false;
        // With nothing to insert the first Enter ends the search; a mistyped shortcut is not sent by it.
        if (this.active) this.insert(this.active.dataset.reply);
        else this.refuse();
        return true;
      case "Escape":
        this.refuse();
        return true;
      case "F2":
        this.edit((!event.shiftKey && this.active?.dataset.reply) || null);
        return true;
      case "ArrowLeft":
      case "ArrowRight":
      case "Home":
      case "End":
        this.close();
        return false;
      default:
        return false;
    }
  }

  refuse() {
    this.refused = this.at;
    this.close();
  }

  /** Those that have every word of a text as the beginning of one of theirs: named so by shortcut or title first. */
  matching(text) {
    const words = wordsOf(text).filter(Boolean);
    if (words.length === 0) return [];
    const has = (theirs) => words.every((word) => theirs.some((own) => own.startsWith(word)));
    const rank = ({ key, words: [title, first] }) => (has([key, ...title]) ? 0 : has([key, ...title, ...first]) ? 1 : 2);
    return this.list.map((reply) => ({ reply, rank: rank(reply) })).filter((r) => r.rank < 2).sort((a, b) => a.rank - b.rank).map((r) => r.reply);
  }

  // Shortcuts that begin so come first, then words of the title, then of the text; each in the order of use.
  found() {
    const { query } = this;
    const rank = (reply) => (reply.key.startsWith(query) ? 0 : reply.words[0].some((w) => w.startsWith(query)) ? 1 : reply.words[1].some((w) => w.startsWith(query)) ? 2 : 3);
    if (!query) return this.list;
    return this.list.map((reply) => ({ reply, rank: rank(reply) })).filter((r) => r.rank < 3).sort((a, b) => a.rank - b.rank).map((r) => r.reply);
  }

  show() {
    const before = this.active?.dataset.reply;
    const found = this.found();
    this.rows.replaceChildren(...found.map((reply) => this.rowOf(reply)));
    this.nothing.hidden = found.length > 0;
    if (this.window.hidden) this.rows.scrollTop = 0;
    this.window.hidden = false;
    this.field.setAttribute("aria-controls", this.rows.id);
    this.field.setAttribute("aria-haspopup", "listbox");
    const options = [...this.rows.querySelectorAll("[role=option]")];
    this.activate((this.query === this.shown && options.find((o) => o.dataset.reply === before)) || options[0]);
    this.shown = this.query;
  }

  rowOf(reply) {
    const line = this.row.cloneNode(true);
    const option = line.querySelector("[role=option]");
    line.hidden = false;
    option.id = `reply-${reply.id}`;
    option.dataset.reply = reply.id;
    line.querySelector("[data-title]").textContent = reply.title;
    line.querySelector("[data-shortcut]").textContent = reply.shortcut ? `/${reply.shortcut}` : "";
    line.querySelector("[data-first]").textContent = reply.text.split("\n", 1)[0];
    line.querySelector("[data-own]").hidden = !reply.isOwn;
    line.querySelector("[data-edit]").hidden = !reply.mayEdit;
    return line;
  }

  activate(option) {
    this.active?.setAttribute("aria-selected", "false");
    this.active = option;
    if (!option) return this.field.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    this.field.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }

  pressed = (event) => {
    const option = event.target.closest("[role=none]")?.querySelector("[role=option]");
    if (event.target.closest("[data-new]")) this.edit(null);
    else if (event.target.closest("[data-edit]")) this.edit(option.dataset.reply);
    else if (option) this.insert(option.dataset.reply);
  };

  insert(id) {
    this.untouched = null;
    this.close();
    this.write(id, this.at, this.end);
  }

  /** From elsewhere: into this field at its cursor, parted from the words before it. */
  insertInto(field, id) {
    this.close();
    this.field = field;
    const from = field.selectionStart;
    this.write(id, from, field.selectionEnd, from > 0 && !/\s$/.test(field.value.slice(0, from)) ? " " : "");
  }

  // What is still to be filled in is selected: the next letters take its place.
  write(id, from, to, before = "") {
    const reply = this.list.find((r) => r.id === id);
    if (!reply) return;
    const after = to < this.field.value.length && !/^\s/.test(this.field.value.slice(to)) ? " " : "";
    const open = gap.exec(reply.text);
    const start = from + before.length;
    if (open) this.put(before + reply.text + after, from, to, start + open.index, start + open.index + open[0].length);
    else this.put(before + reply.text + after, from, to, start + reply.text.length + after.length);
    this.tell("replyused", id);
  }

  // What stands in the field changed as if it had been typed: the composer keeps it.
  put(text, from, to, selectFrom, selectTo = selectFrom) {
    this.field.setRangeText(text, from, to);
    this.field.focus();
    this.field.setSelectionRange(selectFrom, selectTo);
    this.field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  get end() {
    return this.at + 1 + this.typedLength;
  }

  edit(id) {
    if (id && !this.list.find((r) => r.id === id)?.mayEdit) return;
    // What was typed to find it is no part of the answer.
    this.untouched = null;
    this.close();
    this.put("", this.at, this.end, this.at);
    this.tell("replyedited", id);
  }

  tell(name, id) {
    this.dispatchEvent(new CustomEvent(name, { bubbles: true, detail: { id } }));
  }
}

const fold = (text) => text.toLowerCase().replaceAll("ё", "е");
const wordsOf = (text) => fold(text).split(/[^\p{L}\p{N}]+/u);

customElements.define("crm-replies", Replies);

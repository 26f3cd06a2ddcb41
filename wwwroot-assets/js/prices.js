// The price table under the keys: grid.js walks over the cells, this lets one type, paste and copy there. What is typed is told to the circuit when it is done; no key waits for the server.
const longest = 100_000;

class Prices extends HTMLElement {
  connectedCallback() {
    queueMicrotask(() => this.isConnected && !this.over && this.start());
  }

  start() {
    this.scroll = this.querySelector("[data-scroll]");
    this.over = this.querySelector("[data-over]");
    this.addEventListener("keydown", this.press);
    this.addEventListener("dblclick", (event) => this.cellOf(event) && this.edit(this.cellOf(event)));
    this.addEventListener("click", (event) => this.cellOf(event) && this.look(this.cellOf(event), true));
    this.addEventListener("focusin", (event) => this.cellOf(event) && this.look(this.cellOf(event), false));
    this.addEventListener("paste", this.paste);
    this.addEventListener("copy", this.copy);
  }

  disconnectedCallback() {
    clearTimeout(this.looking);
  }

  cellOf(event) {
    return event.target.closest?.("[data-cell]");
  }

  press = (event) => {
    const cell = this.cellOf(event);
    if (!cell || event.altKey || event.isComposing) return;
    if (event.ctrlKey || event.metaKey) {
      if (event.code === "KeyZ" && !event.shiftKey) document.querySelector("[data-undo]:not([disabled])")?.click();
      return;
    }
    if (event.key === "Enter" || event.key === "F2") this.edit(cell);
    else if (/^\d$/.test(event.key)) this.edit(cell, event.key);
    else if ((event.key === "Delete" || event.key === "Backspace") && (cell.dataset.own || cell.dataset.typed)) this.tell("pricetyped", cell, { seen: cell.dataset.own ?? "", text: "" });
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  // The field lies over its cell: what the server draws meanwhile does not touch it.
  edit(cell, text) {
    const input = document.createElement("input");
    const seen = cell.dataset.own ?? "";
    const before = cell.dataset.typed ?? seen.replace(".", ",");
    input.className = "price-input";
    input.inputMode = "decimal";
    input.autocomplete = "off";
    input.maxLength = 20;
    input.setAttribute("aria-label", cell.getAttribute("aria-label"));
    input.value = text ?? before;
    input.cell = cell;
    const place = () => {
      const [of, at] = [this.scroll.getBoundingClientRect(), cell.getBoundingClientRect()];
      Object.assign(input.style, { left: `${at.left - of.left + this.scroll.scrollLeft}px`, top: `${at.top - of.top + this.scroll.scrollTop}px`, width: `${at.width}px`, height: `${at.height}px` });
    };
    place();
    let isOver = false;
    const end = (isMeant, step) => {
      if (isOver) return;
      isOver = true;
      const typed = input.value.trim();
      const next = step && document.activeElement === input ? this.beside(cell, step) : cell;
      const isFocused = document.activeElement === input;
      input.remove();
      if (isFocused && cell.isConnected) (next ?? cell).focus();
      if (isMeant && typed !== before) this.tell("pricetyped", cell, { seen, text: typed });
    };
    input.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (event.isComposing) return;
      if (event.key === "Enter") end(true, [event.shiftKey ? -1 : 1, 0]);
      else if (event.key === "Tab") end(true, [0, event.shiftKey ? -1 : 1]);
      else if (event.key === "Escape") end(false);
      else return;
      event.preventDefault();
    });
    input.addEventListener("blur", () => end(true));
    this.over.append(input);
    input.focus({ preventScroll: true });
    if (text === undefined) input.select();
  }

  beside(cell, [down, right]) {
    const [row, column] = cell.dataset.at.split(",").map(Number);
    return this.querySelector(`[data-at="${row + down},${column + right}"]`);
  }

  paste = (event) => {
    const field = event.target.closest?.(".price-input");
    const text = event.clipboardData?.getData("text/plain")?.replace(/\r/g, "").replace(/\n$/, "") ?? "";
    if (field && !/[\t\n]/.test(text)) return;
    const cell = field ? field.cell : this.cellOf(event);
    if (!cell || !text) return;
    event.preventDefault();
    field?.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape" }));
    const isTooLong = text.length > longest;
    this.tell("pricespasted", cell, { text: isTooLong ? "" : text, isTooLong });
  };

  copy = (event) => {
    const cell = this.cellOf(event);
    if (!cell || !getSelection().isCollapsed) return;
    event.preventDefault();
    event.clipboardData.setData("text/plain", cell.dataset.shown ?? "");
  };

  // Who walks through quickly is not followed into each cell.
  look(cell, isPressed) {
    clearTimeout(this.looking);
    this.looking = setTimeout(() => this.tell("pricefocused", cell, { isPressed }), isPressed ? 0 : 150);
  }

  tell(name, cell, more) {
    const row = cell.closest("[data-row]")?.dataset.row;
    const column = this.querySelectorAll("[data-column]")[Number(cell.dataset.at.split(",")[1])]?.dataset.column;
    if (row && column) this.dispatchEvent(new CustomEvent(name, { bubbles: true, detail: { row, column, ...more } }));
  }
}

customElements.define("crm-prices", Prices);

// Names in a note: a button puts one in; while "@…" is being written the buttons narrow to those who are meant, and Tab takes the first.
const begun = /(?<=^|\s)@([\p{L}\d_]*)$/u;
const fold = (text) => text.toLowerCase().replaceAll("ё", "е");

class Mentions extends HTMLElement {
  connectedCallback() {
    this.field = this.closest("crm-composer").querySelector("textarea");
    this.addEventListener("click", this.press);
    this.field.addEventListener("input", this.narrow);
    this.field.addEventListener("keydown", this.key, true);
  }

  disconnectedCallback() {
    this.field.removeEventListener("input", this.narrow);
    this.field.removeEventListener("keydown", this.key, true);
  }

  press = (event) => {
    const button = event.target.closest("[data-mention]");
    if (button) this.insert(button.dataset.mention);
  };

  key = (event) => {
    const first = this.querySelector("[data-first]");
    if (event.key !== "Tab" || event.shiftKey || event.isComposing || !first) return;
    event.preventDefault();
    event.stopPropagation();
    this.insert(first.dataset.mention);
  };

  narrow = () => {
    const typed = this.typed();
    let first = typed !== null;
    for (const button of this.children) {
      const isMeant = typed === null || fold(button.dataset.mention).split(" ").some((word) => word.startsWith(fold(typed)));
      button.hidden = !isMeant;
      button.toggleAttribute("data-first", isMeant && first);
      if (isMeant) first = false;
    }
  };

  // What stands behind the "@" before the caret; null when none is being written.
  typed() {
    const { value, selectionStart } = this.field;
    return begun.exec(value.slice(0, selectionStart))?.[1] ?? null;
  }

  insert(name) {
    const { field } = this, typed = this.typed();
    const from = field.selectionStart - (typed === null ? 0 : typed.length + 1);
    const before = field.value.slice(0, from), gap = before && !/\s$/.test(before) ? " " : "";
    field.setRangeText(`${gap}@${name} `, from, field.selectionEnd, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
  }
}

customElements.define("crm-mentions", Mentions);

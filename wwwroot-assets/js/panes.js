// Dividers between panes: dragged or moved with the arrow keys, remembered in this browser.
const limits = { queue: [280, 520, 340], card: [300, 520, 360] };
const nameOf = (pane) => `${pane}-width`;

function apply(pane, width) {
  document.documentElement.style.setProperty(`--${nameOf(pane)}`, `${width}px`);
}

function stored(pane) {
  const width = Number(localStorage.getItem(nameOf(pane)));
  const [least, most, usual] = limits[pane];
  return width ? Math.min(Math.max(width, least), most) : usual;
}

for (const pane of Object.keys(limits)) if (localStorage.getItem(nameOf(pane))) apply(pane, stored(pane));

class Divider extends HTMLElement {
  connectedCallback() {
    this.pane = this.dataset.for;
    this.width = stored(this.pane);
    this.describe();
    this.addEventListener("pointerdown", this.start);
    this.addEventListener("keydown", this.key);
    this.addEventListener("dblclick", () => this.set(limits[this.pane][2]));
  }

  start = (event) => {
    if (event.button !== 0) return;
    event.preventDefault();
    this.setPointerCapture(event.pointerId);
    this.dataset.dragging = "";
    const from = event.clientX, width = stored(this.pane), sign = this.pane === "card" ? -1 : 1;
    const move = (e) => this.set(width + sign * (e.clientX - from));
    const end = () => {
      delete this.dataset.dragging;
      this.removeEventListener("pointermove", move);
    };
    this.addEventListener("pointermove", move);
    this.addEventListener("pointerup", end, { once: true });
    this.addEventListener("pointercancel", end, { once: true });
  };

  key = (event) => {
    const step = { ArrowLeft: -16, ArrowRight: 16 }[event.key];
    if (!step) return;
    event.preventDefault();
    this.set(stored(this.pane) + (this.pane === "card" ? -step : step));
  };

  set(width) {
    const [least, most] = limits[this.pane];
    this.width = Math.round(Math.min(Math.max(width, least), most));
    localStorage.setItem(nameOf(this.pane), String(this.width));
    apply(this.pane, this.width);
    this.describe();
  }

  describe() {
    const [least, most] = limits[this.pane];
    this.ariaValueMin = String(least);
    this.ariaValueMax = String(most);
    this.ariaValueNow = String(this.width);
  }
}

customElements.define("crm-divider", Divider);

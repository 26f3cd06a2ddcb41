// The conversation's pictures, large: one after the other, enlarged, downloaded. All of it happens here; the circuit is asked only for older messages, by the button of
// the conversation. A press with a key held (a new tab) stays the browser's.
const scales = [1, 1.5, 2, 3, 4, 6];
// As much as one press on the picture enlarges.
const pressed = 2;
const swipe = 48;
// As far back as an earlier picture is looked for: 2,000 messages.
const mostPages = 40;

class PictureViewer extends HTMLElement {
  scale = 1;

  // The circuit puts an element in before its children; a moment later they are there.
  connectedCallback() {
    queueMicrotask(() => this.isConnected && !this.dialog && this.start());
  }

  start() {
    this.dialog = this.querySelector("dialog");
    this.stage = this.querySelector("[data-stage]");
    this.image = this.querySelector("[data-large]");
    this.conversation = this.parentElement.querySelector("crm-conversation");
    this.conversation.addEventListener("click", this.open);
    this.dialog.addEventListener("click", this.press);
    this.dialog.addEventListener("keydown", this.key);
    this.dialog.addEventListener("close", this.closed);
    this.image.addEventListener("load", () => this.loaded(true));
    this.image.addEventListener("error", () => this.loaded(false));
    this.stage.addEventListener("pointerdown", this.down);
    this.stage.addEventListener("pointermove", this.move);
    this.stage.addEventListener("pointerup", this.up);
    this.stage.addEventListener("wheel", this.wheel, { passive: false });
    // While it is open messages come and older ones are added.
    this.changes = new MutationObserver(() => this.changed());
  }

  disconnectedCallback() {
    this.changes?.disconnect();
    this.conversation?.removeEventListener("click", this.open);
  }

  get pictures() {
    return [...this.conversation.querySelectorAll("a[data-picture]")];
  }

  get older() {
    return this.conversation.querySelector("[data-older]");
  }

  get place() {
    return this.pictures.findIndex((link) => link.href === this.shown);
  }

  open = (event) => {
    const link = event.target.closest?.("a[data-picture]");
    if (!link || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    this.opener = link;
    this.dialog.showModal();
    this.changes.observe(this.conversation, { childList: true, subtree: true, attributes: true, attributeFilter: ["disabled"] });
    this.show(link);
  };

  closed = () => {
    this.changes.disconnect();
    this.isSeeking = false;
    this.image.removeAttribute("src");
    if (this.opener?.isConnected) this.opener.focus({ preventScroll: true });
  };

  show(link) {
    this.shown = link.href;
    this.zoom(1);
    this.stage.dataset.loading = "";
    this.querySelector("[data-unseen]").hidden = true;
    this.image.hidden = false;
    this.image.src = link.href;
    this.image.alt = link.querySelector("img").alt;
    this.querySelector("[data-caption]").textContent = [this.image.alt, link.closest("[data-message]")?.querySelector("time")?.title].filter(Boolean).join(" · ");
    this.querySelector("[data-download]").href = link.href;
    this.count();
  }

  loaded(isSeen) {
    if (!this.dialog.open) return;
    delete this.stage.dataset.loading;
    this.image.hidden = !isSeen;
    this.querySelector("[data-unseen]").hidden = isSeen;
  }

  // Older pictures may be among messages that are not here yet: then there are "more than".
  count() {
    const { place, pictures, older } = this;
    this.querySelector("[data-count]").textContent = this.dataset.of.replace("{0}", place + 1).replace("{1}", pictures.length + (older ? "+" : ""));
    this.querySelector("[data-do=previous]").ariaDisabled = String(place <= 0 && !older);
    this.querySelector("[data-do=next]").ariaDisabled = String(place >= pictures.length - 1);
  }

  step(by) {
    const { place, pictures } = this;
    const link = pictures[place + by];
    if (link) this.show(link);
    else if (by < 0 && this.older) {
      this.isSeeking = true;
      this.pages = 0;
      this.seek();
    }
  }

  changed() {
    if (this.isSeeking) this.seek();
    this.count();
  }

  seek() {
    const { place, older } = this;
    if (place > 0) this.show(this.pictures[place - 1]);
    else if (older && this.pages < mostPages) {
      if (older.disabled) return;
      this.pages++;
      older.click();
      return;
    }

    this.isSeeking = false;
  }

  zoom(scale, x = this.stage.clientWidth / 2, y = this.stage.clientHeight / 2) {
    const { stage, image } = this;
    if (this.scale === 1) this.fit = image.clientWidth;
    const before = image.getBoundingClientRect(), from = stage.getBoundingClientRect();
    const at = { x: (from.left + x - before.left) / (before.width || 1), y: (from.top + y - before.top) / (before.height || 1) };
    this.scale = scale;
    stage.toggleAttribute("data-zoomed", scale > 1);
    image.style.width = scale > 1 ? `${Math.round(this.fit * scale)}px` : "";
    const now = image.getBoundingClientRect();
    stage.scrollLeft += now.left + at.x * now.width - from.left - x;
    stage.scrollTop += now.top + at.y * now.height - from.top - y;
  }

  zoomBy(step, x, y) {
    const wanted = step > 0 ? scales.find((s) => s > this.scale) : scales.findLast((s) => s < this.scale);
    if (wanted) this.zoom(wanted, x, y);
  }

  press = (event) => {
    const wish = event.target.closest?.("[data-do]")?.dataset.do;
    if (wish === "close") this.dialog.close();
    else if (wish === "previous" || wish === "next") this.step(wish === "next" ? 1 : -1);
    else if (wish) this.zoomBy(wish === "larger" ? 1 : -1);
    else if (this.wasMoved) this.wasMoved = false;
    else if (event.target === this.image) this.zoom(this.scale > 1 ? 1 : pressed, event.clientX - this.stage.getBoundingClientRect().left, event.clientY - this.stage.getBoundingClientRect().top);
    else if (event.target === this.stage && this.scale === 1) this.dialog.close();
  };

  key = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const across = { ArrowLeft: -1, ArrowRight: 1 }[event.key], down = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (across && this.scale === 1) this.step(across);
    else if (this.scale > 1 && (across || down)) this.stage.scrollBy(80 * (across ?? 0), 80 * (down ?? 0));
    else if (event.key === "+" || event.key === "=") this.zoomBy(1);
    else if (event.key === "-") this.zoomBy(-1);
    else if (event.key === "0") this.zoom(1);
    else return;
    event.preventDefault();
  };

  wheel = (event) => {
    if (!event.ctrlKey && this.scale > 1) return;
    event.preventDefault();
    const from = this.stage.getBoundingClientRect();
    if (Math.abs(event.deltaY) > 1) this.zoomBy(-event.deltaY, event.clientX - from.left, event.clientY - from.top);
  };

  down = (event) => {
    this.wasMoved = false;
    this.from = event.isPrimary && event.button === 0 ? { x: event.clientX, y: event.clientY } : null;
  };

  // With a mouse an enlarged picture is dragged; a finger scrolls it without our help.
  move = (event) => {
    if (!this.from || this.scale === 1 || event.pointerType !== "mouse" || !(event.buttons & 1)) return;
    if (!this.wasMoved && Math.hypot(event.clientX - this.from.x, event.clientY - this.from.y) < 4) return;
    this.wasMoved = true;
    this.stage.dataset.dragged = "";
    this.stage.scrollBy(-event.movementX, -event.movementY);
  };

  up = (event) => {
    delete this.stage.dataset.dragged;
    if (!this.from || this.scale > 1 || event.pointerType === "mouse") return;
    const x = event.clientX - this.from.x, y = event.clientY - this.from.y;
    this.from = null;
    if (Math.abs(x) < swipe || Math.abs(x) < Math.abs(y)) return;
    this.wasMoved = true;
    this.step(x < 0 ? 1 : -1);
  };
}

customElements.define("crm-viewer", PictureViewer);

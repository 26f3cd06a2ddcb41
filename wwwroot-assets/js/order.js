// <crm-order>: rows are dragged by their grips ([data-grip]) to another place of their group ([data-group]). Rows are named by their ids, and the order that stands is the one the server answers with.
const edge = 64;
const middle = (row) => row.offsetTop + row.offsetHeight / 2;

class OrderedRows extends HTMLElement {
  connectedCallback() {
    this.addEventListener("pointerdown", (event) => event.target.closest("[data-grip]") && event.isPrimary && event.button === 0 && !this.drag && !this.isKept && this.lift(event));
  }

  lift(event) {
    // No text is marked on the way, and what has the focus keeps it.
    event.preventDefault();
    const grip = event.target.closest("[data-grip]");
    const row = grip.closest("tr");
    const [own, elsewhere] = [true, false].map((isOwn) => [...row.parentElement.children].filter((one) => (one.dataset.group === row.dataset.group) === isOwn));
    const at = own.indexOf(row);
    const over = new AbortController();
    const listen = (target, name, act) => target.addEventListener(name, act, { signal: over.signal, capture: true });
    const drag = (this.drag = { row, own, elsewhere, at, to: at, over, others: own.filter((one) => one !== row), from: event.clientY + scrollY, x: event.clientX, y: event.clientY, high: -Infinity, low: Infinity });
    grip.setPointerCapture(event.pointerId);
    listen(grip, "pointermove", (e) => ([drag.x, drag.y] = [e.clientX, e.clientY]));
    listen(grip, "pointerup", () => this.drop());
    listen(grip, "lostpointercapture", () => this.end());
    listen(window, "blur", () => this.end());
    listen(window, "keydown", (e) => e.key === "Escape" && this.end());
    this.classList.add("dragging");
    row.classList.add("lifted");
    for (const one of elsewhere) one.classList.add("elsewhere");
    this.step(drag);
  }

  step(drag) {
    if (drag !== this.drag) return;
    // No further than the group goes; and who took it at the edge has not asked to go on until he moves.
    const { own, y } = drag;
    drag.high = Math.max(drag.high, Math.min(edge, y));
    drag.low = Math.min(drag.low, Math.max(innerHeight - edge, y));
    const [up, down] = [own[0].getBoundingClientRect().top < edge, own.at(-1).getBoundingClientRect().bottom > innerHeight - edge];
    const past = up && y < drag.high ? y - drag.high : down ? Math.max(0, y - drag.low) : 0;
    if (past) scrollBy({ top: Math.max(-edge, Math.min(edge, past)) / 4, behavior: "instant" });
    this.place();
    requestAnimationFrame(() => this.step(drag));
  }

  // The row follows within its group and its neighbours make room; beside the list it is back where it was.
  place() {
    const { row, own, others, at, from, x, y } = this.drag;
    const box = this.getBoundingClientRect();
    const isOver = x > box.left - edge && x < box.right + edge && y > box.top - edge && y < box.bottom + edge;
    const lowest = own.at(-1).offsetTop + own.at(-1).offsetHeight - row.offsetHeight;
    const top = isOver ? Math.max(own[0].offsetTop, Math.min(lowest, row.offsetTop + y + scrollY - from)) : row.offsetTop;
    const to = others.filter((one, i) => middle(one) < (i < at ? top : top + row.offsetHeight)).length;
    row.style.translate = `0 ${top - row.offsetTop}px`;
    others.forEach((one, i) => (one.style.translate = `0 ${i < at && i >= to ? row.offsetHeight : i >= at && i < to ? -row.offsetHeight : 0}px`));
    this.drag.to = to;
  }

  drop() {
    this.place();
    const { row, others, at, to } = this.drag;
    this.end();
    if (to !== at) this.keep(row, others[to], others.at(-1));
  }

  end() {
    if (!this.drag) return;
    const { own, elsewhere, over } = this.drag;
    this.drag = over.abort();
    this.classList.remove("dragging");
    for (const one of [...own, ...elsewhere]) {
      one.style.translate = "";
      one.classList.remove("lifted", "elsewhere");
    }
  }

  async keep(row, before, last) {
    const [list, next, failed] = [row.parentElement, row.nextElementSibling, this.querySelector("[data-failed]")];
    list.insertBefore(row, before ?? last.nextElementSibling);
    failed.hidden = this.isKept = true;
    try {
      const answer = await fetch(`${row.querySelector("form").action}/place`, { method: "POST", body: new URLSearchParams({ before: before?.id ?? "" }), signal: AbortSignal.timeout(15000) });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      // Who is signed out is answered with the sign-in page.
      if (!answer.ok || !page.getElementById(row.id)) throw new Error(answer.status);
      this.take(list, page);
    } catch {
      list.insertBefore(row, next);
      failed.hidden = false;
    }
    this.isKept = false;
  }

  // What is typed in the rows meanwhile stays: a default shows only in a field that nobody has written in.
  take(list, page) {
    let at = list.firstElementChild;
    for (const theirs of page.querySelectorAll("tr[data-group]")) {
      const ours = document.getElementById(theirs.id);
      if (!ours) continue;
      if (ours === at) at = at.nextElementSibling;
      else list.insertBefore(ours, at);
      ours.dataset.group = theirs.dataset.group;
      ours.querySelector("[name=order]").defaultValue = theirs.querySelector("[name=order]").value;
    }
  }
}

customElements.define("crm-order", OrderedRows);

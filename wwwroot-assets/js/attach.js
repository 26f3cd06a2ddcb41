// Files beside an answer: picked, pasted or dropped anywhere on the open appeal. Each is posted by itself at once and stays with the draft on the server;
// the circuit is told and shows what is there. What is on its way, or was refused, is shown here.
class Files extends HTMLElement {
  connectedCallback() {
    queueMicrotask(() => this.isConnected && !this.waiting && this.start());
  }

  start() {
    this.waiting = [];
    this.picker = this.querySelector("input[type=file]");
    this.list = this.querySelector(".on-its-way");
    this.picker.addEventListener("change", () => {
      this.add(this.picker.files);
      this.picker.value = "";
    });
    this.addEventListener("click", (event) => {
      const button = event.target.closest("[data-drop]");
      if (button) this.drop(button.dataset.drop);
    });
    document.addEventListener("click", this.pick);
    for (const name of ["dragenter", "dragover", "dragleave", "drop"]) document.addEventListener(name, this.drag);
    this.composer = this.closest("crm-composer");
    this.composer?.addEventListener("paste", this.paste);
  }

  disconnectedCallback() {
    for (const one of this.waiting ?? []) one.request?.abort();
    document.removeEventListener("click", this.pick);
    for (const name of ["dragenter", "dragover", "dragleave", "drop"]) document.removeEventListener(name, this.drag);
    this.mark(null);
  }

  get ids() {
    return this.dataset.kept ? this.dataset.kept.split(" ") : [];
  }

  /** Some are still on their way. */
  get isBusy() {
    return this.waiting?.some((one) => !one.why) ?? false;
  }

  pick = (event) => {
    if (event.target.closest?.("[data-attach]") && !this.dataset.off) this.picker.click();
  };

  paste = (event) => {
    const files = [...(event.clipboardData?.files ?? [])];
    // Words copied from an office program bring a picture of themselves along: then the words are meant.
    if (files.length === 0 || event.clipboardData.types.includes("text/plain")) return;
    event.preventDefault();
    this.add(files);
  };

  drag = (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    // Dropped anywhere else a file would take the page's place.
    event.preventDefault();
    const place = event.target.closest?.("[data-drop-zone]");
    if (event.type === "drop") {
      this.mark(null);
      if (place) this.add(event.dataTransfer.files);
    } else if (event.type === "dragleave") {
      if (!event.relatedTarget) this.mark(null);
    } else {
      event.dataTransfer.dropEffect = place && !this.dataset.off ? "copy" : "none";
      this.mark(place);
    }
  };

  mark(place) {
    if (this.place === place) return;
    this.place?.removeAttribute("data-drop-here");
    place?.setAttribute("data-drop-here", this.dataset.off ?? this.dataset.here);
    this.place = place;
  }

  add(files) {
    if (this.dataset.off) return;
    let room = Number(this.dataset.most) - this.ids.length - this.waiting.filter((one) => !one.why).length;
    for (const file of files) {
      const one = this.chip(file);
      if (file.size > Number(this.dataset.bytes)) this.refuse(one, "tooLarge");
      else if (room-- <= 0) this.refuse(one, "tooMany");
    }
    this.changed();
    this.next();
  }

  // One after the other: a slow line is not shared by ten.
  async next() {
    const one = this.waiting.find((o) => !o.why);
    if (this.isSending || !one) return;
    this.isSending = true;
    const { width, height } = await sizeOf(one.file);
    const address = new URL(this.dataset.to, location.href);
    if (width) address.searchParams.set("width", width);
    if (height) address.searchParams.set("height", height);
    const request = new XMLHttpRequest();
    one.request = request;
    request.open("POST", address);
    // In a header: addresses stand in logs, and names tell of people.
    request.setRequestHeader("X-File-Name", encodeURIComponent(one.file.name.toWellFormed()));
    request.upload.addEventListener("progress", (event) => event.lengthComputable && one.item.style.setProperty("--part", event.loaded / event.total));
    request.addEventListener("loadend", () => {
      this.isSending = false;
      if (!this.isConnected) return;
      const answer = answerOf(request);
      if (!answer.refused) {
        this.forget(one);
        this.tell();
      } else if (this.waiting.includes(one)) this.refuse(one, answer.refused);
      this.changed();
      this.next();
    });
    request.send(one.file);
  }

  async drop(id) {
    await fetch(`${this.dataset.to}/${id}`, { method: "DELETE" }).catch(() => null);
    this.tell();
    this.composer?.querySelector("textarea")?.focus();
  }

  chip(file) {
    const item = document.createElement("li");
    item.className = "put";
    const words = item.appendChild(document.createElement("span"));
    words.className = "put-words";
    const name = words.appendChild(document.createElement("span"));
    name.className = "put-name";
    name.textContent = file.name;
    const one = { file, item, words };
    this.button(one, "×", `${this.dataset.dropWords}: ${file.name}`, () => {
      one.request?.abort();
      this.forget(one);
      this.changed();
      this.next();
    });
    this.list.append(item);
    this.waiting.push(one);
    return one;
  }

  refuse(one, why) {
    one.why = why;
    one.item.classList.add("not");
    const words = one.words.appendChild(document.createElement("span"));
    words.className = "why";
    words.textContent = this.dataset[why];
    if (why !== "failed") return;
    const again = this.button(one, this.dataset.retryWords, `${this.dataset.retryWords}: ${one.file.name}`, () => {
      one.why = null;
      one.item.classList.remove("not");
      words.remove();
      again.remove();
      this.changed();
      this.next();
    });
  }

  button(one, words, name, press) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn bare";
    button.textContent = words;
    button.setAttribute("aria-label", name);
    button.addEventListener("click", press);
    one.words.after(button);
    return button;
  }

  forget(one) {
    one.item.remove();
    this.waiting = this.waiting.filter((o) => o !== one);
  }

  changed() {
    this.dispatchEvent(new CustomEvent("fileschanged", { bubbles: true }));
  }

  tell() {
    this.dispatchEvent(new CustomEvent("filestold", { bubbles: true, detail: { appeal: this.dataset.appeal } }));
  }

  static observedAttributes = ["data-kept"];

  attributeChangedCallback() {
    this.changed();
  }
}

// Whose session has ended is led to the sign-in page, which is no answer.
function answerOf(request) {
  const isAnswer = request.status === 200 && request.getResponseHeader("Content-Type")?.startsWith("application/json");
  return isAnswer ? JSON.parse(request.responseText) : { refused: "failed" };
}

async function sizeOf(file) {
  if (!file.type.startsWith("image/")) return {};
  try {
    const picture = await createImageBitmap(file);
    const { width, height } = picture;
    picture.close();
    return { width, height };
  } catch {
    return {};
  }
}

customElements.define("crm-files", Files);

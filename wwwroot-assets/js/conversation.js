// Scrolling of a conversation. At its end it stays at the end; anywhere else what one reads stays where it is, whatever is added above or below.
// As far back as a message is looked for: 5,000 messages.
const mostPages = 100;

class Conversation extends HTMLElement {
  isAtEnd = true;
  seen = null;
  pages = 0;

  // The circuit puts an element in before its children and neighbours; a moment later they are there.
  connectedCallback() {
    queueMicrotask(() => this.isConnected && !this.resize && this.start());
  }

  start() {
    this.resize = new ResizeObserver(() => this.settle());
    this.resize.observe(this);
    this.changes = new MutationObserver(() => this.watch());
    this.changes.observe(this, { childList: true, subtree: true });
    this.addEventListener("scroll", this.onScroll, { passive: true });
    this.addEventListener("click", this.onClick);
    this.addEventListener("keydown", this.onKey);
    // The button itself works without this; here it is pressed before the beginning comes into sight.
    this.older = new IntersectionObserver((entries) => entries.some((e) => e.isIntersecting && !e.target.disabled) && entries[0].target.click(), { root: this, rootMargin: "600px 0px 0px" });
    this.toEnd = this.parentElement?.querySelector("[data-to-end]");
    this.toEnd?.addEventListener("click", this.goToEnd);
    document.addEventListener("messagewanted", this.wanted);
    this.goal = /^#message-([0-9a-f-]{36})$/.exec(location.hash)?.[1];
    this.watch();
  }

  disconnectedCallback() {
    this.resize?.disconnect();
    this.changes?.disconnect();
    this.older?.disconnect();
    this.toEnd?.removeEventListener("click", this.goToEnd);
    document.removeEventListener("messagewanted", this.wanted);
  }

  get list() {
    return this.querySelector(".messages");
  }

  get last() {
    return this.list?.lastElementChild ?? null;
  }

  watch() {
    const list = this.list;
    if (list && list !== this.watched) {
      this.watched = list;
      this.resize.observe(list);
    }

    const button = this.querySelector("[data-older]");
    if (button !== this.button) {
      if (this.button) this.older.unobserve(this.button);
      this.button = button;
    }

    // Observed anew after every page: an observer tells only of changes, and the button may never have left the sight.
    if (button && !button.disabled) {
      this.older.unobserve(button);
      this.older.observe(button);
    }

    this.settle();
    this.seek();
  }

  get sought() {
    if (this.goal !== "unanswered") return this.list.querySelector(`[data-message="${CSS.escape(this.goal)}"]`);
    return this.unanswered?.message ?? null;
  }

  get unanswered() {
    return this.parentElement.querySelector("crm-unanswered");
  }

  // The address names a message: older pages are asked for until it is there, and it is brought to the middle.
  seek() {
    if (!this.goal || !this.list) return;
    const found = this.sought;
    if (found) {
      this.goal = null;
      this.querySelector("[data-sought]")?.removeAttribute("data-sought");
      found.setAttribute("data-sought", "");
      found.scrollIntoView({ block: "center" });
      this.onScroll();
    } else if (this.goal === "unanswered" && !this.button && this.unanswered?.isFurther) {
      // Which one it is comes a moment after the last page.
    } else if (!this.button || this.pages++ >= mostPages) {
      this.goal = null;
    } else if (!this.button.disabled) {
      this.button.click();
    }
  }

  wanted = (event) => {
    this.goal = event.detail;
    this.pages = 0;
    this.seek();
  };

  settle() {
    this.height = this.clientHeight;
    this.full = this.scrollHeight;
    if (!this.list) return;
    if (this.isAtEnd) {
      this.scrollTop = this.scrollHeight;
      this.seen = this.last?.dataset.message;
    } else if (this.anchor?.isConnected) {
      // A scroll that has not been told of yet is the reader's own and stays.
      const scrolled = this.scrollTop - this.anchorScroll;
      const moved = this.anchor.getBoundingClientRect().top - this.getBoundingClientRect().top - (this.anchorTop - scrolled);
      if (Math.abs(moved) > 0.5) {
        this.scrollTop += moved;
        this.anchorScroll = this.scrollTop;
        this.anchorTop -= scrolled;
      }
    }

    this.show();
  }

  onScroll = () => {
    // A pane that has just become lower (the device strip came), or what is in it higher (a picture came), stands where it stood: settle() will bring the end back.
    const lost = Math.max(0, (this.height ?? this.clientHeight) - this.clientHeight) + (this.isAtEnd ? Math.max(0, this.scrollHeight - (this.full ?? this.scrollHeight)) : 0);
    this.isAtEnd = this.scrollHeight - this.scrollTop - this.clientHeight - lost < 32;
    if (this.isAtEnd) this.seen = this.last?.dataset.message;
    const top = this.getBoundingClientRect().top;
    this.anchor = [...(this.list?.children ?? [])].find((e) => e.dataset.message && e.getBoundingClientRect().bottom > top);
    this.anchorTop = this.anchor ? this.anchor.getBoundingClientRect().top - top : 0;
    this.anchorScroll = this.scrollTop;
    this.show();
  };

  show() {
    if (!this.toEnd) return;
    this.toEnd.hidden = this.isAtEnd;
    this.toEnd.classList.toggle("has-new", !this.isAtEnd && this.last?.dataset.message !== this.seen);
  }

  goToEnd = () => {
    this.isAtEnd = true;
    this.settle();
  };

  onClick = (event) => {
    const quoted = event.target.closest?.("[data-go]");
    if (quoted) return this.wanted({ detail: quoted.dataset.go });
    const button = event.target.closest?.("[data-action]");
    if (!button) return;
    // What is asked of the platform is asked once; another message can be quoted at once.
    if (button.dataset.action !== "quote") {
      button.disabled = true;
      setTimeout(() => (button.disabled = false), 2000);
    }
    const detail = { action: button.dataset.action, messageId: button.closest("[data-message]").dataset.message };
    this.dispatchEvent(new CustomEvent("messageaction", { bubbles: true, detail }));
    if (detail.action === "quote") document.querySelector('crm-composer[data-kind="draft"] textarea')?.focus();
  };

  get quotable() {
    return [...this.querySelectorAll('[data-action="quote"]')].map((button) => button.closest("[data-message]"));
  }

  // Its key (keys.js): over the messages that an answer can quote, from the last one in sight.
  walk() {
    const bottom = this.getBoundingClientRect().bottom;
    const all = this.quotable;
    this.stand(all.findLast((message) => message.getBoundingClientRect().top < bottom) ?? all.at(-1));
  }

  stand(message) {
    if (!message) return;
    message.tabIndex = -1;
    message.focus({ preventScroll: true });
    message.scrollIntoView({ block: "nearest" });
  }

  onKey = (event) => {
    if (event.target !== event.target.closest("[data-message]") || event.ctrlKey || event.metaKey || event.altKey) return;
    const all = this.quotable, at = all.indexOf(event.target);
    if (event.key === "ArrowUp") this.stand(all[at - 1]);
    else if (event.key === "ArrowDown") this.stand(all[at + 1]);
    else if (event.key === "Enter" || event.code === "KeyQ") event.target.querySelector('[data-action="quote"]')?.click();
    else if (event.key === "Escape") this.focus({ preventScroll: true });
    else return;
    event.preventDefault();
  };
}

customElements.define("crm-conversation", Conversation);

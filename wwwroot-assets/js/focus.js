// <crm-focus> gives the focus to the field before it, and back when it goes. As soon as both are in the page and not a round trip later, when somebody may already write in the next field.
class FirstFocus extends HTMLElement {
  connectedCallback() {
    this.from = document.activeElement;
    const field = this.previousElementSibling;
    // Not while the page is being changed.
    queueMicrotask(() => field?.isConnected && field.focus({ preventScroll: this.hasAttribute("data-still") }));
  }

  disconnectedCallback() {
    queueMicrotask(() => {
      const isNowhere = !document.activeElement || document.activeElement === document.body;
      if (isNowhere && this.from?.isConnected) this.from.focus({ preventScroll: true });
    });
  }
}

customElements.define("crm-focus", FirstFocus);

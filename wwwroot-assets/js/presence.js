// Says that an appeal is on the operator's screen: at once, every few seconds, and no longer when the page is hidden. Silence means that it is no longer:
// whatever takes this page away ends it for colleagues within ten seconds.
import { isConnected } from "./connection.js";

const beat = 4000;

class Presence extends HTMLElement {
  connectedCallback() {
    document.addEventListener("visibilitychange", this.tell);
    document.addEventListener("connectionchanged", this.tell);
    this.timer = setInterval(this.tell, beat);
    // The circuit puts an element in before its handlers; a moment later they are there.
    queueMicrotask(this.tell);
  }

  disconnectedCallback() {
    clearInterval(this.timer);
    document.removeEventListener("visibilitychange", this.tell);
    document.removeEventListener("connectionchanged", this.tell);
  }

  tell = () => {
    const isOnScreen = document.visibilityState === "visible";
    if (!this.isConnected || !isConnected() || (!isOnScreen && !this.wasOnScreen)) return;
    this.wasOnScreen = isOnScreen;
    this.dispatchEvent(new CustomEvent("appealwatched", { bubbles: true, detail: { appeal: this.dataset.appeal, isOnScreen } }));
  };
}

customElements.define("crm-presence", Presence);

// Says aloud what the operator wants to hear of (the circuit decides what that is): a short sound, and a notification of the browser while another window is in
// front. What concerns an appeal that is open before the operator's eyes, in whichever tab, makes no noise and counts as seen. Of several tabs one speaks.
const pace = 2000;
const remembered = 100;
const canShow = () => "Notification" in window && Notification.permission === "granted";

class Notices extends HTMLElement {
  static observedAttributes = ["data-rings", "data-open", "data-unseen"];
  heard = new Set();
  open = new Claim();
  front = new Claim();

  connectedCallback() {
    for (const [target, name] of this.looks) target.addEventListener(name, this.look);
    this.look();
  }

  disconnectedCallback() {
    for (const [target, name] of this.looks) target.removeEventListener(name, this.look);
    this.open.make(null);
    this.front.make(null);
  }

  attributeChangedCallback(name, before, now) {
    if (name !== "data-rings") return this.look();
    const rings = JSON.parse(now ?? "[]");
    const fresh = rings.filter((ring) => !this.heard.has(ring.key));
    this.heard = new Set(rings.map((ring) => ring.key));
    // A tab that has had no press yet may not sound: it leaves the word to those that may.
    if (!fresh.length) return;
    if (navigator.userActivation?.hasBeenActive === false) setTimeout(() => this.speak(fresh), 300);
    else this.speak(fresh);
  }

  get looks() {
    return [[document, "visibilitychange"], [window, "focus"], [window, "blur"]];
  }

  // What this tab has before the operator's eyes, for the others to know.
  look = () => {
    const isSeen = this.isConnected && this.dataset.open && document.visibilityState === "visible";
    this.open.make(isSeen ? openName(this.dataset.open) : null);
    if (isSeen && this.dataset.unseen) this.click();
    this.front.make(this.isConnected && document.hasFocus() ? frontName : null);
  };

  // One tab after the other, each knowing what the one before has said.
  speak(rings) {
    if (!navigator.locks) return this.say(rings, [this.open.name, this.front.name]);
    return navigator.locks.request("notices", async () => this.say(rings, (await navigator.locks.query()).held.map((lock) => lock.name)));
  }

  say(rings, claims) {
    const said = recall("notices-said") ?? [];
    const news = rings.filter((ring) => !said.includes(ring.key));
    if (!news.length) return;
    remember("notices-said", [...said, ...news.map((ring) => ring.key)].slice(-remembered));
    const unseen = news.filter((ring) => !claims.includes(openName(ring.appeal)));
    if (unseen.some((ring) => ring.sound)) this.sound();
    if (canShow() && !claims.includes(frontName)) unseen.filter((ring) => ring.browser).forEach(show);
  }

  // Many at once are one sound.
  sound() {
    const now = Date.now();
    if (Math.abs(now - (recall("notices-sounded") ?? 0)) < pace) return;
    remember("notices-sounded", now);
    ring();
  }
}

const openName = (appeal) => `notices-open-${appeal}`;
const frontName = "notices-front";

// A name that this tab holds while something is so; all tabs can ask for the names that are held, and one that goes away leaves none behind.
class Claim {
  name = null;

  make(name) {
    if (name === this.name) return;
    this.name = name;
    this.end?.();
    this.end = null;
    if (!name || !navigator.locks) return;
    const held = new Promise((end) => (this.end = end));
    navigator.locks.request(name, { mode: "shared" }, () => held);
  }
}

const recall = (key) => {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
};

const remember = (key, value) => {
  try {
    localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // A full or forbidden storage: rather twice than never.
  }
};

// One an appeal: what comes later takes its place.
function show({ title, words, appeal, href }) {
  try {
    const notice = new Notification(title, { body: words ?? "", tag: appeal, renotify: true, silent: true, icon: "/icons/favicon.svg" });
    notice.onclick = () => {
      window.focus();
      Blazor.navigateTo(href);
      notice.close();
    };
  } catch {
    // Phones know them for installed pages only.
  }
}

// Two soft tones; a browser that has heard no press yet keeps silent, and that is all.
function ring() {
  try {
    const audio = new AudioContext();
    [[660, 0], [880, 0.12]].forEach(([tone, at]) => {
      const [wave, volume] = [audio.createOscillator(), audio.createGain()];
      wave.frequency.value = tone;
      volume.gain.setValueAtTime(0.0001, audio.currentTime + at);
      volume.gain.exponentialRampToValueAtTime(0.12, audio.currentTime + at + 0.02);
      volume.gain.exponentialRampToValueAtTime(0.0001, audio.currentTime + at + 0.25);
      wave.connect(volume).connect(audio.destination);
      wave.start(audio.currentTime + at);
      wave.stop(audio.currentTime + at + 0.3);
    });
    setTimeout(() => audio.close(), 800);
  } catch {
    // No sound device.
  }
}

// Whether this browser may show what the operator wants to see: it is asked when that is first switched on, or from here.
class Permission extends HTMLElement {
  static observedAttributes = ["data-wanted"];

  connectedCallback() {
    this.addEventListener("click", this.ask);
    queueMicrotask(this.tell);
  }

  attributeChangedCallback() {
    if (this.isConnected) this.tell();
  }

  tell = () => {
    const state = "Notification" in window ? Notification.permission : "denied";
    this.querySelectorAll("[data-state]").forEach((words) => (words.hidden = !("wanted" in this.dataset) || words.dataset.state !== state));
  };

  ask = async (event) => {
    if (!event.target.closest("[data-notice-ask]")) return;
    await Notification.requestPermission();
    this.tell();
  };
}

customElements.define("crm-notices", Notices);
customElements.define("crm-notice-permission", Permission);

document.addEventListener("change", async (event) => {
  const way = event.target.dataset?.noticeWay;
  if (!way || !event.target.checked) return;
  if (way === "sound") ring();
  if (way !== "browser" || !("Notification" in window)) return;
  await Notification.requestPermission();
  document.querySelectorAll("crm-notice-permission").forEach((permission) => permission.tell());
});

// Voice messages, other sounds and films of a conversation: one plays at a time; what the browser cannot play says so and can be downloaded.
const rates = [1, 1.5, 2];
const stored = "sound-rate";

class Sound extends HTMLElement {
  // The circuit puts an element in before its children; a moment later they are there.
  connectedCallback() {
    queueMicrotask(() => this.isConnected && !this.audio && this.start());
  }

  disconnectedCallback() {
    this.audio?.pause();
  }

  start() {
    this.audio = this.querySelector("audio");
    this.button = this.querySelector("[data-play]");
    this.slider = this.querySelector("[data-at]");
    this.words = this.querySelector("[data-time]");
    this.length = Number(this.slider.max);
    this.play = this.button.ariaLabel;
    if (!this.audio.canPlayType(this.dataset.type)) return refuse(this.audio, "format");
    this.button.addEventListener("click", this.toggle);
    this.querySelector("[data-speed]").addEventListener("click", this.faster);
    this.slider.addEventListener("input", this.seek);
    this.slider.addEventListener("keydown", this.key);
    for (const name of ["play", "pause", "ended", "waiting", "playing", "timeupdate", "durationchange"]) this.audio.addEventListener(name, this.show);
    this.showRate();
    this.show();
  }

  toggle = () => {
    if (this.audio.paused) this.audio.play().catch(() => {}); // says itself why not
    else this.audio.pause();
  };

  key = (event) => {
    if (event.key !== " ") return;
    event.preventDefault();
    this.toggle();
  };

  seek = () => {
    this.audio.currentTime = Number(this.slider.value);
    this.show();
  };

  // One speed for all of them, remembered in this browser.
  faster = () => {
    localStorage.setItem(stored, String(rates[(rates.indexOf(this.rate) + 1) % rates.length]));
    document.querySelectorAll("crm-sound").forEach((sound) => sound.audio && sound.showRate());
  };

  get rate() {
    return rates.find((rate) => String(rate) === localStorage.getItem(stored)) ?? 1;
  }

  showRate() {
    this.audio.playbackRate = this.audio.defaultPlaybackRate = this.rate;
    this.querySelector("[data-rate]").textContent = `${this.rate.toLocaleString(document.documentElement.lang)}×`;
  }

  show = (event) => {
    const { audio, slider } = this;
    if (Number.isFinite(audio.duration)) this.length = Math.max(audio.duration, 0.1);
    if (event?.type === "ended") audio.currentTime = 0;
    slider.max = String(Math.max(1, Math.ceil(this.length)));
    slider.value = String(audio.currentTime);
    slider.setAttribute("aria-valuetext", this.dataset.position.replace("{0}", clock(audio.currentTime)).replace("{1}", clock(this.length)));
    this.words.textContent = clock(audio.paused && audio.currentTime === 0 ? this.length : audio.currentTime);
    this.toggleAttribute("data-playing", !audio.paused);
    this.toggleAttribute("data-waiting", event?.type === "waiting");
    this.button.ariaLabel = this.button.title = audio.paused ? this.play : this.dataset.pause;
  };
}

const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;

// The words beside a film or a sound take its place.
function refuse(media, reason) {
  const holder = media.closest("crm-sound") ?? media.parentElement;
  const words = holder.querySelector("[data-unplayable]");
  if (!words) return;
  words.dataset.reason = reason;
  words.hidden = false;
  (holder.querySelector("[data-player]") ?? media).hidden = true;
}

document.addEventListener("play", (event) => document.querySelectorAll("audio, video").forEach((other) => other !== event.target && other.pause()), true);

// A browser says the same of a format that it does not know and of a file that is not there: whether it is there is asked.
document.addEventListener("error", async (event) => {
  const media = event.target;
  if (!media.matches?.("crm-sound audio, video")) return;
  const isThere = media.error?.code !== MediaError.MEDIA_ERR_NETWORK && (await fetch(media.currentSrc || media.src, { method: "HEAD" }).then((answer) => answer.ok, () => false));
  refuse(media, isThere ? "format" : "load");
}, true);

customElements.define("crm-sound", Sound);

// Says aloud what the operator has to hear of: a short sound, and a notification of the browser while another window is in front. How, this browser remembers.
// What concerns the appeal that is open before the operator's eyes makes no noise.
const ways = { sound: true, browser: false };
const isOn = (way) => (localStorage.getItem(`notices-${way}`) ?? String(ways[way])) === "true";
const isBlocked = () => !("Notification" in window) || Notification.permission !== "granted";

class Notices extends HTMLElement {
  static observedAttributes = ["data-newest"];

  attributeChangedCallback(_, before, now) {
    // The circuit writes the attributes one by one; a moment later all of them are there.
    if (now && now !== before) queueMicrotask(() => this.say());
  }

  say() {
    const { newest, appeal, title, words, href } = this.dataset;
    if (!title || document.hasFocus() && location.pathname.endsWith(`/appeals/${appeal}`)) return;
    if (isOn("sound")) ring();
    if (!isOn("browser") || isBlocked() || document.hasFocus()) return;
    try {
      const notice = new Notification(title, { body: words ?? "", tag: newest, icon: "/icons/favicon.svg" });
      notice.onclick = () => {
        window.focus();
        Blazor.navigateTo(href);
        notice.close();
      };
    } catch {
      // Phones know them for installed pages only.
    }
  }
}

customElements.define("crm-notices", Notices);

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

// The switches stand as this browser remembers them, whenever their panel opens.
document.addEventListener("toggle", (event) => {
  if (event.target.id !== "notices" || event.newState !== "open") return;
  event.target.querySelectorAll("[data-notice-way]").forEach((box) => (box.checked = isOn(box.dataset.noticeWay)));
  event.target.querySelector("[data-notice-blocked]").hidden = !(isOn("browser") && isBlocked());
}, true);

document.addEventListener("change", async (event) => {
  const way = event.target.dataset?.noticeWay;
  if (!way) return;
  localStorage.setItem(`notices-${way}`, event.target.checked);
  if (way === "sound" && event.target.checked) ring();
  if (way !== "browser") return;
  if (event.target.checked && "Notification" in window) await Notification.requestPermission();
  event.target.closest("[popover]").querySelector("[data-notice-blocked]").hidden = !(event.target.checked && isBlocked());
});

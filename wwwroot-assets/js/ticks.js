// One timer for the whole console: how long clients wait ([data-since]) and how long an answer can be taken back ([data-until]).
// The circuit renders the same words when it renders; between two renderings nothing travels.
const amber = 5, red = 15;

export function waitingText(milliseconds, words) {
  const minutes = Math.floor(milliseconds / 60000);
  if (minutes < 1) return words.now;
  const fill = (template, number) => template.replace("{0}", number);
  if (minutes < 60) return fill(words.minutes, minutes);
  const hours = Math.floor(minutes / 60);
  if (hours >= 24) return fill(words.days, Math.floor(hours / 24));
  const rest = minutes % 60;
  return rest === 0 || hours >= 10 ? fill(words.hours, hours) : `${fill(words.hours, hours)} ${fill(words.minutes, rest)}`;
}

export const waitingLevel = (milliseconds) => (milliseconds >= red * 60000 ? "red" : milliseconds >= amber * 60000 ? "amber" : "fine");

function tick() {
  const now = Date.now();
  for (const queue of document.querySelectorAll("crm-queue")) {
    for (const time of queue.querySelectorAll("[data-since]")) {
      const waited = now - Number(time.dataset.since);
      const text = waitingText(waited, queue.dataset);
      // The text node stays the same one: it is the circuit's.
      if (time.firstChild && time.firstChild.nodeValue !== text) time.firstChild.nodeValue = text;
      const level = waitingLevel(waited);
      if (time.dataset.level !== level) time.dataset.level = level;
    }
  }

  for (const button of document.querySelectorAll("[data-until]")) {
    const left = Math.ceil((Number(button.dataset.until) - now) / 1000);
    button.hidden = left <= 0;
    const words = button.querySelector(".left");
    const text = (button.closest("[data-seconds]")?.dataset.seconds ?? "{0}").replace("{0}", left);
    if (words && words.textContent !== text) words.textContent = text;
  }
}

setInterval(tick, 500);

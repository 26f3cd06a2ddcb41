// Whether this browser hears its circuit. html[data-connection="lost"] is the one sign of it: styles grey out what may be stale,
// the composer refuses to send, the top bar says so.
const root = document.documentElement;

// A circuit waits on its node for minutes; asking every second brings an operator back the moment the node answers.
export const reconnection = { maxRetries: 100000, retryIntervalMilliseconds: (attempt) => (attempt < 3 ? 250 : 1000) };

export const isConnected = () => root.dataset.connection !== "lost";

export function watchConnection() {
  const modal = document.getElementById("components-reconnect-modal");
  modal?.addEventListener("components-reconnect-state-changed", (event) => {
    const state = event.detail.state;
    set(state === "hide" ? "ok" : "lost");
    // The node is there again but has forgotten the circuit (a restart): what was typed is in this browser, everything else is read anew.
    if (state === "rejected" || state === "resume-failed") reloadWhenReady();
    if (state === "failed" || state === "paused") retry();
  });
}

function set(state) {
  if (root.dataset.connection === state) return;
  root.dataset.connection = state;
  document.dispatchEvent(new CustomEvent("connectionchanged", { detail: state }));
}

async function retry() {
  try {
    if (await Blazor.reconnect()) set("ok");
    else reloadWhenReady();
  } catch {
    setTimeout(retry, 1000);
  }
}

async function reloadWhenReady() {
  try {
    const answer = await fetch("/health/live", { cache: "no-store" });
    if (answer.ok) {
      location.reload();
      return;
    }
  } catch {
    // Not yet.
  }
  setTimeout(reloadWhenReady, 1000);
}

// Passkeys. What the browser and its device agree on goes out with a plain form. A button of data-passkey names that form; the options stand beside it or are asked for when it is pressed.
const bytes = text => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), c => c.charCodeAt(0));
const text = buffer => btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const listed = (list = []) => list.map(one => ({ ...one, id: bytes(one.id) }));

// By hand: password managers that stand in for the browser forget toJSON, and older browsers have no parse…FromJSON.
async function create(options) {
  const user = { ...options.user, id: bytes(options.user.id) };
  const made = await navigator.credentials.create({ publicKey: { ...options, challenge: bytes(options.challenge), user, excludeCredentials: listed(options.excludeCredentials) } });
  return answer(made, { attestationObject: text(made.response.attestationObject), transports: made.response.getTransports?.() ?? [] });
}

async function get(options) {
  const got = await navigator.credentials.get({ publicKey: { ...options, challenge: bytes(options.challenge), allowCredentials: listed(options.allowCredentials) } });
  const { authenticatorData, signature, userHandle } = got.response;
  return answer(got, { authenticatorData: text(authenticatorData), signature: text(signature), userHandle: userHandle ? text(userHandle) : null });
}

const answer = (credential, response) => JSON.stringify({
  id: credential.id, rawId: text(credential.rawId), type: credential.type, authenticatorAttachment: credential.authenticatorAttachment ?? null,
  clientExtensionResults: {}, response: { clientDataJSON: text(credential.response.clientDataJSON), ...response },
});

const button = document.querySelector("[data-passkey]");
const problem = document.querySelector("[data-passkey-problem]");
const lacking = document.querySelector("[data-passkey-lacking]");

// Absent as well where the page did not come over https.
if (window.PublicKeyCredential && navigator.credentials) {
  if (button) {
    button.hidden = false;
    button.addEventListener("click", () => go());
    // The password was asked for only to come here. Safari may want a press first: then the button waits.
    if (button.dataset.options) go(performance.now() + 300);
  }
} else if (lacking) {
  lacking.hidden = false;
  document.querySelectorAll("[data-passkey-needed]").forEach(e => { e.hidden = true; });
}

// Until then a refusal is the browser's and nobody's: nothing is said.
async function go(quietUntil = 0) {
  if (button.disabled) return;
  button.disabled = true;
  problem.hidden = true;
  try {
    const form = document.getElementById(button.dataset.passkey);
    form.elements.credential.value = button.dataset.options ? await create(JSON.parse(button.dataset.options)) : await get(await challenge());
    form.submit();
  } catch (e) {
    button.disabled = false;
    button.focus();
    if (e.name === "NotAllowedError" && performance.now() < quietUntil) return;
    problem.textContent = e.name === "NotAllowedError" || e.name === "AbortError" ? problem.dataset.cancelled
      : e.name === "InvalidStateError" ? problem.dataset.known ?? problem.dataset.failed : problem.dataset.failed;
    problem.hidden = false;
  }
}

async function challenge() {
  const answered = await fetch(button.dataset.challenge, { method: "POST" });
  if (!answered.ok) throw new Error(String(answered.status));
  return answered.json();
}

// Back to a page that the browser kept.
addEventListener("pageshow", e => { if (e.persisted && button) button.disabled = false; });

// Only what a form cannot do alone: show the password, say that Caps Lock is on, send once.
const eye = document.querySelector(".card-eye");
const password = document.querySelector("input[name=password]");
if (eye && password) {
  const show = visible => {
    password.type = visible ? "text" : "password";
    eye.setAttribute("aria-pressed", visible);
    eye.title = visible ? eye.dataset.hide : eye.dataset.show;
    eye.setAttribute("aria-label", eye.title);
  };
  eye.hidden = false;
  show(false);
  eye.addEventListener("click", () => { show(password.type === "password"); password.focus(); });
  // Password managers look for a password field.
  password.form.addEventListener("submit", () => show(false));

  const caps = document.querySelector("[data-caps]");
  password.addEventListener("keyup", e => { caps.hidden = !e.getModifierState?.("CapsLock"); });
}

for (const form of document.querySelectorAll("form")) {
  form.addEventListener("submit", e => {
    if (form.dataset.sent) e.preventDefault();
    form.dataset.sent = "1";
  });
}
// Back to a page that the browser kept: its form may be sent again.
addEventListener("pageshow", e => { if (e.persisted) document.querySelectorAll("form").forEach(f => delete f.dataset.sent); });

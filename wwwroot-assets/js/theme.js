// The theme changes at once; the choice is saved behind it. Without this file the same buttons post the same form.
const root = document.documentElement;

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-theme-choice]");
  if (!button) return;
  event.preventDefault();
  const choice = button.dataset.themeChoice;
  if (choice === "system") delete root.dataset.theme;
  else root.dataset.theme = choice;
  const form = document.getElementById("preferences");
  const body = new FormData(form);
  body.set("theme", choice);
  fetch(form.action, { method: "POST", body, redirect: "manual" }).catch(() => {});
});

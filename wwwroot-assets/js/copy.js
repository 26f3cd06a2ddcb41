// A button with data-copy="id" copies that field's text, and says so in its own place for a moment.
document.addEventListener("click", async (event) => {
  const button = event.target.closest?.("[data-copy]");
  const field = button && document.getElementById(button.dataset.copy);
  if (!field) return;
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
  } catch {
    // Without https there is no clipboard: what is selected can be copied by hand.
    if (!document.execCommand("copy")) return;
  }
  const words = button.querySelector("span");
  if (!words || words.dataset.was) return;
  words.dataset.was = words.textContent;
  words.textContent = button.dataset.copied;
  setTimeout(() => {
    words.textContent = words.dataset.was;
    delete words.dataset.was;
  }, 2000);
});

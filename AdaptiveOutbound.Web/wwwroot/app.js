// Progressive only: every page works without this file.
"use strict";

// Times stand in the reader's own zone; the title says them in UTC. Today's have no date.
const showTimes = root => {
  const now = new Date();
  for (const time of root.querySelectorAll("time[datetime]:not([data-shown])")) {
    const at = new Date(time.dateTime);
    if (isNaN(at)) continue;
    const today = at.toDateString() === now.toDateString();
    time.textContent = today
      ? at.toLocaleTimeString("en-GB")
      : at.toLocaleDateString("en-GB", { day: "numeric", month: "short", ...(at.getFullYear() === now.getFullYear() ? {} : { year: "numeric" }) })
        + (time.dataset.full === undefined ? "" : " " + at.toLocaleTimeString("en-GB"));
    time.dataset.shown = "";
  }
};
showTimes(document);
new MutationObserver(() => showTimes(document)).observe(document.body, { childList: true, subtree: true });

// A list that can be ticked says how many are; a page that is come back to, or filtered, may have ticks already.
const count = form => {
  const words = form?.querySelector("[data-ticks]");
  if (!words) return;
  words.dataset.without ??= words.textContent;
  const ticked = form.querySelectorAll("input[type=checkbox]:checked").length;
  words.textContent = ticked ? `${ticked.toLocaleString("en-GB")} ${words.dataset.ticks}` : words.dataset.without;
};
const countAll = () => { for (const words of document.querySelectorAll("[data-ticks]")) count(words.closest("form")); };
document.addEventListener("change", event => count(event.target.form));
document.addEventListener("htmx:after:swap", countAll);
addEventListener("pageshow", countAll);

// A file that was chosen, dropped or kept by the browser is named where it was asked for.
const sizeOf = bytes => bytes < 1 << 20 ? `${Math.max(1, bytes >> 10)} KB` : `${Math.round(bytes / (1 << 20) * 10) / 10} MB`;
const nameFile = input => {
  const words = input.closest(".drop")?.querySelector("[data-file]");
  if (!words) return;
  words.without ??= [...words.childNodes];
  const [file] = input.files;
  words.replaceChildren(...file ? [`${file.name}, ${sizeOf(file.size)}`] : words.without);
  input.closest(".drop").classList.toggle("chosen", Boolean(file));
};
const nameFiles = () => { for (const input of document.querySelectorAll(".drop input[type=file]")) nameFile(input); };
document.addEventListener("change", event => { if (event.target.type === "file") nameFile(event.target); });
addEventListener("pageshow", nameFiles);

// Who clicks twice means it once: a form that was sent is not sent again, unless nothing came of it.
const sent = new Set();
document.addEventListener("submit", event => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (sent.has(form)) return event.preventDefault();
  sent.add(form);
  setTimeout(() => sent.delete(form), 10000);
});
addEventListener("pageshow", () => sent.clear());

// The theme follows the system unless the reader chose one in this browser. Choosing needs this script: its buttons show with it.
for (const button of document.querySelectorAll("[data-theme-choice]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const choice = button.dataset.themeChoice;
    document.cookie = `theme=${choice};path=/;max-age=31536000;samesite=lax`;
    if (choice === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = choice;
  });
}

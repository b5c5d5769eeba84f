// Says again how long ago things were, every minute, in the words of portal.model.dutch_dates.relative.
const ago = (seconds, title) => {
  const minutes = Math.floor(seconds / 60), hours = Math.floor(seconds / 3600), days = Math.floor(seconds / 86400);
  if (seconds < 60) return "zojuist";
  if (minutes < 60) return `${minutes} ${minutes === 1 ? "minuut" : "minuten"} geleden`;
  if (hours < 24) return `${hours} uur geleden`;
  if (days < 7) return `${days} ${days === 1 ? "dag" : "dagen"} geleden`;
  if (days < 30) return `${Math.floor(days / 7)} ${days < 14 ? "week" : "weken"} geleden`;
  // The title reads «dinsdag 24 november 2026 om 03:05».
  return title.split(" ").slice(1, 4).join(" ");
};
const refresh = () => {
  for (const time of document.querySelectorAll("time[title]")) {
    const age = (Date.now() - Date.parse(time.dateTime)) / 1000;
    const words = "exact" in time.dataset ? time.title : ago(age, time.title);
    if (time.textContent !== words) time.textContent = words;
  }
};
refresh();
setInterval(refresh, 60000);
document.addEventListener("visibilitychange", refresh);
// A finger cannot hover: a tap gives the exact moment, and another how long ago it was.
document.addEventListener("click", ({ target, pointerType }) => {
  if (pointerType === "mouse") return;
  target.closest("time[title]")?.toggleAttribute("data-exact");
  refresh();
});

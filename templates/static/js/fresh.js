// «3 nieuwe berichten»: a list asks every minute, while it is looked at, what came in since it was made.
const link = document.querySelector(".fresh a");
const close = document.querySelector(".fresh button");
if (link && !navigator.connection?.saveData) {
  const { newest, scope, words: said } = link.dataset;
  let wait = 59000, due = Date.now() + wait, seen;
  const ask = async () => {
    const now = Date.now();
    if (document.hidden || now < due) return;
    try {
      // Else a browser may give the answer of a minute ago, and ask behind it (stale-while-revalidate).
      const rows = await (await fetch("/actueel.json", { cache: "no-cache" })).json();
      // Seen is what is no later than the page, at first. A withdrawal lets older rows in at the end: nobody looks there.
      seen ??= rows.filter((row) => row[0] <= newest).map(String);
      const { length } = rows.slice(0, 30).filter((row) => row[1].startsWith(scope) && !seen.includes(`${row}`));
      const words = said ?? `${rows[29]?.[0] > newest ? "Minstens " : ""}${length} nieuw${length === 1 ? " bericht" : "e berichten"}`;
      if (link.textContent !== words) link.textContent = words;
      link.hidden = close.hidden = !length;
      wait = 29500;
    } catch {}
    wait *= 2;
    due = now + wait;
  };
  // Who does not want to know is not asked again on this page.
  close.onclick = () => {
    due = Infinity;
    link.hidden = close.hidden = true;
  };
  setInterval(ask, 60000);
  document.addEventListener("visibilitychange", ask);
}

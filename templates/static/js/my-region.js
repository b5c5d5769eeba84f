// «Mijn regio»: the place that a reader chose stands first, and in the menu. Only this browser knows which.
let entry;
const show = () => {
  const chosen = localStorage.mijnRegio;
  for (const button of document.querySelectorAll(".my-region")) {
    button.hidden = false;
    button.ariaPressed = button.value === chosen;
    button.onclick = () => {
      if (button.value === chosen) delete localStorage.mijnRegio;
      else localStorage.mijnRegio = button.value;
      show();
    };
  }
  entry?.remove();
  entry = document.querySelector(`.colophon-places [href="${chosen}"]`)?.parentNode.cloneNode(true);
  if (entry) document.querySelector(".section-menu li").after(entry);
};
// Where it is forbidden to keep anything, there are no buttons; where the place is not listed, it cannot come first.
try {
  show();
  const place = document.querySelector(`.places [href="${localStorage.mijnRegio}"]`).parentNode;
  place.dataset.mine = "";
  place.parentNode.prepend(place);
} catch {}
// On the front four headlines of it stand before those of all places: from the page of the place, which is anybody's.
const regional = document.querySelector(".front-regions");
if (entry && regional) {
  const link = entry.querySelector("a");
  fetch(link.href)
    .then((answer) => (answer.ok ? answer.text() : ""))
    .then((text) => {
      const found = new DOMParser().parseFromString(text, "text/html").querySelectorAll(".stories .story-card-headline a");
      const list = document.createElement("ol");
      for (const headline of [...found].slice(0, 4)) {
        const item = document.createElement("li");
        item.append(headline);
        list.append(item);
      }
      const title = document.createElement("h2");
      title.append(link.cloneNode(true));
      const mine = document.createElement("section");
      mine.className = "latest related front-mine";
      mine.append(title, list);
      if (found[0]) regional.before(mine);
    });
}

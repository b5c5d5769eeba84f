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

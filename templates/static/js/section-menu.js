// Brings the section that is open into a menu that scrolls sideways.
const current = document.querySelector(".section-menu [aria-current]");
if (current) current.closest("ul").scrollLeft = current.offsetLeft - innerWidth / 3;

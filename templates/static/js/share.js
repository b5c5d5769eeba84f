// The device's own way of sharing where there is one, else the address goes to the clipboard.
const button = document.querySelector(".share-button");
const canonical = document.querySelector("link[rel=canonical]");
if (button && canonical && (navigator.share || navigator.clipboard)) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const page = { title: document.querySelector("h1").textContent, url: canonical.href };
    try {
      if (navigator.share) return await navigator.share(page);
      await navigator.clipboard.writeText(page.url);
      button.dataset.done = "";
      button.ariaLabel = "Adres gekopieerd";
    } catch {}
  });
}

// Asks for the webmail in the dialog instead of on a page; whatever fails, the link does what links do.
const dialog = document.getElementById("webmail");
const link = document.querySelector(".masthead-webmail");
if (dialog && link && dialog.showModal) {
  link.addEventListener("click", async (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    try {
      // A stored choice answers with a redirect, which fetch is not to follow: the browser is.
      const answer = await fetch(link.href, { redirect: "manual", signal: AbortSignal.timeout(3000) });
      if (answer.status === 200) return dialog.open || dialog.showModal();
    } catch {}
    location.assign(link.href);
  });
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog || event.target.closest(".webmail-dialog-close")) dialog.close();
  });
}

// A photo of a phone is made smaller before it is sent: of megabytes that nobody sees, and more than may come.
const LARGE = 1_500_000;
const LONGEST_SIDE = 2400;
const field = document.querySelector("[data-shrink]");

async function smaller(file) {
  const bitmap = await createImageBitmap(file);
  const scale = Math.min(1, LONGEST_SIDE / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(bitmap.width * scale);
  canvas.height = Math.round(bitmap.height * scale);
  canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
  return new File([blob], "foto.jpg", { type: "image/jpeg" });
}

field?.addEventListener("change", async () => {
  const [file] = field.files;
  if (!file || file.size < LARGE) return;
  try {
    const chosen = new DataTransfer();
    chosen.items.add(await smaller(file));
    field.files = chosen.files;
  } catch {
    // It goes as it is; the page says what is too large.
  }
});

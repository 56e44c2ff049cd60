// Verification by dropping the PDF anywhere on the page: puts the file into form[data-drop-verify] and submits it.
const form = document.querySelector("form[data-drop-verify]");
const input = form?.querySelector("input[type=file]");

function over(event) {
  event.preventDefault();
  form.querySelector(".upload-zone")?.classList.add("is-over");
}

function drop(event) {
  event.preventDefault();
  form.querySelector(".upload-zone")?.classList.remove("is-over");
  const file = event.dataTransfer.files[0];
  if (!file) return;
  const kept = new DataTransfer();
  kept.items.add(file);
  input.files = kept.files;
  form.requestSubmit();
}

if (input) {
  document.addEventListener("dragover", over);
  document.addEventListener("drop", drop);
}

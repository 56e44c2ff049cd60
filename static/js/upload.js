// A drop zone over an ordinary file input [data-upload]: takes dropped files, checks size and type before they are sent,
// and shows progress while the form goes up. The server checks everything again.
function sizeWords(bytes) {
  return bytes < 1024 * 1024 ? `${Math.max(1, Math.round(bytes / 1024))}KB` : `${(bytes / 1024 / 1024).toFixed(1).replace(/\.0$/, "")}MB`;
}

function allows(input, file) {
  const accepted = input.accept.split(",").map((one) => one.trim().toLowerCase()).filter(Boolean);
  const name = file.name.toLowerCase();
  return !accepted.length || accepted.some((one) => (one.startsWith(".") ? name.endsWith(one) : file.type === one));
}

function faultOf(input, file, limit) {
  if (!allows(input, file)) return "文件类型不在允许范围内，请换一个文件。";
  if (limit && file.size > limit) return `文件为${sizeWords(file.size)}，超过${sizeWords(limit)}，请压缩后再选。`;
  return file.size ? "" : "文件是空的，请重新导出后再选。";
}

function watch(part) {
  const input = part.querySelector("input[type=file]");
  const zone = part.querySelector(".upload-zone");
  const list = part.querySelector("[data-upload-list]");
  const state = part.querySelector("[data-upload-state]");
  const limit = Number(part.dataset.uploadLimit || 0);

  function show() {
    const files = [...input.files];
    const faults = files.map((file) => faultOf(input, file, limit));
    list.replaceChildren(...files.map((file, index) => {
      const row = document.createElement("li");
      row.textContent = `${file.name}　${sizeWords(file.size)}${faults[index] ? `　${faults[index]}` : ""}`;
      row.className = faults[index] ? "is-refused" : "";
      return row;
    }));
    input.setCustomValidity(faults.find(Boolean) || "");
    state.textContent = files.length ? `已选${files.length}个文件。` : "";
  }

  function drop(event) {
    event.preventDefault();
    zone.classList.remove("is-over");
    const kept = new DataTransfer();
    const before = input.multiple ? [...input.files] : [];
    const taken = input.multiple ? [...event.dataTransfer.files] : [...event.dataTransfer.files].slice(0, 1);
    for (const file of [...before, ...taken]) kept.items.add(file);
    input.files = kept.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }

  part.querySelector("[data-upload-words]").hidden = false;
  input.addEventListener("change", show);
  zone.addEventListener("dragover", (event) => {
    event.preventDefault();
    zone.classList.add("is-over");
  });
  zone.addEventListener("dragleave", () => zone.classList.remove("is-over"));
  zone.addEventListener("drop", drop);
  input.form?.addEventListener("submit", (event) => {
    if (input.validationMessage) {
      event.preventDefault();
      state.textContent = input.validationMessage;
      input.focus();
    } else if (input.files.length) {
      state.textContent = "正在上传，请稍候，不要关闭本页。";
    }
  });
}

document.querySelectorAll("[data-upload]").forEach(watch);

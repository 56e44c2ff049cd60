// Menus of the header: only one open, closed by Escape or a click elsewhere. They open without this file.
const menus = [...document.querySelectorAll("details.menu")];

function closeOthers(kept) {
  for (const menu of menus) {
    if (menu !== kept) menu.open = false;
  }
}

document.addEventListener("click", (event) => closeOthers(event.target.closest("details.menu")));
document.addEventListener("keydown", (event) => {
  const open = menus.find((menu) => menu.open);
  if (event.key !== "Escape" || !open) return;
  open.open = false;
  open.querySelector("summary").focus();
});

// What is folded on a phone stands open where there is room.
if (window.matchMedia("(min-width: 48rem)").matches) {
  for (const part of document.querySelectorAll("details[data-open-wide]")) part.open = true;
}

// After a refused form the person starts at the list of what to correct.
document.querySelector("#error-summary")?.focus();

// An identity number typed into a search box never becomes part of an address: it is sent in the body instead.
const NUMBER = /(^|[^0-9A-Za-z])[1-9][0-9]{5}((19|20)[0-9]{6}[0-9]{3}[0-9Xx]|[0-9]{9})(?![0-9A-Za-z])/;

function holdsNumber(field) {
  const typed = field.name && typeof field.value === "string" ? field.value.normalize("NFKC") : "";
  return NUMBER.test(typed.replace(/[\s-]/g, ""));
}

function sendInBody(form, field) {
  const { find, noNumber } = document.body.dataset;
  if (!find) {
    field.setCustomValidity(noNumber);
    field.reportValidity();
    field.addEventListener("input", () => field.setCustomValidity(""), { once: true });
    return;
  }
  const sent = document.createElement("form");
  sent.method = "post";
  sent.action = find;
  const token = JSON.parse(document.body.getAttribute("hx-headers") ?? "{}")["x-csrftoken"] ?? "";
  const values = { csrfmiddlewaretoken: token, number: field.value, to: new URL(form.action).pathname };
  for (const [name, value] of Object.entries(values)) {
    const input = document.createElement("input");
    Object.assign(input, { type: "hidden", name, value });
    sent.append(input);
  }
  document.body.append(sent);
  sent.submit();
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "get") return;
  const field = [...form.elements].find(holdsNumber);
  if (!field) return;
  event.preventDefault();
  event.stopPropagation();
  sendInBody(form, field);
}, true);

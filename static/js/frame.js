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

// After a refused form the person starts at the list of what to correct.
document.querySelector("#error-summary")?.focus();

// What the pages do beyond htmx: they follow a run as it moves, close menus, count characters.
"use strict";

const followed = { address: null, source: null };

// The run at hand is followed by one connection, whatever part of the page is replaced meanwhile.
function follow() {
  const live = document.querySelector("[data-events]");
  const address = live && live.dataset.events;
  if (address === followed.address) return;
  if (followed.source) followed.source.close();
  followed.address = address;
  followed.source = address ? new EventSource(address) : null;
  if (!followed.source) return;
  let isFirst = true;
  const changed = () => {
    const part = document.getElementById("live");
    // Nothing is replaced under a person's hands.
    if (part && !part.querySelector("details.menu[open], textarea:focus, input:focus, select:focus")) htmx.trigger(part, "changed");
    else if (part) setTimeout(changed, 1000);
  };
  followed.source.addEventListener("changed", () => {
    if (!isFirst) changed();
    isFirst = false;
  });
  followed.source.addEventListener("over", () => {
    followed.source.close();
    changed();
  });
}

document.addEventListener("DOMContentLoaded", follow);
document.addEventListener("htmx:afterSettle", follow);

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && document.querySelector("details.menu[open]");
  if (menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
  const isTyping = event.target.closest("input, textarea, select, [contenteditable]");
  if (event.key === "/" && !isTyping && !event.ctrlKey && !event.metaKey) {
    const search = document.querySelector("input[type=search]");
    if (search) {
      event.preventDefault();
      search.focus();
    }
  }
});

// What the pages do beyond htmx: they follow a run as it moves, close menus, count characters.
"use strict";

const followed = { address: null, source: null };
const refresh = { isUnderWay: false, isWanted: false, watch: 0 };
const PATIENCE = 8000; // milliseconds; an answer that is later than this was lost with the element that asked

function isInHand(part) {
  const hasWords = [...part.querySelectorAll("textarea")].some((field) => field.value !== field.defaultValue);
  return hasWords || part.querySelector("details.menu[open], textarea:focus, input:focus, select:focus") !== null;
}

// The part that moves is replaced by a newer one: never twice at once, and never under a person's hands.
function refreshed() {
  const part = document.getElementById("live");
  if (!part) return;
  refresh.isWanted = true;
  if (refresh.isUnderWay) return;
  if (isInHand(part)) {
    setTimeout(refreshed, 1000);
    return;
  }
  refresh.isUnderWay = true;
  refresh.isWanted = false;
  clearTimeout(refresh.watch);
  refresh.watch = setTimeout(() => {
    refresh.isUnderWay = false;
    refreshed();
  }, PATIENCE);
  htmx.trigger(part, "changed");
}

document.addEventListener("htmx:beforeSwap", (event) => {
  // Taken in hand while the answer was under way.
  if (event.detail.target.id !== "live" || !isInHand(event.detail.target)) return;
  event.detail.shouldSwap = false;
  refresh.isWanted = true;
});

document.addEventListener("htmx:afterRequest", (event) => {
  // The element itself is replaced by now, and the event comes from its parent.
  if (event.detail.requestConfig.elt.id !== "live") return;
  refresh.isUnderWay = false;
  clearTimeout(refresh.watch);
  if (refresh.isWanted) setTimeout(refreshed, 100);
});

// The run at hand is followed by one connection, whatever part of the page is replaced meanwhile.
function follow() {
  const live = document.querySelector("[data-events]");
  const address = live && live.dataset.events;
  if (address === followed.address) return;
  if (followed.source) followed.source.close();
  followed.address = address;
  followed.source = address ? new EventSource(address) : null;
  if (!followed.source) return;
  followed.source.addEventListener("changed", refreshed);
  followed.source.addEventListener("error", () => {
    // The browser itself tries again after a cut, but not after a refusal.
    if (followed.source.readyState !== EventSource.CLOSED) return;
    followed.address = null;
    setTimeout(follow, 2000);
  });
  followed.source.addEventListener("over", () => {
    followed.source.close();
    refreshed();
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

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const field = document.getElementById(button.dataset.copy);
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
    button.textContent = "Copied";
  } catch {
    button.textContent = "Press Ctrl+C";
  }
});

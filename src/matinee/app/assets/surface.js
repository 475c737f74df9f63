// Draws the HTML that Python sends and sends back what was clicked. The HTML comes escaped (markup.py).
// What is on the page stays on the page: only what differs is touched, so place, focus and pictures are kept.

// Shared by all pieces of the page: which page is shown, and how far down each was, for the way back.
const shared = (window.matinee ??= { page: undefined, scrolled: new Map(), heights: new Map() });
if (!shared.listening) {
  shared.listening = true;
  addEventListener("popstate", leave, { capture: true });
  addEventListener("keydown", shortcut);
}

export default function ({ parentElement, data, setTriggerValue }) {
  let root = parentElement.querySelector(".m-root");
  if (!root) {
    root = document.createElement("div");
    root.className = "m-root";
    parentElement.appendChild(root);
  }
  root.matineeSend = setTriggerValue;
  root.matineeActs = (root.matineeActs ?? []).filter((act) => act.at > data.heard);
  if (!root.matineeActs.length) clearTimeout(root.matineeTimer);
  if (!root.matineeWired) wire(root);
  if (root.matineeHtml === data.html) return;
  root.matineeHtml = data.html;
  const fresh = document.createElement("div");
  fresh.className = "m-root";
  fresh.innerHTML = data.html;
  const turned = data.page !== undefined && shared.page !== undefined && shared.page !== data.page;
  if (data.page !== undefined) shared.page = data.page;
  const focus = focused(root);
  keepHeights(fresh);
  const before = turned ? null : places(root);
  morph(root, fresh);
  root.querySelectorAll(".m-busy").forEach((card) => card.classList.remove("m-busy"));
  if (turned) arrive(data.page);
  else glide(root, before);
  refocus(root, focus);
}

function wire(root) {
  root.matineeWired = true;
  let pressed = null;
  root.addEventListener("pointerdown", (event) => {
    pressed = { hit: event.target.closest("[data-do]"), x: event.clientX, y: event.clientY };
  });
  root.addEventListener("click", (event) => {
    let hit = event.target.closest("[data-do]");
    // What the page moved away from under a pointer that was pressed and held still was meant all the same.
    const still = pressed && Math.hypot(event.clientX - pressed.x, event.clientY - pressed.y) < 6;
    if (!hit && still && pressed.hit?.isConnected) hit = pressed.hit;
    pressed = null;
    if (!hit || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    const card = hit.closest(".m-card, .m-hero, .m-row");
    if (card && hit.dataset.value !== undefined) card.classList.add("m-busy");
    leave();
    const form = hit.closest("form");
    const last = root.matineeActs.at(-1)?.at ?? 0;
    root.matineeActs.push({
      do: hit.dataset.do,
      film: hit.dataset.film ? Number(hit.dataset.film) : null,
      value: hit.dataset.value ?? null,
      fields: form ? Object.fromEntries(new FormData(form)) : null,
      // Two clicks on the same thing are two acts.
      at: Math.max(performance.timeOrigin + performance.now(), last + 0.01),
    });
    send(root, 2000);
  });
  root.addEventListener("keydown", (event) => {
    // The ten half stars are one stop of the Tab key; arrows move among them.
    const step = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }[event.key];
    const group = event.target.closest(".m-stars");
    if (!step || !group) return;
    event.preventDefault();
    const stars = [...group.querySelectorAll("button")];
    const next = stars[stars.indexOf(event.target) + step];
    if (!next) return;
    stars.forEach((star) => star.setAttribute("tabindex", star === next ? "0" : "-1"));
    next.focus();
  });
}

// Sends all that was not heard yet, and again until it is: Streamlit drops what comes for a fragment while a run of the
// whole page replaces it, and a run that is cut short may lose what it was sent (surface.py, unheard). Each time it waits
// twice as long, so that a long run is not begun anew for ever.
function send(root, wait) {
  clearTimeout(root.matineeTimer);
  if (!root.isConnected || !root.matineeActs.length) return;
  root.matineeSend("act", { acts: root.matineeActs });
  root.matineeTimer = setTimeout(() => send(root, Math.min(2 * wait, 32000)), wait);
}

// One key does what a click on the button with this data-shortcut does; never while something is typed or chosen.
function shortcut(event) {
  if (event.defaultPrevented || event.repeat || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.target.closest?.("input, textarea, select, [contenteditable], [role=dialog], [role=listbox]")) return;
  const key = CSS.escape(event.key.toLowerCase());
  const hit = document.querySelector(`.m-root [data-shortcut="${key}"]`);
  if (!hit?.checkVisibility()) return;
  event.preventDefault();
  hit.click();
}

function scroller() {
  return document.querySelector('[data-testid="stMain"]');
}

// Sections that are not laid out yet are as high as they were, so that the way back finds the same place.
function keepHeights(fresh) {
  for (const section of fresh.children) {
    const height = shared.heights.get(section.dataset.key);
    if (height && section.nodeName === "SECTION") section.style.containIntrinsicBlockSize = `auto ${height}px`;
  }
}

function leave() {
  for (const section of document.querySelectorAll(".m-root > section[data-key]"))
    shared.heights.set(section.dataset.key, section.offsetHeight);
  const main = scroller();
  if (main && shared.page !== undefined) shared.scrolled.set(shared.page, main.scrollTop);
}

// A film opened anew starts at its top; a list is found where it was left. The page comes in pieces, and what was there
// before may leave late: so the place is held until the person moves, or all has long come.
function arrive(page) {
  const main = scroller();
  if (!main) return;
  shared.settled?.abort();
  const settled = (shared.settled = new AbortController());
  const wanted = /^(film|person)-/.test(page) ? 0 : (shared.scrolled.get(page) ?? 0);
  const hold = () => (main.scrollTop = wanted);
  const grown = new ResizeObserver(hold);
  hold();
  for (const piece of main.children) grown.observe(piece);
  settled.signal.addEventListener("abort", () => grown.disconnect());
  const once = { capture: true, passive: true, signal: settled.signal };
  for (const moved of ["wheel", "touchmove", "pointerdown", "keydown"]) addEventListener(moved, () => settled.abort(), once);
  setTimeout(() => settled.abort(), 8000);
}

// Changes `from` into `to`, matching children by data-key.
function morph(from, to) {
  if (from.isEqualNode(to)) return;
  for (const { name } of [...from.attributes]) if (!to.hasAttribute(name)) from.removeAttribute(name);
  for (const { name, value } of to.attributes) if (from.getAttribute(name) !== value) from.setAttribute(name, value);
  const known = new Map();
  for (const child of from.children) if (child.dataset?.key) known.set(child.dataset.key, child);
  let at = from.firstChild;
  for (const wanted of [...to.childNodes]) {
    const key = wanted.dataset?.key;
    const same = key ? known.get(key) : alike(at, wanted) ? at : null;
    if (!same) {
      from.insertBefore(wanted, at);
      continue;
    }
    known.delete(key);
    if (same === at) at = at.nextSibling;
    else from.insertBefore(same, at);
    if (same.nodeType === Node.TEXT_NODE) {
      if (same.data !== wanted.data) same.data = wanted.data;
    } else if (same instanceof SVGElement) {
      if (!same.isEqualNode(wanted)) same.replaceWith(wanted);
    } else morph(same, wanted);
  }
  while (at) {
    const gone = at;
    at = at.nextSibling;
    gone.remove();
  }
}

function alike(old, wanted) {
  return old && old.nodeName === wanted.nodeName && !old.dataset?.key;
}

function places(root) {
  const found = new Map();
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) return found;
  for (const card of near(root)) found.set(card, card.getBoundingClientRect());
  return found;
}

// Cards on the screen; to look at one far below would have it laid out.
function* near(root) {
  for (const list of root.querySelectorAll(".m-grid, .m-strip")) {
    const box = list.closest(".m-root > *").getBoundingClientRect();
    if (box.bottom < 0 || box.top > innerHeight) continue;
    for (const card of list.children) yield card;
  }
}

// Cards glide to their new places, so that the eye can follow what changed.
function glide(root, before) {
  if (!before?.size) return;
  const moves = [...near(root)].map((card) => [card, before.get(card), card.getBoundingClientRect()]);
  for (const [card, old, now] of moves) {
    const timing = { duration: 260, easing: "cubic-bezier(.2,.7,.2,1)" };
    if (!old) card.animate([{ opacity: 0, transform: "scale(.96)" }, { opacity: 1, transform: "none" }], timing);
    else if (old.x !== now.x || old.y !== now.y)
      card.animate([{ transform: `translate(${old.x - now.x}px, ${old.y - now.y}px)` }, { transform: "none" }], timing);
  }
}

function focused(root) {
  const element = root.contains(document.activeElement) ? document.activeElement : null;
  const card = element?.closest(".m-card, .m-row");
  if (!card) return null;
  return { element, act: element.dataset.do, place: [...root.querySelectorAll(".m-card, .m-row")].indexOf(card) };
}

// When the card with the focus has left, the focus goes to the one in its place.
function refocus(root, focus) {
  if (!focus || root.contains(focus.element)) return;
  const cards = root.querySelectorAll(".m-card, .m-row");
  const card = cards[Math.min(focus.place, cards.length - 1)];
  card?.querySelector(`[data-do="${CSS.escape(focus.act ?? "open")}"]`)?.focus({ preventScroll: true });
}

"use strict";
(() => {
  const root = document.documentElement;
  const all = (selector, within = document) => Array.from(within.querySelectorAll(selector));
  const cards = all(".card");
  const order = cards.map((card) => card.id);
  const report = document.getElementById("report");
  const aside = document.getElementById("statements");
  const wide = matchMedia("(min-width: 56rem)");
  let chosen = "";

  root.classList.add("js");

  const speak = (language) => {
    root.dataset.ui = root.lang = language;
    root.dir = language === "ar" ? "rtl" : "ltr";
    for (const item of all("[data-ar]")) item.setAttribute("aria-label", item.dataset[language]);
  };
  for (const choice of all("input[name=ui]")) {
    choice.addEventListener("change", () => speak(choice.value));
    if (choice.checked) speak(choice.value);
  }

  const cueOf = (id) => document.querySelector(`a[data-cue~="${id}"]`);
  const pickOf = (id) => document.querySelector(`[data-pick="${id}"]`);
  const parentOf = (id) => document.getElementById(id).dataset.parent;

  const marks = ["on-content", "on-source", "on-cue", "spotted", ...[1, 2, 3, 4].flatMap((level) => [`on${level}`, `keep${level}`])];
  const clear = () => {
    for (const item of all(marks.map((mark) => `.${mark}`).join())) item.classList.remove(...marks);
    for (const card of all(".card.chosen, .card.around")) {
      card.classList.remove("chosen", "around", "sheet");
      card.removeAttribute("aria-current");
    }
    root.classList.remove("choosing");
    chosen = "";
  };

  const into = (item, share) => {
    const box = item.getBoundingClientRect();
    if (box.top > innerHeight * 0.1 && box.bottom < innerHeight * (wide.matches ? 0.9 : 0.5)) return;
    scrollBy({ top: box.top - innerHeight * share, behavior: "instant" });
  };

  const choose = (id, { focus = "", sheet = false } = {}) => {
    clear();
    const card = document.getElementById(id);
    if (!card || !card.classList.contains("card")) return;
    chosen = id;
    root.classList.add("choosing");
    for (const role of ["content", "source", "cue"]) {
      for (const item of all(`[data-${role}~="${id}"]`)) item.classList.add(`on-${role}`, `on${card.dataset.level}`);
    }
    card.classList.add("chosen");
    if (sheet) card.classList.add("sheet");
    card.setAttribute("aria-current", "true");
    for (let up = id, left = order.length; up && left; up = parentOf(up), left -= 1) {
      const level = document.getElementById(up).dataset.level;
      for (const item of all(`[data-content~="${up}"]`)) item.classList.add(`keep${level}`);
      if (up !== id) document.getElementById(up).classList.add("around");
    }
    const cue = cueOf(id);
    if (cue) into(cue, wide.matches ? 0.35 : 0.2);
    if (wide.matches) {
      const box = card.getBoundingClientRect(), frame = aside.getBoundingClientRect();
      if (box.top < frame.top + 40 || box.bottom > frame.bottom) aside.scrollTop += box.top - frame.top - 56;
    }
    const target = focus === "list" ? pickOf(id) : focus === "text" ? cue || pickOf(id) : null;
    if (target) target.focus({ preventScroll: true });
    history.replaceState(null, "", `#${id}`);
  };

  const leave = () => {
    const cue = cueOf(chosen), pick = pickOf(chosen), inList = pick && pick.contains(document.activeElement);
    clear();
    history.replaceState(null, "", location.pathname + location.search);
    if (!inList && cue) cue.focus({ preventScroll: true });
  };

  const spot = (start, end) => {
    clear();
    const parts = all("[data-at]").filter((item) => item.dataset.at >= Number(start) && item.dataset.at < Number(end));
    for (const part of parts) part.classList.add("spotted");
    if (parts.length) into(parts[0], 0.3);
  };

  // The innermost statement whose words these are; chosen again, the one around it.
  const under = (item) => {
    const ids = ["cue", "source", "content"].flatMap((role) => (item.dataset[role] || "").split(" ").filter(Boolean).reverse());
    const inner = item.dataset.cue ? ids : ids.sort((a, b) => document.getElementById(b).dataset.level - document.getElementById(a).dataset.level);
    const list = Array.from(new Set(inner));
    return list.length ? list[(list.indexOf(chosen) + 1) % list.length] : "";
  };

  document.addEventListener("click", (event) => {
    if (event.button || event.metaKey || event.ctrlKey || event.shiftKey) return;
    const at = (selector) => event.target.closest(selector);
    const step = at("[data-step]"), link = at("[data-go]"), pick = at("[data-pick]"), place = at("[data-spot]"), part = at("[data-at]");
    if (step) {
      if (step.dataset.step === "0") leave();
      else move(Number(step.dataset.step), "list");
    } else if (link) {
      event.preventDefault();
      choose(link.dataset.go, { focus: "list", sheet: !wide.matches });
    } else if (pick) {
      event.preventDefault();
      if (pick.dataset.pick === chosen) leave();
      else choose(pick.dataset.pick, { focus: "list", sheet: !wide.matches });
    } else if (place) {
      event.preventDefault();
      const [start, end] = place.dataset.spot.split(" ");
      spot(start, end);
    } else if (part && String(getSelection()) === "") {
      const id = under(part);
      if (!id) return;
      event.preventDefault();
      choose(id, { focus: "text", sheet: !wide.matches });
    } else if (part) {
      event.preventDefault();
    }
  });

  const move = (step, focus) => {
    const at = order.indexOf(chosen);
    const next = at < 0 ? (step > 0 ? 0 : order.length - 1) : at + step;
    if (order[next]) choose(order[next], { focus, sheet: !wide.matches });
  };

  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const active = document.activeElement;
    const inText = active.closest("[data-cue]") || active === report;
    const inList = active.closest(".card");
    if (event.key === "Escape" && chosen) return leave();
    if (!inText && !inList) return;
    if (!/^(Arrow|Home$|End$)/.test(event.key)) return;
    const focus = inText ? "text" : "list";
    const inward = getComputedStyle(active).direction === "rtl" ? "ArrowLeft" : "ArrowRight";
    if (active.dataset.cue && !chosen) chosen = active.getAttribute("href").slice(1);
    if (active.dataset.pick && !chosen) chosen = active.dataset.pick;
    let next = "";
    if (event.key === "ArrowDown") move(1, focus);
    else if (event.key === "ArrowUp") move(-1, focus);
    else if (event.key === "Home" && chosen) next = order[0];
    else if (event.key === "End" && chosen) next = order[order.length - 1];
    else if ((event.key === "ArrowLeft" || event.key === "ArrowRight") && chosen) {
      const card = document.getElementById(chosen);
      next = event.key === inward ? card.dataset.child : card.dataset.parent;
    } else return;
    event.preventDefault();
    if (next) choose(next, { focus, sheet: !wide.matches });
  });

  addEventListener("beforeprint", () => {
    for (const item of all("details:not([open])")) {
      item.open = true;
      item.dataset.closed = "";
    }
  });
  addEventListener("afterprint", () => {
    for (const item of all("details[data-closed]")) {
      item.open = false;
      delete item.dataset.closed;
    }
  });

  const wanted = decodeURIComponent(location.hash.slice(1));
  if (order.includes(wanted)) choose(wanted);
})();

"use strict";
(() => {
  const all = (selector, within = document) => Array.from(within.querySelectorAll(selector));
  document.documentElement.classList.add("room");
  const points = (text) => Array.from(text).length;

  // What changes elsewhere, as it happens.
  const live = document.querySelector("[data-live]");
  if (live) {
    let source = null;
    const listen = () => { // only while somebody looks: a browser has few connections for all its tabs
      if (source) source.close();
      source = null;
      if (document.hidden) return;
      source = new EventSource(live.dataset.live);
      source.addEventListener("change", (event) => {
        live.hidden = false;
        live.firstElementChild.textContent = JSON.parse(event.data).text;
      });
    };
    listen();
    document.addEventListener("visibilitychange", listen);
    addEventListener("pagehide", () => source && source.close());
  }

  // A part of a page that is not ready, asked for again until it is.
  const part = async (place, address) => {
    const answer = await fetch(address, { headers: { accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById(place.id);
    if (!answer.ok || !fresh) return;
    place.replaceWith(document.adoptNode(fresh));
    if (fresh.dataset.again) setTimeout(() => part(fresh, fresh.dataset.again), 800);
  };
  for (const place of all("[data-again], [data-fetch]")) part(place, place.dataset.again || place.dataset.fetch).catch(() => {});

  // Files dropped anywhere on the form.
  for (const form of all("[data-drop]")) {
    const input = form.querySelector("input[type=file]");
    form.addEventListener("dragover", (event) => { event.preventDefault(); form.classList.add("dropping"); });
    form.addEventListener("dragleave", () => form.classList.remove("dropping"));
    form.addEventListener("drop", (event) => {
      form.classList.remove("dropping");
      if (!event.dataTransfer.files.length) return;
      event.preventDefault();
      input.files = event.dataTransfer.files;
    });
  }

  // A place in the report as an offset in code points, and back.
  const blocks = all("[data-start]:not(form)");
  const offsetAt = (node, at) => {
    const block = (node.nodeType === 1 ? node : node.parentElement).closest("[data-start]:not(form)");
    if (!block) return null;
    const range = document.createRange();
    range.setStart(block, 0);
    range.setEnd(node, at);
    return Number(block.dataset.start) + points(range.toString());
  };
  const placeOf = (offset) => {
    const block = blocks.filter((one) => Number(one.dataset.start) <= offset).pop();
    if (!block) return null;
    let left = offset - Number(block.dataset.start);
    const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const letters = Array.from(node.data);
      if (left <= letters.length) return [node, letters.slice(0, left).join("").length];
      left -= letters.length;
    }
    return null;
  };

  // Dragging the ends of what is said.
  let editing = null;
  const grips = ["start", "end"].map((end) => {
    const grip = document.createElement("div");
    grip.className = "grip";
    grip.dataset.end = end;
    grip.setAttribute("aria-hidden", "true"); // the two number fields say and do the same
    grip.addEventListener("pointerdown", (event) => { grip.setPointerCapture(event.pointerId); event.preventDefault(); });
    grip.addEventListener("pointermove", (event) => {
      if (!grip.hasPointerCapture(event.pointerId) || !editing) return;
      for (const one of grips) one.style.pointerEvents = "none";
      const caret = document.caretPositionFromPoint
        ? document.caretPositionFromPoint(event.clientX, event.clientY)
        : document.caretRangeFromPoint(event.clientX, event.clientY);
      for (const one of grips) one.style.pointerEvents = "";
      if (!caret) return;
      const offset = offsetAt(caret.offsetNode || caret.startContainer, caret.offset ?? caret.startOffset);
      if (offset !== null) { editing.elements[end].value = offset; paint(); }
    });
    return grip;
  });
  const paint = () => {
    const [from, to] = ["start", "end"].map((end) => Number(editing.elements[end].value));
    for (const grip of grips) {
      const place = placeOf(grip.dataset.end === "start" ? from : to);
      if (!place) { grip.remove(); continue; }
      const range = document.createRange();
      range.setStart(...place);
      range.setEnd(...place);
      const box = range.getClientRects()[0] || place[0].parentElement.getBoundingClientRect();
      document.body.append(grip);
      grip.style.left = `${box.left + scrollX - 12}px`;
      grip.style.top = `${box.top + scrollY + box.height - 4}px`;
    }
    if (!CSS.highlights) return;
    const [first, last] = [placeOf(from), placeOf(to)];
    if (!first || !last || from >= to) return;
    const range = document.createRange();
    range.setStart(...first);
    range.setEnd(...last);
    CSS.highlights.set("edited", new Highlight(range));
  };
  for (const details of all("details.edit")) {
    details.addEventListener("toggle", () => {
      if (details.open) {
        for (const other of all("details.edit[open]")) if (other !== details) other.open = false;
        editing = details.closest("form");
        paint();
      } else if (editing === details.closest("form")) {
        editing = null;
        for (const grip of grips) grip.remove();
        if (CSS.highlights) CSS.highlights.delete("edited");
      }
    });
    details.addEventListener("input", () => editing && paint());
  }
  addEventListener("resize", () => editing && paint());

  // One key each for what is done to the chosen statement, or to the time or the merge that the focus is in.
  const keys = { c: "confirm", x: "reject", e: "edit", u: "undo" };
  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.target.closest("input, select, textarea")) return;
    const single = event.target.closest("[data-review], [data-merge]");
    if (single && /^Arrow(Up|Down)$/.test(event.key)) {
      const list = all("[data-review], [data-merge]", single.parentElement);
      const next = list[list.indexOf(single) + (event.key === "ArrowDown" ? 1 : -1)];
      if (next) next.querySelector("button, a, summary").focus();
      event.preventDefault();
      return;
    }
    const wanted = { KeyC: "c", KeyX: "x", KeyE: "e", KeyU: "u" }[event.code]; // the key's place: Arabic keyboards too
    if (!wanted || !(single || event.target.closest(".desk"))) return;
    if (single && wanted === "e") {
      const field = single.querySelector("input[name=value]");
      if (field) { event.preventDefault(); field.focus(); field.select(); }
      return;
    }
    const button = (single || document.querySelector(".card.chosen") || document.createElement("p")).querySelector(`[data-do="${keys[wanted]}"]`);
    if (!button) return;
    event.preventDefault();
    button.click();
    if (wanted === "e") button.closest("details").querySelector("input").focus();
  });

  // Back to what was judged, once the browser has gone where the address's fragment leads.
  const at = new URLSearchParams(location.search).get("at") || location.pathname.split("/").pop();
  const judged = document.querySelector(`input[name=target][value="${CSS.escape(at)}"]`);
  const card = judged && judged.closest(".card"), time = judged && judged.closest("[data-review]");
  if (card && !card.classList.contains("chosen")) card.querySelector(".pick").click();
  if (time) time.closest("details").open = true;
  const back = () => {
    if (card) card.querySelector(".pick").focus({ preventScroll: true });
    else if (time) time.querySelector("button").focus();
  };
  if (judged) addEventListener("load", () => setTimeout(back));
})();

// Opens a number's evidence beside the number. Without this script its link leads to the same evidence below.
(() => {
  "use strict";
  const wide = matchMedia("(min-width: 46.01rem)");
  const pop = document.createElement("div");
  pop.className = "pop";
  pop.setAttribute("role", "dialog");
  pop.setAttribute("aria-label", "Where this number comes from");
  pop.tabIndex = -1;
  pop.hidden = true;
  document.body.append(pop);
  let opener = null;
  let trail = [];

  const button = (label, act) => {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = label;
    made.addEventListener("click", act);
    return made;
  };

  const fill = (cell) => {
    const id = trail.at(-1);
    const entry = document.getElementById(id).cloneNode(true);
    entry.removeAttribute("id");
    entry.removeAttribute("tabindex");
    if (cell) entry.querySelectorAll("[data-n]").forEach((one) => one.classList.toggle("now", cell.has(one.dataset.n)));
    const bar = document.createElement("div");
    bar.className = "pop-bar";
    const go = document.createElement("a");
    go.className = "go";
    go.href = "#" + id;
    go.textContent = "In the evidence below";
    go.addEventListener("click", () => close(false));
    bar.append(go);
    if (trail.length > 1) bar.append(button("Back", () => { trail.pop(); fill(); pop.focus(); }));
    bar.append(button("Close", () => close(true)));
    pop.replaceChildren(bar, entry);
    pop.scrollTop = 0;
  };

  const place = () => {
    pop.style.cssText = "";
    if (!wide.matches) return;
    const at = opener.getBoundingClientRect();
    const below = innerHeight - at.bottom;
    const left = Math.max(16, Math.min(at.left, document.documentElement.clientWidth - pop.offsetWidth - 16));
    const above = below < pop.offsetHeight + 16 && at.top > pop.offsetHeight + 16;
    pop.style.left = left + scrollX + "px";
    pop.style.top = (above ? at.top - pop.offsetHeight - 8 : at.bottom + 8) + scrollY + "px";
  };

  const close = (back) => {
    if (pop.hidden) return;
    pop.hidden = true;
    trail = [];
    opener.removeAttribute("aria-expanded");
    if (back) opener.focus();
  };

  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#e-"]');
    const inside = pop.contains(event.target);
    if (!link) {
      if (!inside && document.contains(event.target)) close(false);
      return;
    }
    const id = link.getAttribute("href").slice(1);
    if (link.classList.contains("go") || event.ctrlKey || event.metaKey || !document.getElementById(id)) return;
    event.preventDefault();
    const own = link.dataset.n ? [link] : [...link.querySelectorAll("[data-n]")];
    const cells = new Set(own.map((one) => one.dataset.n));
    if (inside) {
      trail.push(id);
    } else {
      close(false);
      opener = link;
      trail = [id];
      pop.hidden = false;
      opener.setAttribute("aria-expanded", "true");
    }
    fill(cells);
    if (!inside) place();
    pop.focus({ preventScroll: true });
  });

  document.addEventListener("keydown", (event) => {
    if (pop.hidden) return;
    if (event.key === "Escape") {
      event.preventDefault();
      close(true);
    } else if (event.key === "Tab" && pop.contains(document.activeElement)) {
      const stops = [...pop.querySelectorAll("a[href], button")];
      const first = document.activeElement === pop || document.activeElement === stops[0];
      const last = document.activeElement === stops.at(-1);
      if (event.shiftKey ? first : last) {
        event.preventDefault();
        close(true);
      }
    }
  });

  // The evidence is folded by kind; whoever goes to one entry finds its kind open.
  const unfold = () => {
    const named = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const folded = named && named.closest("details:not([open])");
    if (!folded) return;
    folded.open = true;
    named.scrollIntoView();
  };
  addEventListener("hashchange", unfold);
  unfold();

  addEventListener("resize", () => { if (!pop.hidden) place(); });
  addEventListener("beforeprint", () => {
    document.querySelectorAll("details").forEach((one) => { one.dataset.was = one.open; one.open = true; });
  });
  addEventListener("afterprint", () => {
    document.querySelectorAll("details[data-was]").forEach((one) => { one.open = one.dataset.was === "true"; });
  });
})();

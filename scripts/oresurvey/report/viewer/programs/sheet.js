"use strict";
/* In a narrow window the panel is a sheet at the bottom, which one line opens and closes. */

function setUpSheet() {
  const panel = document.getElementById("panel"), sheet = document.getElementById("sheet");
  const toggle = (closed) => {
    panel.classList.toggle("closed", closed);
    sheet.setAttribute("aria-expanded", !closed);
  };
  sheet.addEventListener("click", () => toggle(!panel.classList.contains("closed")));
  const narrow = matchMedia("(max-width: 760px)");
  narrow.addEventListener("change", () => toggle(narrow.matches));
  toggle(narrow.matches);
}

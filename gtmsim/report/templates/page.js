"use strict";
(function () {
  const root = document.documentElement;
  function show(lang) {
    root.dataset.lang = lang;
    root.lang = lang;
    const page = document.querySelector('.page[data-page="' + lang + '"]');
    document.title = page.dataset.title;
    return page;
  }
  document.querySelectorAll(".switch").forEach(function (button) {
    button.addEventListener("click", function () {
      const page = show(root.dataset.lang === "ja" ? "en" : "ja");
      page.querySelector(".switch").focus();
    });
  });
  // An address such as report.html#ja-why opens in its own language.
  const wanted = /^#(en|ja)-/.exec(location.hash);
  if (wanted && wanted[1] !== root.dataset.lang) {
    show(wanted[1]);
    window.addEventListener("load", function () {
      const place = document.getElementById(location.hash.slice(1));
      if (place) { place.scrollIntoView(); }
    });
  }
  function key(row, at) {
    const cell = row.cells[at];
    return cell.dataset.number === undefined ? null : Number(cell.dataset.number);
  }
  function sort(heading) {
    const table = heading.closest("table"), body = table.tBodies[0];
    const at = heading.cellIndex, down = heading.getAttribute("aria-sort") === "ascending";
    const rows = Array.from(body.rows);
    const numbers = rows.some(function (row) { return key(row, at) !== null; });
    rows.sort(function (one, two) {
      const a = key(one, at), b = key(two, at);
      // What has no number stays below, whichever way the others go.
      if (numbers && (a === null || b === null)) { return (a === null) - (b === null); }
      const order = numbers ? a - b : one.cells[at].textContent.localeCompare(two.cells[at].textContent, root.lang);
      return down ? -order : order;
    });
    rows.forEach(function (row) { body.appendChild(row); });
    table.querySelectorAll("thead th").forEach(function (each) { each.setAttribute("aria-sort", "none"); });
    heading.setAttribute("aria-sort", down ? "descending" : "ascending");
  }
  document.querySelectorAll("thead button").forEach(function (button) {
    button.addEventListener("click", function () { sort(button.closest("th")); });
  });
  // On paper everything is open but the long texts, which stay in the file.
  let opened = [];
  window.addEventListener("beforeprint", function () {
    opened = Array.from(document.querySelectorAll("details:not([open]):not(.long)"));
    opened.forEach(function (each) { each.open = true; });
  });
  window.addEventListener("afterprint", function () {
    opened.forEach(function (each) { each.open = false; });
  });
})();

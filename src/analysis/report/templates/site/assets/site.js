/* What every page of the site can do: theme, folded code, search. Works from file:// and without a
   server: nothing is fetched, the search index is a script that is loaded when the search is used. */
(function () {
  "use strict";
  var root = document.documentElement;
  var base = document.body.dataset.root;

  function remember(name, value) {
    try { localStorage.setItem("tomsk2020-" + name, value); } catch (error) { /* storage is closed */ }
  }
  function remembered(name) {
    try { return localStorage.getItem("tomsk2020-" + name); } catch (error) { return null; }
  }
  function isDark() {
    if (root.dataset.theme) { return root.dataset.theme === "dark"; }
    return window.matchMedia("(prefers-color-scheme: dark)").matches;
  }

  /* Theme */
  var themeSwitch = document.getElementById("theme-switch");
  function showTheme() {
    themeSwitch.setAttribute("aria-pressed", String(isDark()));
    document.dispatchEvent(new CustomEvent("theme", { detail: { dark: isDark() } }));
  }
  themeSwitch.hidden = false;
  themeSwitch.addEventListener("click", function () {
    root.dataset.theme = isDark() ? "light" : "dark";
    remember("theme", root.dataset.theme);
    showTheme();
  });
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", showTheme);
  showTheme();

  /* Code */
  var codeSwitch = document.getElementById("code-switch");
  function showCode(open) {
    document.querySelectorAll("details.code").forEach(function (each) { each.open = open; });
    codeSwitch.setAttribute("aria-pressed", String(open));
    codeSwitch.textContent = open ? "Hide code" : "Show code";
  }
  if (codeSwitch) {
    codeSwitch.hidden = false;
    showCode(remembered("code") === "shown");
    codeSwitch.addEventListener("click", function () {
      var open = codeSwitch.getAttribute("aria-pressed") !== "true";
      remember("code", open ? "shown" : "folded");
      showCode(open);
    });
  }

  /* On a phone the lists beside the text stand before it: folded. */
  if (window.matchMedia("(max-width: 63.99rem)").matches) {
    document.querySelectorAll(".beside details").forEach(function (each) { each.open = false; });
  }

  /* What scrolls sideways is a stop for the keyboard, what does not is none. */
  function name(box) {
    var caption = box.querySelector("caption");
    var picture = box.querySelector("img");
    return caption ? caption.textContent : picture ? picture.alt : box.tagName === "PRE" ? "Code" : "Output";
  }
  function setStops() {
    document.querySelectorAll("main :is(.output, .drawing, .displayed, pre)").forEach(function (box) {
      if (box.scrollWidth > box.clientWidth) {
        box.tabIndex = 0;
        if (!box.hasAttribute("role")) {
          box.setAttribute("role", "region");
          box.setAttribute("aria-label", name(box));
        }
      } else {
        box.removeAttribute("tabindex");
      }
    });
  }
  setStops();
  window.addEventListener("load", setStops);
  window.addEventListener("resize", setStops);
  document.addEventListener("toggle", setStops, true);

  /* Search */
  var form = document.querySelector("form.search");
  var input = document.getElementById("search");
  var results = document.getElementById("search-results");
  var state = document.getElementById("search-state");
  var list = results.querySelector("ul");
  var index = null;
  var loading = null;
  var SHOWN = 12;

  function load(name) {
    return new Promise(function (resolve, reject) {
      var script = document.createElement("script");
      script.src = base + "assets/" + name;
      script.onload = resolve;
      script.onerror = reject;
      document.head.appendChild(script);
    });
  }
  function prepare() {
    loading = loading || Promise.all([load("minisearch.js"), load("search-index.js")]).then(function () {
      index = new MiniSearch({
        fields: ["title", "page", "text"],
        storeFields: ["title", "page", "href", "text"],
        searchOptions: {
          boost: { title: 3, page: 2 }, prefix: true, fuzzy: 0.15, combineWith: "AND",
          /* Questions and answers before tables, the top of a page before its parts. */
          boostDocument: function (id, term, stored) {
            return (stored.href.startsWith("data/") ? 0.3 : 1) * (stored.title === stored.page ? 2 : 1);
          }
        }
      });
      index.addAll(window.tomsk2020Index);
    });
    return loading;
  }
  function excerpt(text, terms) {
    var at = -1;
    var lower = text.toLowerCase();
    terms.forEach(function (term) {
      var found = lower.indexOf(term);
      if (found >= 0 && (at < 0 || found < at)) { at = found; }
    });
    var start = Math.max(0, at - 50);
    return (start > 0 ? "… " : "") + text.slice(start, start + 140) + (text.length > start + 140 ? " …" : "");
  }
  function search() {
    var words = input.value.trim();
    list.textContent = "";
    if (!words) { results.hidden = true; return; }
    prepare().then(function () {
      if (input.value.trim() !== words) { return; }
      var found = index.search(words);
      list.textContent = "";
      found.slice(0, SHOWN).forEach(function (hit) {
        var item = document.createElement("li");
        var link = document.createElement("a");
        link.href = base + hit.href;
        link.textContent = hit.title === hit.page ? hit.title : hit.page + " › " + hit.title;
        var more = document.createElement("small");
        more.textContent = excerpt(hit.text, hit.terms);
        link.appendChild(more);
        item.appendChild(link);
        list.appendChild(item);
      });
      state.textContent = found.length ? found.length + (found.length === 1 ? " place" : " places") : "Nothing found";
      results.hidden = false;
    });
  }
  form.hidden = false;
  form.addEventListener("submit", function (event) {
    event.preventDefault();
    var first = list.querySelector("a");
    if (first) { first.click(); }
  });
  input.addEventListener("focus", prepare);
  input.addEventListener("input", search);
  form.addEventListener("keydown", function (event) {
    var links = Array.from(list.querySelectorAll("a"));
    var at = links.indexOf(document.activeElement);
    if (event.key === "Escape") {
      results.hidden = true;
      input.focus();
    } else if (event.key === "ArrowDown" && links.length) {
      event.preventDefault();
      links[Math.min(at + 1, links.length - 1)].focus();
    } else if (event.key === "ArrowUp" && links.length) {
      event.preventDefault();
      if (at <= 0) { input.focus(); } else { links[at - 1].focus(); }
    }
  });
  document.addEventListener("click", function (event) {
    if (!form.contains(event.target)) { results.hidden = true; }
  });
  list.addEventListener("click", function () { results.hidden = true; });
  document.addEventListener("keydown", function (event) {
    var typing = /^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement.tagName);
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      input.focus();
    }
  });
}());

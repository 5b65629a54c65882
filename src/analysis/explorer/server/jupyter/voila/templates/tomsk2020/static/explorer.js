// What the widgets do not say to a screen reader, and what the page says when its kernel is gone.
(function () {
  "use strict";

  function name_parts(root) {
    root.querySelectorAll(".tomsk-row").forEach(function (row) {
      const label = row.querySelector("label");
      row.querySelectorAll(".noUi-handle").forEach(function (handle) {
        const name = label.textContent + ", slider";
        if (handle.getAttribute("aria-label") !== name) { handle.setAttribute("aria-label", name); }
      });
    });
    root.querySelectorAll("button.tomsk-heading").forEach(function (button) {
      const unfolded = String(button.classList.contains("mod-active"));
      if (button.getAttribute("aria-expanded") !== unfolded) {
        button.setAttribute("aria-expanded", unfolded);
      }
    });
  }

  const cells = document.getElementById("rendered_cells");
  new MutationObserver(function () { name_parts(cells); }).observe(cells, {
    attributes: true, attributeFilter: ["class"], characterData: true, childList: true, subtree: true,
  });

  const config = JSON.parse(document.getElementById("jupyter-config-data").textContent);
  const address = config.baseUrl + "api/kernels/" + config.kernelId;
  const over = document.getElementById("over");
  const timer = setInterval(function () {
    fetch(address).then(
      function (reply) {
        if (reply.ok) { over.hidden = true; return; }
        clearInterval(timer);
        over.textContent = "This session has ended, because nobody touched it for a while. " +
          "Load the page again for a new one; scenarios that were saved are on file.";
        over.hidden = false;
      },
      function () {
        over.textContent = "The explorer does not answer: it was stopped, or the connection is lost.";
        over.hidden = false;
      }
    );
  }, 15000);
})();

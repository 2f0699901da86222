// The page is shown in a frame of the web UI: it takes over the theme, and opens Airflow's pages around the frame.
(() => {
  "use strict";
  const theme = () => {
    const chosen = window.localStorage.getItem("theme");
    if (chosen === "light" || chosen === "dark") {
      document.documentElement.dataset.theme = chosen;
    } else {
      delete document.documentElement.dataset.theme;
    }
  };
  theme();
  window.addEventListener("storage", theme);

  // Airflow has no setting for the time zone of its own pages, which begin in UTC. Whoever has chosen none gets Japan's.
  if (window.localStorage.getItem("timezone") === null) {
    window.localStorage.setItem("timezone", JSON.stringify("Asia/Tokyo"));
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-airflow]");
    if (!link || window.parent === window || event.ctrlKey || event.metaKey || event.shiftKey) {
      return;
    }
    // The frame's sandbox lets no link leave it; the page around it has the same origin and may.
    event.preventDefault();
    const outside = window.parent.document.createElement("a");
    outside.href = link.href;
    outside.click();
  });
})();

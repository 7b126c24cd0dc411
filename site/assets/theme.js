// Runs before the first paint, so that a reader who chose a theme never sees the other one flash up.
(function () {
    "use strict";
    try {
        const theme = localStorage.getItem("casebook-theme");
        if (theme === "light" || theme === "dark") document.documentElement.setAttribute("data-theme", theme);
    } catch {
        // Storage may be forbidden; the system's theme is fine.
    }
})();

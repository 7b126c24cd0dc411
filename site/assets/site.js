// What pages gain from JavaScript: a theme switch, sorting, filters, copying, the search box in the header.
// Every page is complete without it. Runs from file:// and under a CSP without inline code; text is only ever set
// through textContent.
(function () {
    "use strict";

    const root = document.documentElement;

    function make(name, attributes, text) {
        const element = document.createElement(name);
        for (const key of Object.keys(attributes || {})) element.setAttribute(key, attributes[key]);
        if (text !== undefined) element.textContent = text;
        return element;
    }

    // ------------------------------------------------------------ theme

    const themeKey = "casebook-theme";

    function storedTheme() {
        try {
            return localStorage.getItem(themeKey);
        } catch {
            return null;
        }
    }

    function storeTheme(theme) {
        try {
            localStorage.setItem(themeKey, theme);
        } catch {
            // Without storage the choice lasts until the page is left.
        }
    }

    function setUpTheme() {
        const dark = matchMedia("(prefers-color-scheme: dark)");
        const stored = storedTheme();
        if (stored === "light" || stored === "dark") root.setAttribute("data-theme", stored);
        let button = document.querySelector(".theme-toggle");
        if (!button) {
            const home = document.querySelector(".site-header__tools") || document.querySelector(".site-header");
            if (!home) return;
            button = make("button", { class: "theme-toggle", type: "button" });
            home.append(button);
        }

        function isDark() {
            const chosen = root.getAttribute("data-theme");
            return chosen ? chosen === "dark" : dark.matches;
        }

        function label() {
            const text = isDark() ? "Use the light theme" : "Use the dark theme";
            button.setAttribute("aria-label", text);
            button.title = text;
        }

        button.addEventListener("click", () => {
            const next = isDark() ? "light" : "dark";
            root.setAttribute("data-theme", next);
            storeTheme(next);
            label();
        });
        dark.addEventListener("change", label);
        button.textContent = "";
        label();
        button.hidden = false;
    }

    // ------------------------------------------------------------ tables

    const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });

    function sortKey(row, column) {
        const cell = row.cells[column];
        if (!cell) return "";
        const value = cell.getAttribute("data-value");
        return value === null ? cell.textContent.trim() : value.trim();
    }

    /** A number when the text is nothing else (thousands may be parted by commas), or null. */
    function asNumber(text) {
        const plain = text.replace(/,(?=\d{3}(?:\D|$))/g, "").replace(/%$/, "");
        return plain !== "" && /^[-+]?\d*\.?\d+(?:e[-+]?\d+)?$/i.test(plain) ? Number(plain) : null;
    }

    /** Empty cells go last in both directions; numbers before words; equal rows keep their order. */
    function sortRows(table, column, descending) {
        const body = table.tBodies[0];
        const rows = Array.from(body.rows).map((row, index) => {
            const text = sortKey(row, column);
            return { row, index, text, number: asNumber(text) };
        });
        rows.sort((a, b) => {
            if ((a.text === "") !== (b.text === "")) return a.text === "" ? 1 : -1;
            let order;
            if (a.number !== null && b.number !== null) order = a.number - b.number;
            else if (a.number !== null || b.number !== null) order = a.number !== null ? -1 : 1;
            else order = collator.compare(a.text, b.text);
            return (descending ? -order : order) || a.index - b.index;
        });
        body.append(...rows.map((entry) => entry.row));
    }

    function setUpSorting(table) {
        const head = table.tHead && table.tHead.rows[table.tHead.rows.length - 1];
        const body = table.tBodies[0];
        if (!head || !body || body.rows.length < 2) return;
        Array.from(head.cells).forEach((cell, column) => {
            if (cell.hasAttribute("data-nosort") || cell.textContent.trim() === "" || cell.colSpan !== 1) return;
            const button = make("button", { class: "sort-button", type: "button" });
            button.append(...cell.childNodes);
            cell.append(button);
            button.addEventListener("click", () => {
                const sorted = cell.getAttribute("aria-sort");
                // Numbers and dates are most often wanted largest first.
                const first = cell.classList.contains("num") ? "descending" : "ascending";
                const second = first === "ascending" ? "descending" : "ascending";
                const next = sorted === first ? second : first;
                for (const other of head.cells) other.removeAttribute("aria-sort");
                cell.setAttribute("aria-sort", next);
                sortRows(table, column, next === "descending");
            });
        });
    }

    /** What can be scrolled must be reachable by keyboard. */
    function setUpScrolling(wrap) {
        const update = () => {
            if (wrap.scrollWidth <= wrap.clientWidth + 1) {
                if (wrap.hasAttribute("data-scrolls")) wrap.removeAttribute("tabindex");
                return;
            }
            if (wrap.hasAttribute("tabindex")) return;
            wrap.setAttribute("tabindex", "0");
            wrap.setAttribute("data-scrolls", "");
            if (!wrap.hasAttribute("role")) {
                const caption = wrap.querySelector("caption");
                wrap.setAttribute("role", "region");
                wrap.setAttribute("aria-label", caption ? caption.textContent.trim() : "Table");
            }
        };
        update();
        if ("ResizeObserver" in window) new ResizeObserver(update).observe(wrap);
    }

    // ------------------------------------------------------------ filters

    function fold(text) {
        return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
    }

    function cellValues(cell) {
        if (!cell) return [];
        const value = cell.getAttribute("data-filter-value");
        return (value === null ? cell.textContent : value).split("|").map((part) => part.trim()).filter(Boolean);
    }

    /** What can be chosen from: marked columns of a table, or data attributes of a list's items. */
    function filterFields(bar, target) {
        const head = target.tHead && target.tHead.rows[target.tHead.rows.length - 1];
        const columns = head ? Array.from(head.cells) : [];
        const fields = columns
            .map((cell, column) => ({ cell, column }))
            .filter((entry) => entry.cell.hasAttribute("data-filter"))
            .map((entry) => ({
                name: entry.cell.getAttribute("data-filter") || entry.cell.textContent.trim(),
                values: (item) => cellValues(item.cells[entry.column])
            }));
        const keys = (bar.getAttribute("data-filter-keys") || "").split(/\s+/).filter(Boolean);
        for (const key of keys) {
            fields.push({
                name: key.charAt(0).toUpperCase() + key.slice(1).replace(/-/g, " "),
                values: (item) =>
                    (item.getAttribute("data-" + key) || "").split("|").map((part) => part.trim()).filter(Boolean)
            });
        }
        return fields;
    }

    function addField(bar, name, control) {
        const label = make("label", {}, name);
        label.append(control);
        bar.append(label);
        return control;
    }

    function setUpFilter(bar) {
        const target = document.getElementById(bar.getAttribute("data-filter-for") || "");
        if (!target) return;
        const list = target.tBodies ? target.tBodies[0] : target;
        const items = list ? Array.from(list.children) : [];
        if (items.length < 2) return;
        const fields = filterFields(bar, target);
        const entries = items.map((item) => ({
            item,
            text: fold(item.textContent),
            values: fields.map((field) => field.values(item))
        }));

        const query = addField(bar, "Filter", make("input", { type: "search", autocomplete: "off" }));
        const selects = fields.map((field, index) => {
            const counts = new Map();
            for (const entry of entries) {
                for (const value of new Set(entry.values[index])) counts.set(value, (counts.get(value) || 0) + 1);
            }
            if (counts.size < 2) return null;
            const select = make("select", {});
            select.append(new Option("All", ""));
            for (const value of Array.from(counts.keys()).sort(collator.compare)) {
                select.append(new Option(value + " (" + counts.get(value) + ")", value));
            }
            return addField(bar, field.name, select);
        });
        const count = make("p", { class: "filter-bar__count", role: "status" });
        bar.append(count);

        function apply() {
            const words = fold(query.value).split(/\s+/).filter(Boolean);
            let shown = 0;
            for (const entry of entries) {
                const isWanted =
                    words.every((word) => entry.text.includes(word)) &&
                    selects.every((select, i) => !select || !select.value || entry.values[i].includes(select.value));
                entry.item.hidden = !isWanted;
                if (isWanted) shown += 1;
            }
            count.textContent =
                shown === entries.length ? entries.length + " shown" : shown + " of " + entries.length + " shown";
        }

        let waiting = 0;
        query.addEventListener("input", () => {
            clearTimeout(waiting);
            waiting = setTimeout(apply, 80);
        });
        for (const select of selects) if (select) select.addEventListener("change", apply);
        apply();
        bar.hidden = false;
    }

    // ------------------------------------------------------------ copying

    /** The way that works where the clipboard interface is refused, as in some frames and old browsers. */
    function copyBySelection(text) {
        const area = make("textarea", { class: "visually-hidden", "aria-hidden": "true", tabindex: "-1" });
        area.value = text;
        document.body.append(area);
        area.select();
        let isDone = false;
        try {
            isDone = document.execCommand("copy");
        } catch {
            isDone = false;
        }
        area.remove();
        return isDone;
    }

    async function copy(text) {
        try {
            await navigator.clipboard.writeText(text);
            return true;
        } catch {
            return copyBySelection(text);
        }
    }

    function setUpCopying(button) {
        const source = document.getElementById(button.getAttribute("data-copy") || "");
        if (!source) return;
        const label = button.textContent;
        button.addEventListener("click", async () => {
            const text = "value" in source ? String(source.value) : source.textContent;
            const isDone = await copy(text);
            button.textContent = isDone ? "Copied" : "Press Ctrl+C";
            if (!isDone) getSelection().selectAllChildren(source);
            button.focus();
            setTimeout(() => {
                button.textContent = label;
            }, 2000);
        });
        button.setAttribute("aria-live", "polite");
        button.hidden = false;
    }

    // ------------------------------------------------------------ search box

    /**
     * The header's link to the search page becomes a box. The policy of these pages forbids forms to submit, so the
     * page is changed by address instead.
     */
    function setUpSearchLink(link) {
        const address = link.href;
        // The search page has a box of its own.
        if (document.querySelector("[data-search-app]")) {
            link.hidden = true;
            return;
        }
        const form = make("form", { class: "search-box", role: "search" });
        const input = make("input", {
            type: "search",
            name: "q",
            placeholder: "Search",
            "aria-label": "Search this casebook",
            "aria-keyshortcuts": "/",
            title: "Press / to search",
            autocomplete: "off"
        });
        form.append(input);
        form.addEventListener("submit", (event) => {
            event.preventDefault();
            const query = input.value.trim();
            location.href = query ? address + "?q=" + encodeURIComponent(query) : address;
        });
        link.replaceWith(form);
    }

    function setUpSlash() {
        document.addEventListener("keydown", (event) => {
            if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
            const at = event.target;
            if (at instanceof Element && at.closest("input, textarea, select, [contenteditable]")) return;
            const input = document.querySelector(".search-box input");
            if (!input) return;
            event.preventDefault();
            input.focus();
            input.select();
        });
    }

    // ------------------------------------------------------------ print, navigation

    function setUpPrinting() {
        let opened = [];
        addEventListener("beforeprint", () => {
            opened = Array.from(document.querySelectorAll("details:not([open])"));
            for (const details of opened) details.open = true;
        });
        addEventListener("afterprint", () => {
            for (const details of opened) details.open = false;
            opened = [];
        });
    }

    /** On telephones the sections scroll sideways: the current one must be in sight. */
    function showCurrentSection() {
        const nav = document.querySelector(".site-nav");
        const current = nav && nav.querySelector("[aria-current]");
        if (!current || nav.scrollWidth <= nav.clientWidth) return;
        const middle = current.offsetLeft - nav.offsetLeft + current.offsetWidth / 2;
        nav.scrollLeft = Math.max(0, middle - nav.clientWidth / 2);
    }

    setUpTheme();
    document.querySelectorAll("table[data-sortable]").forEach(setUpSorting);
    document.querySelectorAll(".filter-bar[data-filter-for]").forEach(setUpFilter);
    document.querySelectorAll(".table-wrap").forEach(setUpScrolling);
    document.querySelectorAll(".copy-button[data-copy]").forEach(setUpCopying);
    document.querySelectorAll("a[data-search-link]").forEach(setUpSearchLink);
    setUpSlash();
    setUpPrinting();
    showCurrentSection();
})();

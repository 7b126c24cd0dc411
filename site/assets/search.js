// Search in the page: no server, no request. Load this before search/index.js, which hands over its rows:
//     CasebookSearch.load({v: 1, columns: ["url", "kind", …], rows: [[…], …]})
// Addresses are relative to the site's root; the box's data-root leads there. All text is set through textContent.
(function () {
    "use strict";

    const columns = ["url", "kind", "title", "text", "product", "state", "date"];
    const shownAtOnce = 50;
    const kindNames = {
        cluster: "Clusters", ticket: "Tickets", assessment: "Assessments", article: "Knowledge", page: "Pages"
    };

    /** Lower case without marks; the offsets of the result are those of the text wherever lengths agree. */
    function fold(text) {
        const simple = text.toLowerCase();
        // Most rows are plain ASCII; normalising those would be half of the work.
        return /^[\x00-\x7f]*$/.test(simple) ? simple : simple.normalize("NFKD").replace(/\p{M}/gu, "");
    }

    const wordPattern = /[\p{L}\p{N}]+/gu;
    const wideLetter = /[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]/;

    /** Words; text of scripts that do not part words gives each letter and each pair of letters. */
    function words(text) {
        const found = fold(text).match(wordPattern) || [];
        if (!wideLetter.test(text)) return found;
        const result = [];
        for (const word of found) {
            if (!wideLetter.test(word)) {
                result.push(word);
                continue;
            }
            for (let i = 0; i < word.length; i += 1) {
                result.push(word[i]);
                if (i + 1 < word.length) result.push(word.slice(i, i + 2));
            }
        }
        return result;
    }

    // ------------------------------------------------------------ index

    /** An inverted index: each word's rows and weights; a word of a title counts three times. */
    class Index {
        constructor(rows) {
            this.rows = rows;
            const postings = new Map();
            const lengths = new Float32Array(rows.length);
            let sum = 0;
            rows.forEach((row, number) => {
                const counts = new Map();
                let length = 0;
                const add = (text, weight) => {
                    for (const word of words(text)) {
                        counts.set(word, (counts.get(word) || 0) + weight);
                        length += weight;
                    }
                };
                add(row.title, 3);
                add(row.text, 1);
                add(row.name, 2);
                add(row.product, 1);
                lengths[number] = length;
                sum += length;
                for (const [word, count] of counts) {
                    let posting = postings.get(word);
                    if (!posting) postings.set(word, (posting = { rows: [], counts: [] }));
                    posting.rows.push(number);
                    posting.counts.push(count);
                }
            });
            this.postings = postings;
            this.vocabulary = Array.from(postings.keys()).sort();
            this.lengths = lengths;
            this.average = rows.length ? sum / rows.length || 1 : 1;
            this.scores = new Float32Array(rows.length);
        }

        /** The words that begin with the prefix: binary search in the sorted vocabulary. */
        expand(prefix, limit) {
            let low = 0;
            let high = this.vocabulary.length;
            while (low < high) {
                const middle = (low + high) >> 1;
                if (this.vocabulary[middle] < prefix) low = middle + 1;
                else high = middle;
            }
            const result = [];
            while (low < this.vocabulary.length && result.length < limit && this.vocabulary[low].startsWith(prefix)) {
                result.push(this.vocabulary[low]);
                low += 1;
            }
            return result;
        }

        /** BM25 (k1 1.2, b 0.75) of one word of the query; what it merely begins counts less. */
        scoresOf(term) {
            const result = new Map();
            for (const word of this.expand(term, 400)) {
                const posting = this.postings.get(word);
                const rarity = Math.log(1 + (this.rows.length - posting.rows.length + 0.5) / (posting.rows.length + 0.5));
                const closeness = word === term ? 1 : 0.35 + 0.5 * (term.length / word.length);
                for (let i = 0; i < posting.rows.length; i += 1) {
                    const row = posting.rows[i];
                    const count = posting.counts[i];
                    const norm = 1.2 * (0.25 + (0.75 * this.lengths[row]) / this.average);
                    const score = closeness * rarity * ((count * 2.2) / (count + norm));
                    // The best of a word's endings, not their sum: else short prefixes would drown everything.
                    if (score > (result.get(row) || 0)) result.set(row, score);
                }
            }
            return result;
        }

        /** Rows that hold every word of the query, best first. Without words: all rows in their own order. */
        search(query, accepts) {
            const terms = Array.from(new Set(words(query)));
            const found = [];
            if (terms.length === 0) {
                for (let i = 0; i < this.rows.length; i += 1) if (accepts(this.rows[i])) found.push(i);
                return { found, terms };
            }
            let totals = null;
            const parts = terms.map((term) => this.scoresOf(term)).sort((a, b) => a.size - b.size);
            for (const part of parts) {
                if (!totals) {
                    totals = part;
                    continue;
                }
                const both = new Map();
                for (const [row, score] of totals) {
                    const other = part.get(row);
                    if (other !== undefined) both.set(row, score + other);
                }
                totals = both;
            }
            for (const row of totals.keys()) if (accepts(this.rows[row])) found.push(row);
            const weight = (row) => totals.get(row) * (this.rows[row].kind === "ticket" ? 1 : 1.25);
            found.sort((a, b) => weight(b) - weight(a) || a - b);
            return { found, terms };
        }
    }

    // ------------------------------------------------------------ what is shown

    function make(name, attributes, text) {
        const element = document.createElement(name);
        for (const key of Object.keys(attributes || {})) element.setAttribute(key, attributes[key]);
        if (text !== undefined) element.textContent = text;
        return element;
    }

    /** Where the words of the text stand that begin with a term: [start, end) pairs of the part to be marked. */
    function matches(text, terms) {
        const result = [];
        for (const match of text.matchAll(/[\p{L}\p{N}\p{M}]+/gu)) {
            const folded = fold(match[0]);
            let length = 0;
            let start = match.index;
            for (const term of terms) {
                const at = wideLetter.test(term) ? folded.indexOf(term) : folded.startsWith(term) ? 0 : -1;
                if (at < 0 || term.length <= length) continue;
                length = term.length;
                start = match.index + at;
            }
            if (length === 0) continue;
            // Where folding changed the length, the whole word is marked.
            const isSame = folded.length === match[0].length;
            result.push(isSame ? [start, start + length] : [match.index, match.index + match[0].length]);
        }
        return result;
    }

    function appendMarked(element, text, terms) {
        let end = 0;
        for (const [from, to] of matches(text, terms)) {
            element.append(text.slice(end, from), make("mark", {}, text.slice(from, to)));
            end = to;
        }
        element.append(text.slice(end));
    }

    /** About 240 characters around the first match, cut between words. */
    function excerpt(text, terms) {
        const plain = text.replace(/\s+/g, " ").trim();
        if (plain.length <= 260) return plain;
        const first = terms.length ? matches(plain.slice(0, 20000), terms)[0] : undefined;
        let from = Math.max(0, (first ? first[0] : 0) - 70);
        if (from > 0) from = plain.indexOf(" ", from) + 1 || from;
        let to = Math.min(plain.length, from + 240);
        if (to < plain.length) to = Math.max(plain.lastIndexOf(" ", to), from + 120);
        return (from > 0 ? "… " : "") + plain.slice(from, to) + (to < plain.length ? " …" : "");
    }

    /** Only addresses within the site: the index is data, and data must not be able to run. */
    function isLocal(address) {
        return !/^[a-z][a-z0-9+.-]*:|^[/\\]/i.test(address.trim());
    }

    const knownBadges = /^(?:open|closed|pending|draft|new|spiking|steady|fading)$/;

    class Page {
        constructor(app, results, rows) {
            this.app = app;
            this.results = results;
            this.rows = rows;
            this.index = null;
            this.root = app.getAttribute("data-root") || "";
            this.filters = {};
            this.limit = shownAtOnce;
            this.build();
            this.read();
            this.update();
            for (const note of document.querySelectorAll("[data-without-script]")) note.hidden = true;
            app.hidden = false;
        }

        build() {
            this.app.classList.add("search-box--page");
            this.app.setAttribute("role", "search");
            const label = make("label", {}, "Search for");
            this.input = make("input", {
                type: "search", autocomplete: "off", spellcheck: "false", "aria-keyshortcuts": "/"
            });
            label.append(this.input);
            const filters = make("div", { class: "search-box__filters" });
            for (const [column, name] of [["kind", "Kind"], ["product", "Product"], ["state", "State"]]) {
                this.addFilter(filters, column, name);
            }
            this.app.replaceChildren(label, filters);
            this.count = make("p", { class: "search-results__count", role: "status", "aria-live": "polite" });
            this.list = make("ol", {});
            this.more = make("button", { type: "button", class: "search-results__more" }, "Show more");
            this.results.replaceChildren(this.count, this.list, this.more);

            this.input.addEventListener("input", () => this.changed());
            // Made while the first word is still being typed; who only looks at the page does not wait for it.
            this.input.addEventListener("focus", () => setTimeout(() => this.prepare(), 30), { once: true });
            this.more.addEventListener("click", () => this.showMore());
            this.app.addEventListener("keydown", (event) => this.moved(event));
            this.results.addEventListener("keydown", (event) => this.moved(event));
            addEventListener("popstate", () => {
                this.read();
                this.update();
            });
        }

        addFilter(home, column, name) {
            const counts = new Map();
            for (const row of this.rows) if (row[column]) counts.set(row[column], (counts.get(row[column]) || 0) + 1);
            if (counts.size < 2) return;
            const select = make("select", {});
            select.append(new Option("All", ""));
            for (const value of Array.from(counts.keys()).sort()) {
                const text = column === "kind" ? kindNames[value] || value : value;
                select.append(new Option(text + " (" + counts.get(value).toLocaleString("en") + ")", value));
            }
            const label = make("label", {}, name);
            label.append(select);
            home.append(label);
            select.addEventListener("change", () => this.changed());
            this.filters[column] = select;
        }

        /** Query and filters from the address. */
        read() {
            const given = new URLSearchParams(location.search);
            this.input.value = given.get("q") || "";
            for (const column of Object.keys(this.filters)) {
                const select = this.filters[column];
                const wanted = given.get(column) || "";
                select.value = Array.from(select.options).some((option) => option.value === wanted) ? wanted : "";
            }
        }

        /** Query and filters into the address, so that it can be kept or sent. */
        write() {
            const now = new URLSearchParams();
            if (this.input.value.trim()) now.set("q", this.input.value.trim());
            for (const column of Object.keys(this.filters)) {
                if (this.filters[column].value) now.set(column, this.filters[column].value);
            }
            try {
                history.replaceState(null, "", now.toString() ? "?" + now : location.pathname);
            } catch {
                // Some browsers refuse this for file://; the results stand all the same.
            }
        }

        changed() {
            this.limit = shownAtOnce;
            clearTimeout(this.waiting);
            this.waiting = setTimeout(() => {
                this.update();
                this.write();
            }, 60);
        }

        prepare() {
            if (!this.index) this.index = new Index(this.rows);
        }

        update() {
            const filters = Object.entries(this.filters).filter(([, select]) => select.value);
            const query = this.input.value;
            if (!query.trim() && filters.length === 0) {
                this.show([], [], this.rows.length.toLocaleString("en") + " pages can be searched.");
                return;
            }
            this.prepare();
            const accepts = (row) => filters.every(([column, select]) => row[column] === select.value);
            const { found, terms } = this.index.search(query, accepts);
            const count = found.length.toLocaleString("en");
            const text = found.length === 0 ? "Nothing found." : found.length === 1 ? "1 result" : count + " results";
            this.show(found, terms, text);
        }

        show(found, terms, message) {
            this.found = found;
            this.terms = terms;
            this.count.textContent = message;
            this.list.replaceChildren(...found.slice(0, this.limit).map((number) => this.item(this.rows[number])));
            this.more.hidden = found.length <= this.limit;
        }

        showMore() {
            const next = this.limit;
            this.limit += shownAtOnce * 2;
            this.list.append(...this.found.slice(next, this.limit).map((number) => this.item(this.rows[number])));
            this.more.hidden = this.found.length <= this.limit;
            const link = this.list.querySelectorAll(".search-result__title")[next];
            if (link) link.focus();
        }

        item(row) {
            const item = make("li");
            const link = make(isLocal(row.url) ? "a" : "span", { class: "search-result__title" });
            if (isLocal(row.url)) link.setAttribute("href", this.root + row.url);
            appendMarked(link, row.title || row.url, this.terms);
            const meta = make("p", { class: "search-result__meta" });
            const kind = (kindNames[row.kind] || row.kind).replace(/^(Cluster|Ticket|Assessment|Page)s$/, "$1");
            meta.append(make("span", {}, kind));
            if (row.state) {
                const style = knownBadges.test(row.state) ? "badge badge--" + row.state : "badge";
                meta.append(make("span", { class: style }, row.state));
            }
            if (row.product) meta.append(make("span", {}, row.product));
            if (row.date) meta.append(make("span", { class: "nowrap" }, row.date));
            item.append(link, meta);
            if (row.text) {
                const text = make("p", { class: "search-result__text" });
                appendMarked(text, excerpt(row.text, this.terms), this.terms);
                item.append(text);
            }
            return item;
        }

        /** Arrow keys walk from the box through the results and back. */
        moved(event) {
            if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
            if (event.target instanceof HTMLSelectElement || event.altKey || event.ctrlKey || event.metaKey) return;
            const stops = [this.input, ...this.list.querySelectorAll("a.search-result__title")];
            const at = stops.indexOf(document.activeElement);
            if (at < 0) return;
            const next = stops[at + (event.key === "ArrowDown" ? 1 : -1)];
            if (!next) return;
            event.preventDefault();
            next.focus();
        }
    }

    // ------------------------------------------------------------ entry

    function text(value) {
        return value === null || value === undefined ? "" : String(value);
    }

    function load(data) {
        const app = document.querySelector("[data-search-app]");
        const results = document.querySelector("[data-search-results]");
        if (!app || !results || !data || data.v !== 1 || !Array.isArray(data.rows)) return;
        const names = Array.isArray(data.columns) ? data.columns : columns;
        const places = columns.map((column) => names.indexOf(column));
        const rows = data.rows.map((values) => {
            const row = {};
            columns.forEach((column, i) => {
                row[column] = text(values[places[i]]);
            });
            // The last folder of the address is what the page is called, for example the id of a cluster.
            row.name = row.url.replace(/\/?index\.html$/, "").split("/").pop();
            return row;
        });
        new Page(app, results, rows);
    }

    window.CasebookSearch = Object.freeze({ load });
})();

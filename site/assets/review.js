// The review panel of a page: a key that cannot leave this browser, a form, the exact bytes, the signature, and the way
// to the repository. What is shown is what is signed: both the text under review and the payload are read back from the
// page before they are hashed. Text is only ever set through textContent and value.
(function () {
    "use strict";

    const files = globalThis.CasebookReviewFile;
    const panel = document.querySelector("[data-review-panel]");
    if (!panel || !files) return;

    const byID = (id) => document.getElementById("review-" + id);
    const part = (name) => panel.querySelector("[data-review-" + name + "]");
    const encoder = new TextEncoder();

    const page = {
        tenant: panel.dataset.tenant,
        folder: panel.dataset.folder,
        subject: {
            kind: panel.dataset.kind,
            id: panel.dataset.subject,
            sha256: panel.dataset.sha256,
            generation: panel.dataset.generation
        },
        place: panel.dataset.url
            ? { host: panel.dataset.host, url: panel.dataset.url, branch: panel.dataset.branch }
            : null,
        past: earlierReviews(panel.dataset.past)
    };

    const meanings = {
        approve: "You stand for this text as it is. It is frozen, and every later run keeps it byte for byte.",
        reject: "The text must not stand like this. Your comment guides the next draft.",
        withdraw: "Your earlier approval no longer counts.",
        correction: "You write a better text for one part. Once it is accepted it is knowledge for later runs.",
        rating: "How the text serves you. Ratings weigh in what is looked at first.",
        rename: "The cluster keeps this name in every later run.",
        move: "One ticket belongs to another cluster, in every later run.",
        merge: "This cluster is the same problem as another, and goes on as that one.",
        split: "Some of the tickets are another problem, together.",
        exclude: "One ticket does not belong to this cluster."
    };

    let key = null;
    let textHolds = false;
    let draftID = null;
    /** The review whose payload is shown; null while there is nothing to sign. */
    let prepared = null;
    let downloadAddress = null;

    function earlierReviews(json) {
        try {
            const past = JSON.parse(json || "[]");
            return Array.isArray(past) ? past : [];
        } catch {
            return [];
        }
    }

    function say(sentence) {
        part("status").textContent = sentence;
    }

    function show(element, isShown) {
        if (element) element.hidden = !isShown;
    }

    // ------------------------------------------------------------ the key

    /** Keys by tenant. The private half is stored as the browser's own object, which no script can read out. */
    function keyStore() {
        return new Promise((resolve, reject) => {
            const opening = indexedDB.open("casebook-review", 1);
            opening.onupgradeneeded = () => opening.result.createObjectStore("keys");
            opening.onsuccess = () => resolve(opening.result);
            opening.onerror = () => reject(opening.error);
        });
    }

    async function inKeyStore(mode, work) {
        const store = await keyStore();
        try {
            return await new Promise((resolve, reject) => {
                const transaction = store.transaction("keys", mode);
                const request = work(transaction.objectStore("keys"));
                transaction.oncomplete = () => resolve(request.result);
                transaction.onerror = () => reject(transaction.error);
                transaction.onabort = () => reject(transaction.error);
            });
        } finally {
            store.close();
        }
    }

    /** Why this browser cannot hold a key, in a sentence; null when it can. */
    async function lacking() {
        const otherwise = " Sign with “casebook approve” on the command line instead.";
        if (!globalThis.isSecureContext || !globalThis.crypto || !crypto.subtle) {
            return "Signing needs a secure connection: open this page by https, or from a file." + otherwise;
        }
        if (!globalThis.indexedDB) return "This browser does not let the page keep a key." + otherwise;
        try {
            await inKeyStore("readonly", (keys) => keys.count());
        } catch {
            return "This browser does not let the page keep a key; a private window does not." + otherwise;
        }
        try {
            await crypto.subtle.generateKey({ name: "Ed25519" }, false, ["sign", "verify"]);
        } catch {
            return (
                "This browser cannot make Ed25519 keys. Chrome and Edge can from 137, Firefox from 129, Safari from 17." +
                otherwise
            );
        }
        return null;
    }

    async function useKey(stored) {
        key = stored
            ? { pair: stored.pair, raw: new Uint8Array(await crypto.subtle.exportKey("raw", stored.pair.publicKey)) }
            : null;
        if (stored && stored.signer && byID("signer").value === "") byID("signer").value = stored.signer;
        show(part("no-key"), key === null);
        show(part("key"), key !== null);
        if (key) byID("fingerprint").textContent = await files.fingerprint(key.raw);
        showEnrolment();
        await update();
    }

    async function createKey() {
        const pair = await crypto.subtle.generateKey({ name: "Ed25519" }, false, ["sign", "verify"]);
        const stored = { pair, signer: byID("signer").value.trim() };
        await inKeyStore("readwrite", (keys) => keys.put(stored, page.tenant));
        await useKey(stored);
        byID("enrolment").open = true;
        byID("enrolment").querySelector("summary").focus();
        say("A key was made. Enrol it with the line shown.");
    }

    /** The first press explains, the second deletes. */
    async function forgetKey() {
        const note = byID("forget-note");
        if (note.hidden) {
            note.hidden = false;
            say(note.textContent);
            return;
        }
        await inKeyStore("readwrite", (keys) => keys.delete(page.tenant));
        note.hidden = true;
        await useKey(null);
        byID("create").focus();
        say("The key was deleted from this browser.");
    }

    function showEnrolment() {
        if (!key) return;
        const signer = byID("signer").value.trim();
        const names = ["approval", "feedback"].filter((name) => byID("may-" + name).checked);
        const isReady = files.isPrincipal(signer) && names.length > 0;
        byID("line").textContent = isReady
            ? files.signersLine(signer, names, key.raw)
            : "Give your name above, and choose what the key may sign.";
        link(byID("enrol"), files.editFile(page.place, page.folder + "/signers"), "Open the signers file on ");
        link(byID("roles"), files.editFile(page.place, page.folder + "/tenant.yaml"), "Open the roles on ");
    }

    function link(anchor, target, words) {
        show(anchor, target !== null);
        if (!target) return;
        anchor.href = target.address;
        anchor.target = "_blank";
        anchor.rel = "noopener noreferrer";
        anchor.textContent = words + target.host;
    }

    // ------------------------------------------------------------ the form

    function chosen(name) {
        const input = panel.querySelector('input[name="review-' + name + '"]:checked');
        return input ? input.value : "";
    }

    function value(id) {
        const input = byID(id);
        return input ? input.value : "";
    }

    /** The tickets of this page, as its table lists them. */
    function listedTickets() {
        return Array.from(document.querySelectorAll("#member-table tbody tr"), (row) => ({
            id: row.cells[0].textContent.trim(),
            subject: row.cells[1].textContent.trim()
        }));
    }

    function fillTickets() {
        const boxes = byID("ticket-boxes");
        if (!boxes) return;
        for (const ticket of listedTickets()) {
            const option = document.createElement("option");
            option.value = ticket.id;
            option.textContent = ticket.subject;
            byID("ticket-list").append(option);
            const label = document.createElement("label");
            const box = document.createElement("input");
            const words = document.createElement("span");
            box.type = "checkbox";
            box.value = ticket.id;
            words.textContent = ticket.id + " " + ticket.subject;
            label.className = "review-ticket";
            label.append(box, words);
            boxes.append(label);
        }
    }

    function splitTickets() {
        const boxes = byID("ticket-boxes");
        if (!boxes) return [];
        const listed = Array.from(boxes.querySelectorAll("input:checked"), (box) => box.value);
        const others = value("more-tickets").split("\n").map((line) => line.trim()).filter(Boolean);
        return listed.concat(others);
    }

    /** Lines end in LF, whatever was pasted. */
    function prose(id) {
        return value(id).replace(/\r\n?/g, "\n");
    }

    async function currentReview() {
        const now = Math.floor(Date.now() / 1000);
        if (!draftID) draftID = files.reviewID(now, crypto.getRandomValues(new Uint8Array(10)));
        const review = {
            action: chosen("action"),
            id: draftID,
            tenant: page.tenant,
            subject: page.subject,
            signer: byID("signer").value.trim(),
            signedAt: now,
            days: Number(byID("days").value),
            comment: prose("comment"),
            section: value("section"),
            text: prose("text"),
            rating: chosen("rating"),
            title: value("name").trim(),
            ticket: value("ticket").trim(),
            to: value("cluster").trim(),
            into: value("cluster").trim(),
            tickets: splitTickets()
        };
        const earlier = files.predecessor(page.past, review.signer, await files.topic(review));
        return files.superseding(review, earlier);
    }

    /** Shows the fields that the action has, and no others. */
    function showFields() {
        const action = chosen("action");
        const fields = files.actions[action].fields;
        for (const element of panel.querySelectorAll("[data-review-field]")) {
            show(element, element.dataset.reviewField.split(" ").some((name) => fields.includes(name)));
        }
        byID("meaning").textContent = meanings[action];
    }

    /** Puts the chosen part of the text under review into the form, to be changed. */
    function startFromText() {
        const section = byID("section");
        const heading = section.options[section.selectedIndex].textContent;
        const lines = byID("exact").textContent.split("\n");
        const start = lines.indexOf("## " + heading);
        const rest = start < 0 ? [] : lines.slice(start + 1);
        const end = rest.findIndex((line) => line.startsWith("## "));
        byID("text").value = rest.slice(0, end < 0 ? rest.length : end).join("\n").trim();
        byID("text").focus();
        update();
    }

    let round = 0;

    /** Shows the bytes anew. A slower earlier round never overwrites a later one. */
    async function update() {
        round += 1;
        const mine = round;
        show(part("done"), false);
        showFields();
        if (!globalThis.crypto || !crypto.subtle) return;
        const review = await currentReview();
        const problems = files.problems(review);
        if (mine !== round) return;
        showProblems(problems);
        const isWhole = problems.length === 0;
        prepared = isWhole ? { action: review.action, id: review.id } : null;
        byID("payload").textContent = isWhole ? files.payload(review) : "";
        byID("count").textContent = isWhole
            ? "These " + encoder.encode(byID("payload").textContent).length + " bytes will be signed for " +
              files.family(review.action).namespace + ":"
            : "What is missing before there is something to sign:";
        show(byID("payload"), isWhole);
        byID("sign").disabled = !isWhole || !key || !textHolds;
    }

    const inputs = {
        signer: "signer", days: "days", text: "text", title: "name", ticket: "ticket", to: "cluster", into: "cluster",
        tickets: "more-tickets", comment: "comment"
    };

    function showProblems(problems) {
        const list = byID("problems");
        list.textContent = "";
        for (const problem of problems) {
            const item = document.createElement("li");
            item.textContent = problem.sentence;
            list.append(item);
        }
        show(list, problems.length > 0);
        const wrong = problems.map((problem) => inputs[problem.field]);
        for (const id of new Set(Object.values(inputs))) {
            const input = byID(id);
            if (!input) continue;
            // An empty form is not yet a mistake.
            const isWrong = wrong.includes(id) && input.value !== "";
            if (isWrong) input.setAttribute("aria-invalid", "true");
            else input.removeAttribute("aria-invalid");
        }
    }

    /** Hashes the very bytes that the page shows. */
    async function checkText() {
        const shown = encoder.encode(byID("exact").textContent);
        const sha256 = files.hexadecimal(await files.digest("SHA-256", shown));
        textHolds = sha256 === page.subject.sha256;
        byID("digest").textContent = textHolds
            ? "The text above has " + shown.length + " bytes and the SHA-256 digest " + sha256 + ", the one you sign."
            : "The text that this page shows is not the one that was published, so it cannot be signed here.";
    }

    // ------------------------------------------------------------ signing

    async function sign() {
        if (!prepared) return;
        const { action, id } = prepared;
        const shown = byID("payload").textContent;
        byID("sign").disabled = true;
        try {
            const signed = await files.signedFile(shown, action, key.raw, async (bytes) => {
                return new Uint8Array(await crypto.subtle.sign({ name: "Ed25519" }, key.pair.privateKey, bytes));
            });
            const stored = { pair: key.pair, signer: byID("signer").value.trim() };
            await inKeyStore("readwrite", (keys) => keys.put(stored, page.tenant));
            offer(signed, page.folder + "/reviews/" + files.family(action).folder + "/" + id + ".yaml");
        } catch {
            say("The browser did not sign. Nothing was written.");
            byID("sign").disabled = false;
        }
    }

    /** Shows the signed file and the ways to the repository. */
    function offer(signed, path) {
        byID("path").textContent = path;
        byID("file").textContent = signed;
        if (downloadAddress) URL.revokeObjectURL(downloadAddress);
        downloadAddress = URL.createObjectURL(new Blob([signed], { type: "application/yaml" }));
        byID("download").href = downloadAddress;
        byID("download").download = path.slice(path.lastIndexOf("/") + 1);
        const target = files.newFile(page.place, path, signed);
        link(byID("open"), target, "Open a new file on ");
        const note = byID("open-note");
        show(note, target === null || !target.isFilled);
        note.textContent = target
            ? "The text does not fit into the address: the link opens the place, and copies the file for you to paste. " +
              "Keep its bytes as they are, with one line end after the last line."
            : "This site does not say where its repository is: download the file, and put it there.";
        byID("open").dataset.reviewPastes = target && !target.isFilled ? "yes" : "no";
        show(part("done"), true);
        byID("done").focus();
        say("Signed. The file is below, with the ways to bring it.");
        // The next review of this page is another one.
        draftID = null;
    }

    async function copyForPasting() {
        if (byID("open").dataset.reviewPastes !== "yes") return;
        try {
            await navigator.clipboard.writeText(byID("file").textContent);
            say("The file is copied: paste it on the page that opens.");
        } catch {
            say("Copy the file with the button, and paste it on the page that opens.");
        }
    }

    // ------------------------------------------------------------ the whole

    function listen() {
        panel.addEventListener("input", (event) => {
            showEnrolment();
            update();
        });
        byID("create").addEventListener("click", () => createKey().catch(() => say("The browser did not make a key.")));
        byID("forget").addEventListener("click", () => forgetKey().catch(() => say("The browser kept the key.")));
        byID("present").addEventListener("click", startFromText);
        byID("sign").addEventListener("click", sign);
        byID("open").addEventListener("click", copyForPasting);
        // Browsers keep what was typed when a page is reloaded.
        addEventListener("pageshow", update);
    }

    async function begin() {
        show(part("without"), false);
        show(part("app"), true);
        showFields();
        fillTickets();
        const lack = await lacking();
        if (lack) {
            part("lacks").textContent = lack;
            show(part("lacks"), true);
            show(part("no-key"), false);
            if (globalThis.crypto && crypto.subtle) await checkText();
            await update();
            return;
        }
        await checkText();
        await useKey(await inKeyStore("readonly", (keys) => keys.get(page.tenant)));
        listen();
        panel.dataset.reviewReady = "yes";
    }

    begin();
})();

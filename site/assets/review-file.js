// The bytes of a signed review: the payload in strict YAML, the SSHSIG envelope around its signature, the file that
// holds both, and the addresses of git hosts that open a new file. Nothing here touches a page, so that the same code
// runs under Node in tests. Formats: openssh-portable's PROTOCOL.sshsig, and "Signed reviews" in the manual.
(function () {
    "use strict";

    const encoder = new TextEncoder();

    /** Bytes of a whole review file, at most. */
    const fileLimit = 64 * 1024;
    /** Bytes of a comment or a corrected text, at most. */
    const textLimit = 32 * 1024;
    const longestDays = 180;
    /** Characters of an address that browsers and git hosts take without complaint. */
    const addressLimit = 7500;

    /** What each action writes: its family, and for feedback the fields beside the head. */
    const actions = {
        approve: { family: "approval", fields: [] },
        reject: { family: "approval", fields: [] },
        withdraw: { family: "approval", fields: [] },
        correction: { family: "feedback", fields: ["section", "text"] },
        rating: { family: "feedback", fields: ["rating"] },
        rename: { family: "feedback", fields: ["title"], isOfCluster: true },
        move: { family: "feedback", fields: ["ticket", "to"], isOfCluster: true },
        merge: { family: "feedback", fields: ["into"], isOfCluster: true },
        split: { family: "feedback", fields: ["tickets"], isOfCluster: true },
        exclude: { family: "feedback", fields: ["ticket"], isOfCluster: true }
    };

    const families = {
        approval: { schema: "casebook.approval/1", namespace: "approval@casebook", role: "po", folder: "approvals" },
        feedback: { schema: "casebook.feedback/1", namespace: "feedback@casebook", role: "sme", folder: "feedback" }
    };

    function family(action) {
        return families[actions[action].family];
    }

    // ------------------------------------------------------------ payload

    function quoted(text) {
        const escapes = { '"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t" };
        return '"' + text.replace(/["\\\n\t]/g, (mark) => escapes[mark]) + '"';
    }

    /** A text of several lines: a block literal, unless its first line would need an indentation indicator. */
    function block(key, text) {
        const lines = text.split("\n");
        while (lines.length > 0 && lines[lines.length - 1] === "") lines.pop();
        if (lines.length === 0 || lines[0] === "" || lines[0][0] === " " || lines[0][0] === "\t") {
            return key + ": " + quoted(text) + "\n";
        }
        return key + ": |\n" + lines.map((line) => (line === "" ? "\n" : "  " + line + "\n")).join("");
    }

    function content(review) {
        switch (review.action) {
            case "correction":
                return "section: " + review.section + "\n" + block("text", review.text);
            case "rating":
                return "rating: " + review.rating + "\n";
            case "rename":
                return "title: " + quoted(review.title) + "\n";
            case "move":
                return "ticket: " + quoted(review.ticket) + "\nto: " + review.to + "\n";
            case "merge":
                return "into: " + review.into + "\n";
            case "split":
                return "tickets:\n" + review.tickets.map((ticket) => "  - " + quoted(ticket) + "\n").join("");
            case "exclude":
                return "ticket: " + quoted(review.ticket) + "\n";
            default:
                return "";
        }
    }

    /** The payload as text; its UTF-8 bytes are what is signed. */
    function payload(review) {
        const kind = family(review.action);
        const isApproval = kind === families.approval;
        const comment = (review.comment || "").trim() === "" ? "" : block("comment", review.comment);
        return (
            "schema: " + kind.schema + "\n" +
            "id: " + review.id + "\n" +
            "tenant: " + review.tenant + "\n" +
            "subject:\n" +
            "  kind: " + review.subject.kind + "\n" +
            "  id: " + review.subject.id + "\n" +
            "  sha256: " + review.subject.sha256 + "\n" +
            "  generation: " + review.subject.generation + "\n" +
            (isApproval ? "decision: " : "kind: ") + review.action + "\n" +
            content(review) +
            "signer: " + review.signer + "\n" +
            "role: " + kind.role + "\n" +
            "signed_at: " + moment(review.signedAt) + "\n" +
            "expires_at: " + moment(review.signedAt + review.days * 86400) + "\n" +
            "supersedes: " + (review.supersedes || "none") + "\n" +
            comment
        );
    }

    /** Seconds since 1970 as `2026-05-30T09:12:44Z`. */
    function moment(seconds) {
        return new Date(seconds * 1000).toISOString().replace(/\.\d+Z$/, "Z");
    }

    /** A UUID of version 7: in order of time. */
    function reviewID(seconds, random) {
        const bytes = new Uint8Array(16);
        new DataView(bytes.buffer).setBigUint64(0, BigInt(seconds) * 1000n << 16n);
        bytes.set(random.subarray(0, 10), 6);
        bytes[6] = (bytes[6] & 0x0f) | 0x70;
        bytes[8] = (bytes[8] & 0x3f) | 0x80;
        const hex = hexadecimal(bytes);
        return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
    }

    // ------------------------------------------------------------ what is wrong with a review

    /** Characters that the strict reader refuses: control characters and those that turn text around. */
    const refused =
        /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029\ufeff\ufdd0-\ufdef\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?:^|[^\ud800-\udbff])[\udc00-\udfff]|[\ud83f\ud87f\ud8bf\ud8ff\ud93f\ud97f\ud9bf\ud9ff\uda3f\uda7f\udabf\udaff\udb3f\udb7f\udbbf\udbff][\udffe\udfff]/;

    function size(text) {
        return encoder.encode(text).length;
    }

    function isPrincipal(text) {
        return /^(?!#)[!-~]{1,255}$/.test(text) && !/[*?!,"'\\]/.test(text);
    }

    function isCluster(text) {
        return /^c-[a-z2-7]{8}$/.test(text);
    }

    function isLine(text) {
        return text !== "" && text.trim() === text && size(text) <= 200 && !/[\u0000-\u001f]/.test(text);
    }

    /** Field names with one sentence each; empty when the review can be signed. */
    function problems(review) {
        const found = [];
        const need = (holds, field, sentence) => holds || found.push({ field, sentence });
        need(isPrincipal(review.signer), "signer", "Give your name as in the signers file, such as alice@acme.example.");
        need(
            Number.isInteger(review.days) && review.days >= 1 && review.days <= longestDays, "days",
            "A review lasts 1 to " + longestDays + " days.");
        const fields = actions[review.action].fields;
        const ticket = "Give the id of one ticket as it stands on this page.";
        const cluster = "Give the id of another cluster, such as c-7f3ak2qd.";
        const isOther = (id) => isCluster(id) && id !== review.subject.id;
        if (fields.includes("text")) {
            need(review.text.trim() !== "" && size(review.text) <= textLimit, "text", "Write the better text, at most 32 KiB.");
        }
        if (fields.includes("rating")) {
            need(["helpful", "unhelpful"].includes(review.rating), "rating", "Choose helpful or unhelpful.");
        }
        if (fields.includes("title")) need(isLine(review.title), "title", "Give a title of one line, at most 200 bytes.");
        if (fields.includes("ticket")) need(isLine(review.ticket), "ticket", ticket);
        if (fields.includes("to")) need(isOther(review.to), "to", cluster);
        if (fields.includes("into")) need(isOther(review.into), "into", cluster);
        if (fields.includes("tickets")) {
            const unique = new Set(review.tickets);
            need(
                unique.size === review.tickets.length && unique.size >= 1 && unique.size <= 1000 &&
                    review.tickets.every(isLine),
                "tickets", "Choose the tickets that are another problem, none twice.");
        }
        need(size(review.comment || "") <= textLimit, "comment", "Keep the comment below 32 KiB.");
        if (found.length === 0) {
            const text = payload(review);
            need(!refused.test(text), "", "A text has control characters, or characters that turn text around: remove them.");
            need(size(text) <= fileLimit - 1024, "", "The review would be larger than 64 KiB: shorten it.");
        }
        return found;
    }

    // ------------------------------------------------------------ what it replaces

    /** What of a signer's reviews of one subject replaces what, as the program names it. */
    async function topic(review) {
        switch (review.action) {
            case "correction":
                return "correction/" + review.section;
            case "move":
            case "exclude":
                return "ticket/" + review.ticket;
            case "split": {
                const fields = review.tickets.map((ticket) => {
                    const bytes = encoder.encode(ticket);
                    return concat([uint32(0), uint32(bytes.length), bytes]);
                });
                return "split/" + hexadecimal(await digest("SHA-256", concat(fields)));
            }
            case "rating":
            case "rename":
            case "merge":
                return review.action;
            default:
                return "approval";
        }
    }

    /** The newest of earlier reviews that this one takes the place of, or null. */
    function predecessor(past, signer, topicName) {
        let newest = null;
        for (const review of past) {
            if (review.signer !== signer || review.topic !== topicName) continue;
            if (newest === null || review.signed_at >= newest.signed_at) newest = review;
        }
        return newest;
    }

    /**
     * The review in the place of an earlier one: it names that, and is signed after it. Times of signing have seconds
     * and no less, so that a second in between tells the two apart.
     */
    function superseding(review, earlier) {
        if (earlier === null) return { ...review, supersedes: null };
        const after = Date.parse(earlier.signed_at) / 1000 + 1;
        return { ...review, supersedes: earlier.id, signedAt: Math.max(review.signedAt, after) };
    }

    // ------------------------------------------------------------ bytes

    function concat(parts) {
        const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
        let place = 0;
        for (const part of parts) {
            bytes.set(part, place);
            place += part.length;
        }
        return bytes;
    }

    function uint32(number) {
        return new Uint8Array([number >>> 24, (number >>> 16) & 255, (number >>> 8) & 255, number & 255]);
    }

    /** A field of SSH's wire format: length, then bytes. */
    function field(value) {
        const bytes = typeof value === "string" ? encoder.encode(value) : value;
        return concat([uint32(bytes.length), bytes]);
    }

    function base64(bytes) {
        let text = "";
        for (const byte of bytes) text += String.fromCharCode(byte);
        return btoa(text);
    }

    function hexadecimal(bytes) {
        return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
    }

    async function digest(name, bytes) {
        return new Uint8Array(await crypto.subtle.digest(name, bytes));
    }

    // ------------------------------------------------------------ keys and signatures

    /** An Ed25519 key on the wire, from its 32 bytes. */
    function keyBlob(raw) {
        return concat([field("ssh-ed25519"), field(raw)]);
    }

    /** `SHA256:…`, as `ssh-keygen -l` shows it. */
    async function fingerprint(raw) {
        return "SHA256:" + base64(await digest("SHA-256", keyBlob(raw))).replace(/=+$/, "");
    }

    /** The line that enrols the key for the families given. */
    function signersLine(principal, names, raw) {
        const namespaces = names.map((name) => families[name].namespace).join(",");
        return principal + ' namespaces="' + namespaces + '" ssh-ed25519 ' + base64(keyBlob(raw));
    }

    /** What the key signs: the envelope's own framing around the digest of the payload. */
    async function signedData(bytes, namespace) {
        const hash = await digest("SHA-512", bytes);
        return concat([encoder.encode("SSHSIG"), field(namespace), field(""), field("sha512"), field(hash)]);
    }

    /** The armoured signature as `ssh-keygen -Y sign` writes it. */
    function armour(raw, namespace, signature) {
        const blob = concat([
            encoder.encode("SSHSIG"), uint32(1), field(keyBlob(raw)), field(namespace), field(""), field("sha512"),
            field(concat([field("ssh-ed25519"), field(signature)]))
        ]);
        const lines = base64(blob).match(/.{1,70}/g).join("\n");
        return "-----BEGIN SSH SIGNATURE-----\n" + lines + "\n-----END SSH SIGNATURE-----\n";
    }

    /** The review file: the payload, and the signature below it as comment lines. */
    function file(payloadText, armourText) {
        return payloadText + armourText.trimEnd().split("\n").map((line) => "# " + line + "\n").join("");
    }

    /** Signs a payload: `sign` gets the bytes to sign and gives 64 bytes. */
    async function signedFile(payloadText, action, raw, sign) {
        const namespace = family(action).namespace;
        const signature = await sign(await signedData(encoder.encode(payloadText), namespace));
        return file(payloadText, armour(raw, namespace, signature));
    }

    // ------------------------------------------------------------ git hosts

    function escapedPath(path) {
        return path.split("/").map(encodeURIComponent).join("/");
    }

    function parted(path) {
        const slash = path.lastIndexOf("/");
        return { folder: path.slice(0, Math.max(0, slash)), name: path.slice(slash + 1) };
    }

    const hosts = {
        github: {
            name: "GitHub",
            fillsIn: true,
            create: (place, path, text) =>
                place.url + "/new/" + escapedPath(place.branch) + "?filename=" + encodeURIComponent(path) +
                "&value=" + encodeURIComponent(text),
            edit: (place, path) => place.url + "/edit/" + escapedPath(place.branch) + "/" + escapedPath(path)
        },
        gitlab: {
            name: "GitLab",
            fillsIn: true,
            create: (place, path, text) =>
                place.url + "/-/new/" + escapedPath(place.branch) + "?file_name=" + encodeURIComponent(path) +
                "&content=" + encodeURIComponent(text),
            edit: (place, path) => place.url + "/-/edit/" + escapedPath(place.branch) + "/" + escapedPath(path)
        },
        // Neither of these two takes a file's text from an address: it is pasted, or the file is uploaded.
        azure: {
            name: "Azure DevOps",
            fillsIn: false,
            create: (place, path) =>
                place.url + "?path=" + encodeURIComponent("/" + parted(path).folder) + "&version=GB" +
                encodeURIComponent(place.branch),
            edit: (place, path) =>
                place.url + "?path=" + encodeURIComponent("/" + path) + "&version=GB" + encodeURIComponent(place.branch)
        },
        bitbucket: {
            name: "Bitbucket",
            fillsIn: false,
            create: (place, path) =>
                place.url + "/create-file/" + encodeURIComponent(place.branch) + "/" +
                escapedPath(parted(path).folder) + "?at=" + encodeURIComponent(place.branch) + "&filename=" +
                encodeURIComponent(parted(path).name),
            edit: (place, path) =>
                place.url + "/src/" + encodeURIComponent(place.branch) + "/" + escapedPath(path) + "?mode=edit&at=" +
                encodeURIComponent(place.branch)
        }
    };

    /**
     * Where a new file can be made at the git host.
     *
     * Gives the host's name, the address, and whether it carries the file's text; null without a host that is known.
     */
    function newFile(place, path, text) {
        const host = place && hosts[place.host];
        if (!host) return null;
        const address = host.create(place, path, text);
        if (address.length <= addressLimit) return { host: host.name, address, isFilled: host.fillsIn };
        return { host: host.name, address: host.create(place, path, ""), isFilled: false };
    }

    /** Where a file of the repository can be changed at the git host, or null. */
    function editFile(place, path) {
        const host = place && hosts[place.host];
        return host ? { host: host.name, address: host.edit(place, path) } : null;
    }

    globalThis.CasebookReviewFile = {
        actions, families, family, payload, problems, reviewID, topic, predecessor, superseding, digest, hexadecimal, fingerprint,
        isPrincipal, signersLine, signedData, signedFile, newFile, editFile
    };
})();

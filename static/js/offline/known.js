// What is known without a network: a note signed by the public log's keys, with the keys of codes and the papers that
// are not good any more.
{
  const utf8 = new TextEncoder();
  const FORMAT = "cejc-slip-knowledge/1";

  // The text of a signed note, if one of `keys` (name+hash+key) signed it.
  paper.noteText = (note, keys) => {
    const end = note.lastIndexOf("\n\n");
    if (end < 0) throw new Error("note");
    const text = note.slice(0, end + 1);
    for (const line of note.slice(end + 2).split("\n").filter((one) => one.startsWith("— "))) {
      const blank = line.lastIndexOf(" ");
      const raw = paper.fromBase64(line.slice(blank + 1));
      for (const told of keys) {
        const [name, hash, ...rest] = told.split("+");
        const key = paper.fromBase64(rest.join("+")).subarray(1);
        const named = name === line.slice(2, blank) && hash === paper.hex(raw.subarray(0, 4));
        if (named && paper.verified(raw.subarray(4), utf8.encode(text), key)) return text;
      }
    }
    throw new Error("note");
  };

  paper.isKnowledge = (text) => text.startsWith("{") && text.slice(0, 2000).includes('"format":') && text.includes(`"${FORMAT}"`);

  paper.knowledge = (note, keys) => {
    const said = JSON.parse(paper.noteText(note, keys));
    if (said.format !== FORMAT) throw new Error("format");
    return said;
  };

  // Whole days since the list was made, by the clock of this device; negative where that clock is behind.
  paper.age = (known, now = Date.now()) => Math.floor((now - Date.parse(known.made)) / 86400000);

  // good, revoked, superseded, broken, unknown_key, revoked_key or ended_key; with the key and the entry of the list.
  paper.judged = (record, known) => {
    const key = known.keys.find((one) => one.id === record.key);
    if (!key) return { code: "unknown_key" };
    if (!paper.holds(record, paper.fromBase64(key.key))) return { code: "broken", key };
    if (key.state === "revoked") return { code: "revoked_key", key };
    const last = key.state === "retired" && key.on && key.on < key.until ? key.on : key.until;
    if (record.issued > last) return { code: "ended_key", key };
    const gone = known.gone.find(([mark]) => mark === record.mark);
    return gone ? { code: gone[1], key, on: gone[2] } : { code: "good", key };
  };

  // What a QR code says: {code: plain} for an address without a record, {code: foreign} for anything else.
  paper.looked = (text, known) => {
    const found = /^https?:\/\/[^#]+\/verify\/(\d{4})\/(\d+)\/[^/#]+(?:#(.+))?$/s.exec(text);
    if (!found) return { code: "foreign" };
    if (!found[3]) return { code: "plain", address: text };
    let record;
    try {
      record = paper.opened(found[3]);
    } catch {
      return { code: "unreadable", address: text };
    }
    const verdict = paper.judged(record, known);
    const same = record.year === Number(found[1]) && record.sequence === Number(found[2]);
    if (!same && verdict.code !== "unknown_key") return { code: "broken", record };
    return { ...verdict, record, address: text, elsewhere: !text.startsWith(`${known.portal}/verify/`) };
  };
}

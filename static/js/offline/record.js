// The record in the QR code of a slip: base 41, CBOR, Ed25519 (docs/paper.md). Classic scripts that share `paper`,
// so that the same files stand in the page and in the one that is kept on a stick.
globalThis.paper = {};
{
  const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ$*+-/";
  const CONTEXT = new TextEncoder().encode("cejc-slip-code/1\n");
  const utf8 = new TextDecoder("utf-8", { fatal: true });

  function bytesOf(part) {
    const value = [...part].reduceRight((sum, char) => sum * 41 + ALPHABET.indexOf(char), 0);
    const length = part.length - 1;
    if (!length || [...part].some((char) => !ALPHABET.includes(char)) || value >= 256 ** length) throw new Error("base 41");
    return length === 2 ? [value >> 8, value & 255] : [value];
  }

  function base41(text) {
    return Uint8Array.from((text.match(/.{1,3}/gs) ?? []).flatMap(bytesOf));
  }

  // As much of CBOR as a record has: whole numbers, bytes, texts, arrays, null.
  function cbor(data) {
    let at = 0;
    function count(kind) {
      const size = kind < 24 ? 0 : 2 ** (kind - 24);
      if (kind > 26 || at + size > data.length) throw new Error("cbor");
      let value = size ? 0 : kind;
      for (const end = at + size; at < end; at += 1) value = value * 256 + data[at];
      return value;
    }
    function piece(length) {
      if (at + length > data.length) throw new Error("cbor");
      return data.subarray(at, (at += length));
    }
    function item() {
      const head = data[at++];
      if (head === 0xf6) return null;
      const [major, length] = [head >> 5, count(head & 31)];
      if (major === 0) return length;
      if (major === 1) return -1 - length;
      if (major === 2) return piece(length);
      if (major === 3) return utf8.decode(piece(length));
      if (major !== 4 || length > data.length) throw new Error("cbor");
      return Array.from({ length }, item);
    }
    const value = item();
    if (at !== data.length) throw new Error("cbor");
    return value;
  }

  const hex = (bytes) => [...bytes].map((one) => one.toString(16).padStart(2, "0")).join("");
  const day = (days) => new Date(days * 86400000).toISOString().slice(0, 10);

  // What stands behind the # of an address, not believed yet. Throws for what is no record of version 1.
  paper.opened = (fragment) => {
    if (!fragment.endsWith("1")) throw new Error("version");
    const data = base41(fragment.slice(0, -1));
    const said = data.subarray(0, -64);
    const parts = cbor(said);
    if (!Array.isArray(parts) || parts.length < 12) throw new Error("record");
    const [key, mark, year, sequence, name, identity, title, firstYear, hours, issued, notice, subjects] = parts;
    return {
      key: hex(key), mark: hex(mark), year, sequence, name: String(name), identity: String(identity), title: String(title),
      firstYear, hours: hours.map((row) => row.map(String)), issued: day(issued), notice: notice && notice.map(day),
      subjects: subjects ? subjects.map(String) : ["公需科目", "专业科目"],
      said, signature: data.subarray(-64),
    };
  };

  paper.hex = hex;
  paper.joined = (...parts) => Uint8Array.from(parts.flatMap((part) => [...part]));
  paper.fromBase64 = (text) => Uint8Array.from(atob(text), (char) => char.charCodeAt(0));

  paper.verified = (signature, message, key) => {
    try {
      return noble.verify(signature, message, key, { zip215: false });
    } catch {
      return false;
    }
  };

  paper.holds = (record, key) => paper.verified(record.signature, paper.joined(CONTEXT, record.said), key);
}

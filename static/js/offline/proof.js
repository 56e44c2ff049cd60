// The file of a paper with its proofs (docs/public-log.md): that its acts stand in the public log, by the log's keys.
{
  const utf8 = new TextEncoder();

  // The one way in which JSON is written: keys sorted, no blanks.
  function canonical(value) {
    if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
    if (value === null || typeof value !== "object") return JSON.stringify(value);
    const pairs = Object.keys(value).sort().map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`);
    return `{${pairs.join(",")}}`;
  }

  const digest = (...parts) => noble.sha256(paper.joined(...parts));
  const unhex = (text) => Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));

  // RFC 9162, 2.1.3.2.
  function leadsTo(root, leaf, index, size, path) {
    let [place, last, found] = [index, size - 1, leaf];
    if (index < 0 || index >= size) return false;
    for (const one of path) {
      if (last === 0) return false;
      if (place % 2 || place === last) {
        found = digest([1], one, found);
        while (place % 2 === 0 && place) [place, last] = [place / 2, Math.floor(last / 2)];
      } else found = digest([1], found, one);
      [place, last] = [Math.floor(place / 2), Math.floor(last / 2)];
    }
    return last === 0 && paper.hex(found) === paper.hex(root);
  }

  function inLog(act, keys) {
    const [head, note] = [act.proof.slice(0, act.proof.indexOf("\n\n")), act.proof.slice(act.proof.indexOf("\n\n") + 2)];
    const [form, index, ...path] = head.split("\n").filter((line) => !line.startsWith("extra "));
    const [, size, root] = paper.noteText(note, keys).split("\n");
    if (form !== "c2sp.org/tlog-proof@v1") return null;
    const leaf = digest([0], utf8.encode(canonical({ act: act.act, on: act.on, sha256: act.sha256 })));
    const place = Number(index.replace("index ", ""));
    const holds = leadsTo(paper.fromBase64(root), leaf, place, Number(size), path.map(paper.fromBase64));
    return holds ? { place, size: Number(size) } : null;
  }

  // Each act of a file: {act, on, code, place, size, sha256}; `code` is done, waiting or refused.
  paper.proofs = (text, keys) => {
    const said = JSON.parse(text);
    return (said.log ?? said).acts.slice(0, 50).map((act) => {
      const told = { act: String(act.act), on: String(act.on), sha256: String(act.sha256) };
      try {
        const body = utf8.encode(canonical({ act: act.act, on: act.on, facts: act.facts }));
        const own = !said.content || paper.hex(digest(utf8.encode(canonical(said.content)))) === act.facts.sha256;
        if (!own || paper.hex(digest(unhex(act.salt), body)) !== act.sha256) return { ...told, code: "refused" };
        if (act.proof === null) return { ...told, code: "waiting" };
        const found = inLog(act, keys);
        return found ? { ...told, code: "done", ...found } : { ...told, code: "refused" };
      } catch {
        return { ...told, code: "refused" };
      }
    });
  };
}

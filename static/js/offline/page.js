// The page that checks a slip without a network: camera or picture, verdict in words, how old the list is.
{
  const part = (name) => document.getElementById(name);
  const told = JSON.parse(part("told").textContent);
  const words = told.words;
  let known = null;
  let stream = null;
  let lastMark = "";

  const say = (name, values = {}) => (words[name] ?? name).replace(/%\((\w+)\)s/g, (place, one) => values[one] ?? place);
  const date = (iso) => new Date(`${iso.slice(0, 10)}T00:00:00`).toLocaleDateString(told.locale, { dateStyle: "long" });
  const made = () => new Date(known.made).toLocaleString(told.locale, { dateStyle: "long", timeStyle: "short", timeZone: told.zone });

  function element(name, text, kind = "") {
    const one = document.createElement(name);
    one.textContent = text;
    if (kind) one.className = kind;
    return one;
  }

  function ageSentence() {
    const days = paper.age(known);
    if (days < -1) return say("clock", { made: made() });
    return say(days > 30 ? "age_old" : "age", { made: made(), days: Math.max(0, days) });
  }

  function take(note) {
    const found = paper.knowledge(note, told.logKeys);
    if (known && Date.parse(found.made) < Date.parse(known.made)) return false;
    known = found;
    part("age").textContent = `${ageSentence()}${say("count", { keys: known.keys.length, gone: known.gone.length })}`;
    return true;
  }

  function facts(record) {
    const last = record.firstYear + record.hours.length - 1;
    const rows = [
      ["number", say("number_value", { year: record.year, sequence: record.sequence })],
      ["name", record.name],
      ["identity", record.identity.replace("*", "***")],
      ["title", record.title],
      ["span", say("span_value", { first: record.firstYear, last })],
      ["issued", date(record.issued)],
    ];
    if (record.notice) rows.push(["notice", say("notice_value", { first: date(record.notice[0]), last: date(record.notice[1]) })]);
    const list = element("dl", "", "facts");
    for (const [name, value] of rows) {
      const row = element("div", "");
      const shown = element("dd", value);
      if (["name", "title"].includes(name)) shown.lang = "zh";
      row.append(element("dt", say(name)), shown);
      list.append(row);
    }
    return list;
  }

  function years(record) {
    const table = element("table", "");
    const head = table.createTHead().insertRow();
    table.createCaption().textContent = say("hours");
    for (const one of [say("year"), ...record.subjects]) head.append(Object.assign(element("th", one), { scope: "col" }));
    const body = table.createTBody();
    record.hours.forEach((row, at) => {
      const line = body.insertRow();
      line.append(Object.assign(element("th", String(record.firstYear + at)), { scope: "row" }));
      for (const one of row) line.insertCell().textContent = one;
    });
    return table;
  }

  const KINDS = { good: "good", superseded: "warn", plain: "warn", unknown_key: "warn", foreign: "warn", none: "warn", unreadable: "warn" };
  const BELIEVED = ["good", "revoked", "superseded"];

  function show(parts, kind, title) {
    const place = part("result");
    place.className = `card result ${kind}`;
    place.hidden = false;
    place.replaceChildren(element("h2", title), ...parts);
    place.focus();
  }

  function tell(found) {
    const { record, key } = found;
    const values = { on: found.on ? date(found.on) : key?.on ? date(key.on) : "", key: key?.name ?? "", address: found.address ?? "" };
    const parts = [element("p", say(`${found.code}_text`, values))];
    if (found.elsewhere) parts.push(element("p", say("elsewhere", { portal: known.portal }), "strong"));
    if (record && BELIEVED.includes(found.code)) {
      parts.push(element("p", say("compare")), facts(record), years(record), element("p", say("signed_by", values), "soft"));
      lastMark = record.mark;
    }
    parts.push(element("p", ageSentence(), "soft"));
    show(parts, KINDS[found.code] ?? "bad", say(found.code, values));
  }

  function tellProofs(text) {
    const found = paper.proofs(text, told.logKeys);
    const list = element("ul", "");
    for (const one of found) {
      list.append(element("li", `${say(`act_${one.act.split(".")[1]}`)} (${date(one.on)}): ${say(`proof_${one.code}`, one)}`));
    }
    const issued = found.find((one) => one.act === "slip.issued");
    const parts = [list];
    if (lastMark && issued) parts.push(element("p", say(issued.sha256.startsWith(lastMark) ? "same_paper" : "other_paper"), "strong"));
    const bad = !found.length || found.some((one) => one.code === "refused");
    show(parts, bad ? "bad" : "good", say(bad ? "proofs_bad" : "proofs_good"));
  }

  async function look(file) {
    stop();
    part("busy").textContent = say("busy");
    try {
      const text = file.size < 5_000_000 && !file.type.startsWith("image/") ? await file.text() : "";
      if (paper.isKnowledge(text)) show([element("p", ageSentence())], take(text) ? "good" : "warn", say("list_taken"));
      else if (text.trimStart().startsWith("{")) tellProofs(text);
      else if (text.startsWith("%PDF-")) show([element("p", say("pdf_text"))], "warn", say("pdf"));
      else {
        const read = await paper.inPicture(file);
        tell(read ? paper.looked(read, known) : { code: "none" });
      }
    } catch {
      show([element("p", say("no_file_text"))], "bad", say("no_file"));
    }
    part("busy").textContent = "";
  }

  function stop() {
    for (const track of stream?.getTracks() ?? []) track.stop();
    stream = null;
    part("view").hidden = true;
    part("camera").textContent = say("camera");
  }

  function watch() {
    if (!stream) return;
    const text = paper.inFrame(part("view"));
    if (text) {
      stop();
      tell(paper.looked(text, known));
    } else setTimeout(watch, 120);
  }

  async function camera() {
    if (stream) return stop();
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment", width: { ideal: 3840 }, height: { ideal: 2160 } } });
    } catch {
      return show([element("p", say("no_camera_text"))], "warn", say("no_camera"));
    }
    part("view").srcObject = stream;
    part("view").hidden = false;
    part("camera").textContent = say("camera_stop");
    await part("view").play();
    watch();
  }

  function ready() {
    part("camera").addEventListener("click", camera);
    part("picture").addEventListener("change", ({ target }) => {
      if (target.files[0]) look(target.files[0]);
      target.value = "";
    });
    document.addEventListener("dragover", (event) => event.preventDefault());
    document.addEventListener("drop", (event) => {
      event.preventDefault();
      if (event.dataTransfer.files[0]) look(event.dataTransfer.files[0]);
    });
    part("tools").hidden = false;
  }

  async function begin() {
    try {
      take(told.note || (await (await fetch(told.knowledge, { credentials: "omit" })).text()));
    } catch {
      part("age").textContent = say("no_list");
      return;
    }
    ready();
    if (!told.worker || !navigator.serviceWorker) return;
    await navigator.serviceWorker.register(told.worker, { scope: told.scope });
    await navigator.serviceWorker.ready;
    part("offline").textContent = say("offline_ready");
  }

  begin();
}

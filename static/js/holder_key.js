// A custodian's key made and used on his own machine: the private half never leaves it unencrypted.
// Made: Ed25519; the private half is sealed under the passphrase (PBKDF2-SHA256, then AES-256-GCM; browsers have no
// argon2id) and saved as a file that `python -m cejc.lib.dual_key sign` opens too; the public half fills the form.
// Used: the file is opened here, the manifest is fetched, compared with the hash on the page and signed.
import { gettext } from "./words.js";

const ROUNDS = 1000000;
const PKCS8_HEAD = 16; // bytes before the 32 of the private key (RFC 8410)

const root = document.querySelector("[data-holder-key]");
const text = new TextEncoder();
const to64 = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes)));
const from64 = (line) => Uint8Array.from(atob(line), (one) => one.charCodeAt(0));
const hex = (bytes) => [...new Uint8Array(bytes)].map((one) => one.toString(16).padStart(2, "0")).join("");
const sha256 = (bytes) => crypto.subtle.digest("SHA-256", bytes);

class Fault extends Error {}

async function secretOf(passphrase, salt, rounds, use) {
  const typed = await crypto.subtle.importKey("raw", text.encode(passphrase.normalize("NFC")), "PBKDF2", false, ["deriveKey"]);
  const kdf = { name: "PBKDF2", hash: "SHA-256", salt, iterations: rounds };
  return crypto.subtle.deriveKey(kdf, typed, { name: "AES-GCM", length: 256 }, false, [use]);
}

async function fingerprintOf(raw) {
  return hex(await sha256(new Uint8Array([...text.encode("ed25519"), 0, ...new Uint8Array(raw)])));
}

function pemOf(der) {
  return `-----BEGIN PUBLIC KEY-----\n${to64(der).replace(/.{64}/g, "$&\n").trim()}\n-----END PUBLIC KEY-----\n`;
}

async function seal(pair, passphrase) {
  const mark = await fingerprintOf(await crypto.subtle.exportKey("raw", pair.publicKey));
  const raw = new Uint8Array(await crypto.subtle.exportKey("pkcs8", pair.privateKey)).slice(PKCS8_HEAD);
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const nonce = crypto.getRandomValues(new Uint8Array(12));
  const secret = await secretOf(passphrase, salt, ROUNDS, "encrypt");
  const body = await crypto.subtle.encrypt({ name: "AES-GCM", iv: nonce, additionalData: text.encode(mark) }, secret, raw);
  raw.fill(0);
  return JSON.stringify({
    algorithm: "ed25519", body: to64(body), cipher: "aes-256-gcm", fingerprint: mark, format: "cejc-sealed-key/1",
    kdf: { iterations: ROUNDS, name: "pbkdf2-sha256", salt: to64(salt) }, nonce: to64(nonce),
  });
}

function read(sealed) {
  let found;
  try {
    found = JSON.parse(sealed);
  } catch {
    throw new Fault(gettext("这不是私钥文件，请选择生成秘钥时保存的文件。"));
  }
  if (found?.format !== "cejc-sealed-key/1") throw new Fault(gettext("这不是私钥文件，请选择生成秘钥时保存的文件。"));
  if (found.kdf?.name !== "pbkdf2-sha256") throw new Fault(gettext("该私钥文件由离线工具生成，请下载清单，用离线工具签名后填写。"));
  return found;
}

async function open(sealed, passphrase, wanted) {
  const found = read(sealed);
  if (found.fingerprint !== wanted) throw new Fault(gettext("该私钥文件与本批次指定的秘钥不是一对，请核对年度和秘钥。"));
  const secret = await secretOf(passphrase, from64(found.kdf.salt), found.kdf.iterations, "decrypt");
  const how = { name: "AES-GCM", iv: from64(found.nonce), additionalData: text.encode(found.fingerprint) };
  let raw;
  try {
    raw = new Uint8Array(await crypto.subtle.decrypt(how, secret, from64(found.body)));
  } catch {
    throw new Fault(gettext("口令不正确，没有签名。"));
  }
  const head = [0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20];
  return crypto.subtle.importKey("pkcs8", new Uint8Array([...head, ...raw]), "Ed25519", false, ["sign"]);
}

function save(content, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([content], { type: "application/json" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}

function typed() {
  const passphrase = root.querySelector("[data-passphrase]").value;
  const again = root.querySelector("[data-again]");
  if (passphrase.length < Number(root.dataset.least)) throw new Fault(gettext("口令至少%(least)s个字符。", { least: root.dataset.least }));
  if (again && again.value !== passphrase) throw new Fault(gettext("两次输入的口令不一致。"));
  return passphrase;
}

async function make() {
  const passphrase = typed();
  const pair = await crypto.subtle.generateKey("Ed25519", true, ["sign", "verify"]);
  save(await seal(pair, passphrase), root.dataset.file);
  document.querySelector("[name=pem]").value = pemOf(await crypto.subtle.exportKey("spki", pair.publicKey));
  return gettext("私钥文件“%(file)s”已保存到本机，请与口令分开妥善保管，遗失后只能更换秘钥。公钥已填入下方，请登记。", { file: root.dataset.file });
}

async function sign() {
  const file = root.querySelector("input[type=file]").files[0];
  if (!file) throw new Fault(gettext("请选择私钥文件。"));
  const key = await open(await file.text(), typed(), root.dataset.fingerprint);
  const manifest = await (await fetch(root.dataset.manifest)).arrayBuffer();
  if (hex(await sha256(manifest)) !== root.dataset.sha256) throw new Fault(gettext("清单与本页显示的SHA-256不一致，没有签名。请刷新页面。"));
  document.querySelector("[name=signature]").value = to64(await crypto.subtle.sign("Ed25519", key, manifest));
  return gettext("签名已填入下方，请核对后签署。");
}

async function able() {
  try {
    await crypto.subtle.generateKey("Ed25519", false, ["sign", "verify"]);
    return true;
  } catch {
    return false;
  }
}

async function press(button, state) {
  button.disabled = true;
  state.textContent = gettext("正在处理，请稍候……");
  try {
    state.textContent = await (root.dataset.holderKey === "make" ? make() : sign());
    for (const one of root.querySelectorAll("input[type=password]")) one.value = "";
  } catch (fault) {
    state.textContent = fault instanceof Fault ? fault.message : gettext("没有完成，请重试；多次不成功的，请使用离线工具。");
  } finally {
    button.disabled = false;
  }
}

if (root && (await able())) {
  root.hidden = false;
  const button = root.querySelector("button");
  button.addEventListener("click", () => press(button, root.querySelector("[role=status]")));
}

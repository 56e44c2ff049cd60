/* Security keys: asks the browser for one, puts its answer into the form's hidden field, sends the form.
   <form data-webauthn="create|get"> with a field named credential, a button [data-webauthn-press], a place
   [data-webauthn-said] for what went wrong, and the options in <script type="application/json" id="webauthn-data">. */

const data = document.getElementById("webauthn-data");
const form = document.querySelector("[data-webauthn]");
const said = document.querySelector("[data-webauthn-said]");

const bytes = (text) => {
  const plain = text.replace(/-/g, "+").replace(/_/g, "/");
  return Uint8Array.from(atob(plain), (char) => char.charCodeAt(0));
};
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const named = (list) => (list || []).map((one) => ({ ...one, id: bytes(one.id) }));

const optionsOf = (asked) => {
  const found = { ...asked, challenge: bytes(asked.challenge) };
  if (asked.user) found.user = { ...asked.user, id: bytes(asked.user.id) };
  found.excludeCredentials = named(asked.excludeCredentials);
  found.allowCredentials = named(asked.allowCredentials);
  return found;
};

const answerOf = (credential) => {
  const { response } = credential;
  const answer = { clientDataJSON: text(response.clientDataJSON) };
  for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (response[name]) answer[name] = text(response[name]);
  }
  if (response.getTransports) answer.transports = response.getTransports();
  return {
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    clientExtensionResults: credential.getClientExtensionResults(),
    response: answer,
  };
};

const press = async () => {
  said.hidden = true;
  const making = form.dataset.webauthn === "create";
  const { creation_options: create, request_options: get } = JSON.parse(data.textContent);
  try {
    const publicKey = optionsOf((making ? create : get).publicKey);
    const found = await navigator.credentials[making ? "create" : "get"]({ publicKey });
    form.elements.credential.value = JSON.stringify(answerOf(found));
    form.requestSubmit();
  } catch {
    said.hidden = false;
  }
};

if (form && data) {
  const button = document.querySelector("[data-webauthn-press]");
  if (window.PublicKeyCredential) button.addEventListener("click", press);
  else said.hidden = false;
}

// Making and using passkeys: what browser and key have said to each other goes into the form, and the form goes off.

const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const known = (keys = []) => keys.map((key) => ({ ...key, id: bytes(key.id) }));
const sent = (credential, response) => ({
  id: credential.id,
  rawId: text(credential.rawId),
  type: credential.type,
  clientExtensionResults: credential.getClientExtensionResults(),
  response: { clientDataJSON: text(credential.response.clientDataJSON), ...response },
});

const make = async ({ publicKey }, alone) => {
  const options = {
    ...publicKey,
    challenge: bytes(publicKey.challenge),
    user: { ...publicKey.user, id: bytes(publicKey.user.id) },
    excludeCredentials: known(publicKey.excludeCredentials),
    authenticatorSelection: {
      ...publicKey.authenticatorSelection,
      residentKey: alone ? "required" : "discouraged",
      requireResidentKey: alone,
      userVerification: alone ? "required" : "preferred",
    },
  };
  const credential = await navigator.credentials.create({ publicKey: options });
  const { attestationObject } = credential.response;
  const transports = credential.response.getTransports?.() ?? [];
  return sent(credential, { attestationObject: text(attestationObject), transports });
};

const use = async ({ publicKey }) => {
  const allowCredentials = known(publicKey.allowCredentials);
  const options = { ...publicKey, challenge: bytes(publicKey.challenge), allowCredentials };
  const credential = await navigator.credentials.get({ publicKey: options });
  const { authenticatorData, signature, userHandle } = credential.response;
  return sent(credential, {
    authenticatorData: text(authenticatorData),
    signature: text(signature),
    userHandle: userHandle && text(userHandle),
  });
};

const onPage = () => JSON.parse(document.getElementById("passkey-options").textContent);

const acts = {
  make: async (form) => make(onPage().creation_options, form.elements.passwordless.checked),
  use: async () => use(onPage().request_options),
  // Anybody's: the page for signing in is asked for a challenge only when somebody wants one.
  ask: async (form) => {
    const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new DOMException("", "NetworkError");
    return use((await answer.json()).request_options);
  },
};

const sentences = {
  NotAllowedError: "Nothing came of it: it was called off, took too long, or there is no passkey for this portal here.",
  InvalidStateError: "This device or key holds a passkey of yours already.",
  SecurityError: "Passkeys do not work at this address: they need a name (not a number) and https, or http://localhost.",
  NetworkError: "The portal could not be asked, or was asked too often. Wait a moment and try again.",
};

const say = (sentence) => {
  document.getElementById("failed").replaceChildren(Object.assign(document.createElement("p"), { textContent: sentence }));
};

const begin = (form) =>
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    document.getElementById("failed").replaceChildren();
    try {
      form.elements.credential.value = JSON.stringify(await acts[form.dataset.passkey](form));
      form.submit();
    } catch (error) {
      say(sentences[error.name] ?? "This browser could not do it. Try another, or another device.");
    }
  });

if (window.PublicKeyCredential) {
  document.querySelectorAll("[data-passkey]").forEach(begin);
  document.querySelectorAll("[data-passkeys]").forEach((part) => (part.hidden = false));
  document.querySelectorAll("[data-without-passkeys]").forEach((part) => (part.hidden = true));
}

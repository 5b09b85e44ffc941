// Create and use passkeys: the browser's response goes into the form as JSON, and the form is sent.

// Older browsers have passkeys without these functions: Chrome before 129, Firefox before 119, Safari before 18.4.
const hasJson = () =>
  PublicKeyCredential.parseCreationOptionsFromJSON &&
  PublicKeyCredential.parseRequestOptionsFromJSON &&
  PublicKeyCredential.prototype.toJSON;

const create = ({ publicKey }, passwordless) => {
  const authenticatorSelection = {
    ...publicKey.authenticatorSelection,
    residentKey: passwordless ? "required" : "discouraged",
    requireResidentKey: passwordless,
    userVerification: passwordless ? "required" : "preferred",
  };
  const options = PublicKeyCredential.parseCreationOptionsFromJSON({ ...publicKey, authenticatorSelection });
  return navigator.credentials.create({ publicKey: options });
};

const use = ({ publicKey }) =>
  navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(publicKey) });

const readPage = () => JSON.parse(document.getElementById("passkey-options").textContent);

const actions = {
  make: (form) => create(readPage().creation_options, form.elements.passwordless.checked),
  use: () => use(readPage().request_options),
  // The sign-in page has no challenge: it is fetched only when somebody wants to use a passkey.
  ask: async (form) => {
    const response = await fetch(form.action, { headers: { Accept: "application/json" } });
    if (!response.ok) throw new DOMException("", "NetworkError");
    return use((await response.json()).request_options);
  },
};

const messages = {
  NotAllowedError: "Nothing came of it: it was called off, took too long, or there is no passkey for this portal here.",
  InvalidStateError: "This device or key holds a passkey of yours already.",
  SecurityError: "Passkeys do not work at this address: they need a name (not a number) and https, or http://localhost.",
  NetworkError: "The portal could not be asked, or was asked too often. Wait a moment and try again.",
};

const show = (message) =>
  document.getElementById("failed").replaceChildren(Object.assign(document.createElement("p"), { textContent: message }));

const handleSubmit = async (event) => {
  const form = event.target;
  event.preventDefault();
  if (!hasJson()) return show("This browser is too old for passkeys here. Update it, or use another browser or device.");
  document.getElementById("failed").replaceChildren();
  try {
    const credential = await actions[form.dataset.passkey](form);
    form.elements.credential.value = JSON.stringify(credential.toJSON());
    form.submit();
  } catch (error) {
    show(messages[error.name] ?? "This browser could not do it. Try another, or another device.");
  }
};

if (window.PublicKeyCredential) {
  document.querySelectorAll("[data-passkey]").forEach((form) => form.addEventListener("submit", handleSubmit));
  document.querySelectorAll("[data-passkeys]").forEach((part) => (part.hidden = false));
  document.querySelectorAll("[data-without-passkeys]").forEach((part) => (part.hidden = true));
}

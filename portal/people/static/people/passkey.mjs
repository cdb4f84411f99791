// Makes or shows a passkey and sends the browser's answer with the form.
// Bytes travel as base64url, as WebAuthn's JSON does; older browsers lack its own helpers.

export function toBytes(text) {
  const base64 = text.replace(/-/g, "+").replace(/_/g, "/")
  return Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0))
}

export function toText(buffer) {
  const signs = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte))
  return btoa(signs.join("")).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "")
}

const named = (key) => ({ ...key, id: toBytes(key.id) })

export function forMaking({ publicKey }) {
  return {
    publicKey: {
      ...publicKey,
      challenge: toBytes(publicKey.challenge),
      user: { ...publicKey.user, id: toBytes(publicKey.user.id) },
      excludeCredentials: (publicKey.excludeCredentials ?? []).map(named),
    },
  }
}

export function forShowing({ publicKey }) {
  return {
    publicKey: {
      ...publicKey,
      challenge: toBytes(publicKey.challenge),
      allowCredentials: (publicKey.allowCredentials ?? []).map(named),
    },
  }
}

export function answerOf(credential) {
  const { response } = credential
  const parts = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]
  return {
    id: credential.id,
    rawId: toText(credential.rawId),
    type: credential.type,
    clientExtensionResults: credential.getClientExtensionResults(),
    response: Object.fromEntries(
      parts.filter((part) => response[part]).map((part) => [part, toText(response[part])]),
    ),
  }
}

async function make() {
  const options = JSON.parse(document.getElementById("options").textContent)
  return navigator.credentials.create(forMaking(options))
}

async function show(form) {
  const question = await fetch(form.dataset.question, { headers: { Accept: "application/json" } })
  return navigator.credentials.get(forShowing(await question.json()))
}

async function answer(form) {
  const refusal = form.querySelector("[data-refusal]")
  refusal.hidden = true
  try {
    const credential = form.dataset.passkey === "create" ? await make() : await show(form)
    form.elements.credential.value = JSON.stringify(answerOf(credential))
    form.submit()
  } catch {
    refusal.textContent = form.dataset.failed
    refusal.hidden = false
  }
}

globalThis.document?.querySelectorAll("form[data-passkey]").forEach((form) =>
  form.addEventListener("submit", (event) => {
    event.preventDefault()
    answer(form)
  }),
)

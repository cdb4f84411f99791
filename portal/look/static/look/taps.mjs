// A second tap on a button sends nothing: on a slow line the first is still on its way.

const PATIENCE_MS = 8000

export const isSecondTap = (before, now) => before !== undefined && now - before < PATIENCE_MS

let sentAt = new WeakMap()

function guard(event) {
  if (event.defaultPrevented || event.target.method !== "post") return
  if (isSecondTap(sentAt.get(event.target), event.timeStamp)) event.preventDefault()
  else sentAt.set(event.target, event.timeStamp)
}

globalThis.document?.addEventListener("submit", guard)
// Back to a page that the browser kept: what is pressed there is another press.
globalThis.addEventListener?.("pageshow", ({ persisted }) => { if (persisted) sentAt = new WeakMap() })
if (globalThis.document?.querySelector("[data-calendar]")) import("#look/calendar")
if (holdsForm()) import("#look/held_form")

function holdsForm() {
  try {
    return Boolean(globalThis.sessionStorage?.getItem("held-form"))
  } catch {
    return false // switched off
  }
}

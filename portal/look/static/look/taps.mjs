// A second tap on a button sends nothing: on a slow line the first is still on its way.

const PATIENCE_MS = 8000

export const isSecondTap = (before, now) => before !== undefined && now - before < PATIENCE_MS

const sentAt = new WeakMap()

function guard(event) {
  if (event.defaultPrevented || event.target.method !== "post") return
  if (isSecondTap(sentAt.get(event.target), event.timeStamp)) event.preventDefault()
  else sentAt.set(event.target, event.timeStamp)
}

globalThis.document?.addEventListener("submit", guard)
if (globalThis.document?.querySelector("[data-calendar]")) import("#look/calendar")

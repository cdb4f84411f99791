// A form that could not be sent before its owner signed in again comes back filled in, in the same tab.

const KEY = "held-form"
const LASTS_MS = 60 * 60 * 1000
const NEVER = new Set(["csrfmiddlewaretoken"])
const TRIES = 10
const BETWEEN_TRIES_MS = 300

export function keep(held, storage = sessionStorage) {
  try {
    storage.setItem(KEY, JSON.stringify({ ...held, at: Date.now() }))
    return true
  } catch {
    return false // full, or switched off
  }
}

// What is held for the page at `address`, unless it is an hour old.
export function heldFor(address, text, now) {
  const held = text ? JSON.parse(text) : null
  return held && held.back === address && now - held.at < LASTS_MS ? held : null
}

export function byName(fields) {
  const values = new Map()
  for (const [name, value] of fields) values.set(name, [...(values.get(name) ?? []), value])
  return values
}

// The form of the page that goes to the same address and has most of the fields.
function formOf({ path, fields }) {
  const goesThere = (form) => form.method === "post" && new URL(form.getAttribute("action") || "", location).pathname === new URL(path, location).pathname
  const common = (form) => fields.filter(([name]) => form.elements.namedItem(name)).length
  const forms = [...document.forms].filter((form) => goesThere(form) && common(form))
  return forms.sort((one, other) => common(other) - common(one))[0]
}

// Cameras that were added on the page are added again, before they are filled in.
function grow(form, values) {
  for (const [name, [total]] of values) {
    if (!name.endsWith("-TOTAL_FORMS")) continue
    for (let left = 60; left && Number(form.elements.namedItem(name)?.value) < Number(total); left -= 1) form.querySelector("[data-add]")?.click()
  }
}

function put(element, values) {
  const sent = values.get(element.name)
  const isChoice = ["radio", "checkbox"].includes(element.type)
  if (isChoice ? element.checked === Boolean(sent?.includes(element.value)) : !sent || element.value === sent[0]) return
  if (isChoice) element.checked = Boolean(sent?.includes(element.value))
  else element.value = sent[0]
  for (const kind of ["input", "change"]) element.dispatchEvent(new Event(kind, { bubbles: true }))
}

const fillable = (element) => element.name && !NEVER.has(element.name) && !["file", "submit", "button", "image", "fieldset"].includes(element.type)

const isLeftOut = (element, values) => element.localName === "select" && values.has(element.name) && element.value !== values.get(element.name)[0]

// A list may bring its choices a moment later, after the list before it was set. What the person has
// changed by then stays.
function fill(elements, values, whenLeftOut, tries = TRIES) {
  for (const element of elements) put(element, values)
  const left = elements.filter((element) => isLeftOut(element, values))
  if (!left.length) return
  if (tries) setTimeout(() => fill(left, values, whenLeftOut, tries - 1), BETWEEN_TRIES_MS)
  else whenLeftOut()
}

// The same fields, to the same address, for a page that has no place for them.
function offer(note, { path, fields }) {
  const form = document.createElement("form")
  form.method = "post"
  form.action = path
  const token = document.querySelector('[name="csrfmiddlewaretoken"]')?.value
  for (const [name, value] of [...fields, ["csrfmiddlewaretoken", token]]) {
    form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }))
  }
  const button = note.querySelector("button")
  button.hidden = false
  button.replaceWith(form)
  form.append(button)
  form.addEventListener("submit", forget)
}

const forget = () => sessionStorage.removeItem(KEY)

function comeBack(held) {
  const form = formOf(held)
  const note = Object.assign(document.createElement("template"), { innerHTML: held.note }).content.firstElementChild
  document.querySelector("main").prepend(note)
  note.focus()
  if (!form) return offer(note, held)
  const values = byName(held.fields)
  grow(form, values)
  fill([...form.elements].filter(fillable), values, () => offer(note, held))
  form.addEventListener("submit", forget)
}

// After everything else of the page: its buttons and maps work by then.
if (globalThis.document && !document.getElementById("held-form")) {
  const held = heldFor(location.pathname + location.search, sessionStorage.getItem(KEY), Date.now())
  const start = () => setTimeout(() => comeBack(held))
  if (held && document.readyState === "complete") start()
  else if (held) addEventListener("load", start)
}

// Registration and its smaller sisters: the pin, the views of the cameras, and the form say the same.

import { groundFrom, nearestWind, onMap, onTap, pin, placedView, radius, viewCone } from "#look/map"
import { viewFrom, handed, nextPrefix } from "#cameras/cameras"

// Southwards, because the pin stands upwards and would hide the grip.
const DEFAULT_VIEW = { bearing: 180, angle: 90, range_metres: 20 }
const CLOSE = 19
const EXACT_METRES = 50 // as the form has it
const form = document.querySelector("form:has([data-cameras]), #registration")
const field = (name, root = form) => root.querySelector(`[name="${name}"]`)

// CAMERAS

const cameras = () => [...form.querySelectorAll("[data-camera]")]

export function read(camera) {
  const value = (name) => camera.querySelector(`[name$="${name}"]:checked, [name$="${name}"]:not([type="radio"])`)?.value ?? ""
  return viewFrom({
    wind: value("wind"), bearing: value("bearing"),
    angle: radio(camera, "angle"), exactAngle: value("exact_angle"),
    range_metres: radio(camera, "range_metres"), exactRange: value("exact_range_metres"),
  })
}

const radio = (camera, name) => [...camera.querySelectorAll("input:checked")].find((input) => new RegExp(`(^|-)${name}$`).test(input.name))?.value ?? ""

function turnTo(camera, bearing) {
  const wind = camera.querySelector(`input[name$="wind"][value="${nearestWind(bearing)}"]`)
  if (wind) wind.checked = true
  const exact = camera.querySelector('input[name$="bearing"]')
  if (exact) exact.value = bearing % 45 ? bearing : ""
}

// A button pressed later than a number was typed counts: the number goes.
function buttonWins(input) {
  const camera = input.closest("[data-camera]")
  const pairs = { wind: "bearing", angle: "exact_angle", range_metres: "exact_range_metres", days: "exact_days" }
  const usual = Object.keys(pairs).find((name) => input.type === "radio" && input.name.endsWith(name))
  if (usual) camera.querySelector(`input[name$="${pairs[usual]}"]`).value = ""
  const days = Number(camera.querySelector('input[name$="exact_days"]')?.value)
  camera.querySelector("[data-long]").hidden = !(days > 30)
}

function addCamera() {
  const total = field("cameras-TOTAL_FORMS")
  const index = Number(total.value)
  const template = document.createElement("template")
  template.innerHTML = nextPrefix(document.getElementById("another-camera").innerHTML, index)
  form.querySelector("[data-cameras]").append(template.content)
  total.value = index + 1
  showDrop()
  cameras().at(-1).scrollIntoView({ block: "start" })
}

function dropCamera() {
  cameras().at(-1).remove()
  field("cameras-TOTAL_FORMS").value = cameras().length
  showDrop()
}

// With several cameras, the one that the handle on the map turns says so. The others keep the room
// for it: a field that moved away under the finger that touches it would not be pressed.
function markTurned(turned) {
  const all = cameras()
  for (const camera of all) {
    const note = camera.querySelector("[data-turned]")
    note.hidden = all.length < 2
    note.style.visibility = camera === turned ? "" : "hidden"
  }
}

const showDrop = () => { form.querySelector("[data-drop]").hidden = cameras().length < 2 }

// LOCATION

const coordinates = (text) => text?.split(",").map(Number)
const chosenPosition = () => (field("lat")?.value ? [Number(field("lat").value), Number(field("lng").value)] : null)

function draw(map, element) {
  let show = null
  let others = []
  let groundUrl = element.dataset.ground
  const at = () => chosenPosition() ?? coordinates(element.dataset.centre)
  let touched = 0
  const active = () => handed(cameras(), touched).held

  if (groundUrl) groundFrom(map, groundUrl)
  if (at()) map.setView(at(), chosenPosition() || "fixed" in element.dataset ? CLOSE : 18)

  const redraw = () => {
    others.forEach((view) => view.remove())
    if (!at()) return
    const { held, rest } = handed(cameras(), touched)
    others = rest.map(read).filter(Boolean).map((view) => viewCone(map, at(), { ...view, soft: true }))
    show ??= stand()
    show({ at: at(), ...DEFAULT_VIEW, ...(held && read(held)) })
    markTurned(held)
  }

  const stand = () => {
    if (!active()) return standPin()
    return placedView(map, { at: at(), ...(read(active()) ?? DEFAULT_VIEW) },
      { pinName: element.dataset.pin, gripName: element.dataset.grip },
      ({ at: moved, bearing }) => {
        const hasMoved = !same(moved, at())
        if (hasMoved && !("fixed" in element.dataset)) put(moved, { view: false })
        else turnTo(active(), bearing)
      })
  }

  // The page that only moves the site: its pin and the views as they stand.
  const standPin = () => {
    const { views } = JSON.parse(document.getElementById("site-views").textContent)
    const marker = pin(map, at(), element.dataset.pin)
    let cones = []
    marker.on("dragend", () => put([marker.getLatLng().lat, marker.getLatLng().lng], { view: false }))
    return ({ at: moved }) => {
      marker.setLatLng(moved)
      cones.forEach((cone) => cone.remove())
      cones = views.map((view) => viewCone(map, moved, view))
    }
  }

  const put = ([lat, lng], { view = true, within = 0 } = {}) => {
    field("lat").value = lat.toFixed(6)
    field("lng").value = lng.toFixed(6)
    field("within").value = within > EXACT_METRES ? Math.round(within) : ""
    if (view) map.setView([lat, lng], Math.max(map.getZoom(), CLOSE))
    doubt(within)
    if (view) redraw()
    if (!field("within").value) asked(() => ask([lat, lng]))
  }

  // How far from the pin the phone may be: a circle, and beyond a few houses a question. Nothing
  // is said of the hamlet before it is answered.
  let circle = null
  const doubt = (within) => {
    circle?.remove()
    circle = within ? radius(map, at(), within) : null
    if (within > EXACT_METRES) map.fitBounds(circle.getBounds(), { maxZoom: CLOSE })
    const note = form.querySelector("[data-unsure]")
    const words = note.querySelector("[data-words]")
    words.textContent = words.dataset.words.replace("{metres}", Math.round(within))
    note.hidden = within <= EXACT_METRES
  }

  const ask = async ([lat, lng]) => {
    const url = new URL(element.dataset.where, location.href)
    url.search = new URLSearchParams({ lat, lng, commune: field("commune").value })
    const answer = await fetch(url, { headers: { Accept: "application/json" } })
    redraw()
    told(element, await answer.json().catch(() => ({ detail: "" })), (ground) => {
      if (ground !== groundUrl) groundFrom(map, (groundUrl = ground))
    })
  }

  const touch = (camera) => { if (camera) touched = cameras().indexOf(camera) }

  form.addEventListener("focusin", (event) => {
    const camera = event.target.closest("[data-camera]")
    if (!camera || camera === active()) return
    touch(camera)
    redraw()
  })
  form.addEventListener("change", (event) => {
    const camera = event.target.closest("[data-camera]")
    if (camera) buttonWins(event.target)
    touch(camera)
    redraw()
  })
  form.addEventListener("input", (event) => { if (event.target.inputMode === "numeric") redraw() })
  form.addEventListener("cameras:changed", () => {
    touch(cameras().at(-1))
    redraw()
  })
  if ("fixed" in element.dataset) return redraw()
  onTap(map, ({ latlng }) => put([latlng.lat, latlng.lng], { view: false }) ?? redraw())
  element.parentElement.querySelector("[data-gps]").addEventListener("click", () =>
    navigator.geolocation?.getCurrentPosition(
      ({ coords }) => put([coords.latitude, coords.longitude], { within: coords.accuracy }),
      () => { form.querySelector("[data-said]").textContent = element.dataset.noGps },
      { enableHighAccuracy: true, timeout: 15000 }))
  form.querySelector("[data-unsure] button").addEventListener("click", () => put(at(), { view: false }))
  suggestions(element, put)
  followLists(element)
  redraw()
  const within = Number(field("within").value)
  if (chosenPosition()) doubt(within)
  if (chosenPosition() && !within) ask(chosenPosition())
}

// The fields hold six decimals of a position, the map all of them.
const same = (one, other) => other && [0, 1].every((part) => one[part].toFixed(6) === other[part].toFixed(6))

let waiting
function asked(question) {
  clearTimeout(waiting)
  waiting = setTimeout(question, 250)
}

// Says what the pin stands on, and sets the lists and the words of consent to it.
function told(element, { detail, commune, communes, hamlet }, onGround) {
  const said = form.querySelector("[data-said]")
  if (detail) said.textContent = detail
  if (detail && communes) form.querySelector("[data-names]").open = true
  if (!commune) return
  said.textContent = [hamlet?.name, commune.name].filter(Boolean).map((name, i) => (i ? name : capital(name))).join(", ") + "."
  choose(field("commune"), commune.code, commune.name)
  chosenByPin(field("hamlet"), hamlet)
  if (!field("hamlet").value && field("hamlet").options.length > 1) form.querySelector("[data-names]").open = true
  onGround(commune.ground)
  for (const word of form.querySelectorAll("[data-commune]")) word.textContent = commune.name
  for (const word of form.querySelectorAll("[data-kind]")) word.textContent = commune.kind
}

const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1)

function choose(select, value, name) {
  if (![...select.options].some((option) => option.value === value)) select.add(new Option(name, value))
  select.value = value
}

// What an earlier pin chose says nothing of the present one; what the person chose stays.
function chosenByPin(select, hamlet) {
  if (hamlet) choose(select, hamlet.id, hamlet.name)
  else if (select.value === select.dataset.byPin) select.value = ""
  select.dataset.byPin = hamlet?.id ?? ""
}

// Another commune brings its own hamlets into the list beside. The page itself stays, for an arrow
// key changes the choice too, and what was filled in would be gone.
function followLists(element) {
  const commune = field("commune")
  commune.addEventListener("change", async () => {
    const { value } = commune
    if (chosenPosition() || !value) return
    const page = await fetch(`?${new URLSearchParams({ commune: value })}`)
    if (!page.ok || commune.value !== value) return
    const theirs = new DOMParser().parseFromString(await page.text(), "text/html")
    const hamlets = theirs.querySelector('select[name="hamlet"]')
    if (!hamlets || commune.value !== value) return
    field("hamlet").replaceChildren(...hamlets.options)
    element.dataset.ground = theirs.getElementById(element.id)?.dataset.ground ?? ""
    form.querySelector("[data-said]").textContent = commune.selectedOptions[0].text
  })
}

function suggestions(element, put) {
  const list = form.querySelector("[data-suggestions]")
  const address = field("address")
  const offer = async () => {
    const url = new URL(element.dataset.suggest, location.href)
    url.search = new URLSearchParams({ q: address.value, commune: field("commune").value })
    const answer = await fetch(url)
    const { results } = answer.ok ? await answer.json() : { results: [] }
    list.replaceChildren(...results.map(({ name, at, hamlet }) => {
      const button = document.createElement("button")
      button.type = "button"
      button.textContent = name
      button.addEventListener("click", () => {
        if (hamlet) choose(field("hamlet"), hamlet, name)
        list.hidden = true
        if (at) put(at)
      })
      const item = document.createElement("li")
      item.append(button)
      return item
    }))
    list.hidden = !results.length
  }
  address.addEventListener("input", () => { if (field("commune").value) asked(offer) })
}

if (form) {
  const more = form.querySelector("[data-more]")
  if (more) {
    more.hidden = false
    showDrop()
    const told = () => form.dispatchEvent(new Event("cameras:changed"))
    form.querySelector("[data-add]").addEventListener("click", () => { addCamera(); told() })
    form.querySelector("[data-drop]").addEventListener("click", () => { dropCamera(); told() })
  }
  for (const id of ["register-map", "camera-map"]) onMap(id, draw)
  form.querySelector(".error-summary")?.focus()
}

// A day is typed as people write it. Whoever would rather tap has the browser's calendar beside it,
// whose choice is written with the day before the month.

export function written(iso) {
  const [day, clock] = iso.split("T")
  return [clock?.slice(0, 5), day.split("-").reverse().join("/")].filter(Boolean).join(", ")
}

export function isoOf(text) {
  const read = /^(?:(\d{1,2}):(\d\d),? )?(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/.exec(text.trim())
  if (!read) return ""
  const [hour, minute, day, month, year] = read.slice(1).map((part) => part?.padStart(2, "0"))
  return `${year}-${month}-${day}${hour ? `T${hour}:${minute}` : ""}`
}

function besideIt(field) {
  const calendar = document.createElement("input")
  calendar.type = "clock" in field.dataset ? "datetime-local" : "date"
  calendar.className = "visually-hidden"
  calendar.tabIndex = -1
  calendar.setAttribute("aria-hidden", "true")
  const button = document.createElement("button")
  button.type = "button"
  button.className = "btn btn-plain"
  button.textContent = field.dataset.calendar
  button.addEventListener("click", () => {
    calendar.value = isoOf(field.value)
    calendar.showPicker()
  })
  calendar.addEventListener("change", () => {
    if (!calendar.value) return
    field.value = written(calendar.value)
    field.dispatchEvent(new Event("change", { bubbles: true }))
  })
  const group = document.createElement("div")
  group.className = "input-group"
  field.replaceWith(group)
  group.append(field, button, calendar)
}

if (globalThis.HTMLInputElement && "showPicker" in HTMLInputElement.prototype) {
  document.querySelectorAll("[data-calendar]").forEach(besideIt)
}

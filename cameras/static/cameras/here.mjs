// The commune around the phone: ask where it is, and go on with the pin already there.

const box = document.querySelector("[data-here]")
const said = box?.querySelector("[data-said]")

async function goOn({ coords: { latitude: lat, longitude: lng, accuracy } }) {
  const url = new URL(box.dataset.where, location.href)
  url.search = new URLSearchParams({ lat, lng })
  const answer = await fetch(url, { headers: { Accept: "application/json" } })
  const { commune, communes } = await answer.json()
  const found = commune ?? communes?.[0]
  const pin = { lat: lat.toFixed(6), lng: lng.toFixed(6), within: Math.round(accuracy) }
  if (found) location.search = new URLSearchParams({ commune: found.code, ...pin })
  else said.textContent = box.dataset.nowhere
}

if (box && navigator.geolocation) {
  box.hidden = false
  box.querySelector("button").addEventListener("click", () =>
    navigator.geolocation.getCurrentPosition(goOn, () => { said.textContent = box.dataset.noGps }, { enableHighAccuracy: true, timeout: 15000 }))
}

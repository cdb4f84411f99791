// The sites that were found, numbered as in the list; a tick in the list shows on the map.

import { area, groundFrom, incident, onMap, rank } from "#look/map"

function site(map, form, { place, at, views, covers }, isTicked) {
  const layer = L.featureGroup()
  for (const view of views) {
    const className = covers && isTicked ? "view" : "view view-soft"
    L.polygon(view, { className, interactive: false, smoothFactor: 0 }).addTo(layer)
  }
  rank(map, at, place, `${form.dataset.site} ${place}`, { off: !isTicked }).addTo(layer)
  return layer
}

onMap("found-map", (map) => {
  const form = document.getElementById("found-form")
  const found = JSON.parse(document.getElementById("found").textContent)
  const ticked = () => new Set(new FormData(form).getAll("site"))
  const layer = L.featureGroup().addTo(map)

  const redraw = () => {
    layer.clearLayers()
    const chosen = ticked()
    for (const hit of found.hits) layer.addLayer(site(map, form, hit, chosen.has(hit.id)))
  }

  map.fitBounds(found.area)
  groundFrom(map, form.dataset.ground).then(() => {
    area(map, found.area)
    redraw()
    incident(map, found.point, form.dataset.mark)
  })
  form.addEventListener("change", redraw)
})

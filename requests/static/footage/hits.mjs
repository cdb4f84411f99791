// The sites that were found, numbered as in the list; a tick in the list shows on the map.
// Where the list has no ticks any more, every site on it is chosen.

import { area, groundFrom, incident, onMap, rank } from "#look/map"

function site(map, list, { rank: number, at, views, covers }, isTicked) {
  const layer = L.featureGroup()
  for (const view of views) {
    const className = covers && isTicked ? "view" : "view view-soft"
    L.polygon(view, { className, interactive: false, smoothFactor: 0 }).addTo(layer)
  }
  rank(map, at, number, `${list.dataset.site} ${number}`, { off: !isTicked }).addTo(layer)
  return layer
}

onMap("hits-map", (map) => {
  const list = document.getElementById("hits-list")
  const found = JSON.parse(document.getElementById("hits").textContent)
  const isChosen = ({ id }) => list.querySelector(`input[value="${id}"]`)?.checked ?? true
  const layer = L.featureGroup().addTo(map)

  const redraw = () => {
    layer.clearLayers()
    for (const hit of found.hits) layer.addLayer(site(map, list, hit, isChosen(hit)))
  }

  map.fitBounds(found.area)
  groundFrom(map, list.dataset.ground).then(() => {
    area(map, found.area)
    redraw()
    incident(map, found.point, list.dataset.mark)
  })
  list.addEventListener("change", redraw)
})

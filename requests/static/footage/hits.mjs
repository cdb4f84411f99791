// The sites that were found, numbered as in the list; a tick in the list shows on the map.
// Where the list has no ticks any more, every site on it is chosen.

import { area, gathered, groundFrom, incident, onMap, rank, somewhere } from "#look/map"

function site(map, list, { rank: number, at, views, covers }, isTicked) {
  const layer = L.featureGroup()
  for (const view of views) {
    const className = covers && isTicked ? "view" : "view view-soft"
    L.polygon(view, { className, interactive: false, smoothFactor: 0 }).addTo(layer)
  }
  rank(map, at, number, `${list.dataset.site} ${number}`, { off: !isTicked }).addTo(layer)
  return layer
}

// Sites without a pin stand in the middle of their hamlet: one mark there for all of them.
function unplaced(map, list, hits) {
  const ranks = hits.map(({ rank }) => rank)
  const few = ranks.length > 2 ? `${ranks[0]}…` : ranks.join(", ")
  return somewhere(map, hits[0].at, `${list.dataset.somewhere} ${ranks.join(", ")}`, few)
}

onMap("hits-map", (map) => {
  const list = document.getElementById("hits-list")
  const found = JSON.parse(document.getElementById("hits").textContent)
  const isChosen = ({ id }) => list.querySelector(`input[value="${id}"]`)?.checked ?? true
  const layer = L.featureGroup().addTo(map)

  const redraw = () => {
    layer.clearLayers()
    const placed = found.hits.filter(({ approximate }) => !approximate)
    for (const hit of placed) layer.addLayer(site(map, list, hit, isChosen(hit)))
    const others = found.hits.filter(({ approximate }) => approximate)
    for (const hits of gathered(others, ({ at }) => at, 1e-6)) layer.addLayer(unplaced(map, list, hits))
  }

  map.fitBounds(found.area)
  groundFrom(map, list.dataset.ground).then(() => {
    area(map, found.area)
    redraw()
    incident(map, found.point, list.dataset.mark)
  })
  list.addEventListener("change", redraw)
})

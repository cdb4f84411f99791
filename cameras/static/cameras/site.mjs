// The owner's page of one place: the pin and what its cameras see, to look at only.

import { groundFrom, onMap, pin, viewCone } from "#look/map"

onMap("site-map", (map) => {
  const { at, views, ground, name } = JSON.parse(document.getElementById("site-views").textContent)
  if (ground) groundFrom(map, ground)
  map.setView(at, 19)
  for (const view of views) viewCone(map, at, view)
  pin(map, at, name, { draggable: false })
})

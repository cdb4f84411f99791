import assert from "node:assert/strict"
import { test } from "node:test"

import { placeOf, readCorners, withinLimits, writeCorners } from "#footage/area"

test("corners written are read again", () => {
  const corners = [[21.527, 107.969], [21.528, 107.97], [21.526, 107.971]]
  assert.deepEqual(readCorners(writeCorners(corners)), corners)
})

test("a line that is no corner is left out", () => {
  assert.deepEqual(readCorners("21.5, 107.9\nhere\n\n21.6 108"), [[21.5, 107.9], [21.6, 108]])
})

test("a radius is rounded and kept within its limits", () => {
  assert.deepEqual([3, 203, 9000].map((metres) => withinLimits(metres)), [10, 205, 640])
})

test("a new corner goes into the edge it lies nearest to", () => {
  assert.equal(placeOf([-1.2, 1], [[-1, 0], [-1, 2], [1, 2], [1, 0]]), 1)
  assert.equal(placeOf([0, 2.2], [[-1, 0], [-1, 2], [1, 2], [1, 0]]), 2)
})

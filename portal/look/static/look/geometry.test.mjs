import assert from "node:assert/strict"
import { test } from "node:test"

import {
  away,
  bearingBetween,
  crossesItself,
  gathered,
  metresBetween,
  nameplace,
  nearestWind,
  squareMetres,
  viewPoints,
} from "./geometry.mjs"

const HOME = [21.527, 107.969]
const near = (value, expected, slack) =>
  assert.ok(Math.abs(value - expected) <= slack, `${value} is not ${expected} ± ${slack}`)

test("walking a way and measuring it gives the way", () => {
  for (const bearing of [0, 37, 90, 180, 271, 359]) {
    const there = away(HOME, bearing, 200)
    near(metresBetween(HOME, there), 200, 0.05)
    near(bearingBetween(HOME, there), bearing, 0.05)
  }
})

test("a direction is named after the nearest of eight winds", () => {
  assert.deepEqual([0, 22, 23, 200, 338, -45, 359].map(nearestWind), [0, 0, 45, 180, 0, 315, 0])
})

test("a view starts at the camera and reaches as far as it sees", () => {
  const [first, ...arc] = viewPoints(HOME, { bearing: 235, angle: 90, range_metres: 20 })

  assert.deepEqual(first, HOME)
  assert.equal(arc.length, 24)
  for (const place of arc) near(metresBetween(HOME, place), 20, 0.01)
  near(bearingBetween(HOME, arc[0]), 190, 0.05)
  near(bearingBetween(HOME, arc.at(-1)), 280, 0.05)
})

test("a camera that sees all round has no corner at its own place", () => {
  const disc = viewPoints(HOME, { bearing: 0, angle: 360, range_metres: 20 })

  assert.equal(disc.length, 90)
  near(squareMetres(disc), Math.PI * 400, 2)
})

test("an outline that crosses itself is found", () => {
  const square = [0, 90, 180, 270].map((bearing) => away(HOME, bearing, 100))
  const [a, b, c, d] = square

  assert.equal(crossesItself(square), false)
  assert.equal(crossesItself([a, c, b, d]), true)
  near(squareMetres(square), 20000, 5)
})

test("a street's name stands in its middle and reads from left to right", () => {
  const east = nameplace([away(HOME, 270, 100), HOME, away(HOME, 90, 100)])
  const west = nameplace([away(HOME, 90, 100), away(HOME, 270, 100)])
  const south = nameplace([HOME, away(HOME, 170, 100)])

  near(metresBetween(east.at, HOME), 0, 0.1)
  near(metresBetween(west.at, HOME), 0, 0.1)
  assert.deepEqual([east.turn, west.turn, south.turn], [0, 0, 80])
})

test("only points that would cover each other are gathered", () => {
  const heaps = gathered([[0, 0], [10, 10], [100, 0], [101, 2]], (point) => point, 40)

  assert.deepEqual(heaps, [[[0, 0], [10, 10]], [[100, 0], [101, 2]]])
})

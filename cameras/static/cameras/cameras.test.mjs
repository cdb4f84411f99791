import assert from "node:assert/strict"
import test from "node:test"

import { viewFrom, handed, nextPrefix } from "#cameras/cameras"

test("buttons make a view", () => {
  assert.deepEqual(viewFrom({ wind: "225", angle: "120", range_metres: "30" }), { bearing: 225, angle: 120, range_metres: 30 })
})

test("a number typed counts before the button", () => {
  assert.deepEqual(viewFrom({ wind: "225", bearing: "231", angle: "90", exactAngle: "75" }), { bearing: 231, angle: 75, range_metres: 20 })
})

test("without a direction there is no view", () => {
  assert.equal(viewFrom({ angle: "90", range_metres: "20" }), null)
  assert.equal(viewFrom({ bearing: "360" }), null)
  assert.equal(viewFrom({ bearing: "x" }), null)
})

test("north is a direction", () => {
  assert.equal(viewFrom({ wind: "0" }).bearing, 0)
})

test("the handle turns the camera touched last", () => {
  assert.deepEqual(handed(["gate", "yard", "lane"], 1), { held: "yard", rest: ["gate", "lane"] })
})

test("where the camera touched last is gone, the handle turns the last there is", () => {
  assert.deepEqual(handed(["gate", "yard"], 2), { held: "yard", rest: ["gate"] })
})

test("without cameras there is nothing to turn", () => {
  assert.deepEqual(handed([], 0), { held: undefined, rest: [] })
})

test("another camera gets its own names", () => {
  assert.equal(nextPrefix('<h2>Camera __number__</h2><input name="cameras-__prefix__-wind">', 1), '<h2>Camera 2</h2><input name="cameras-1-wind">')
})

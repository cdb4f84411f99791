import assert from "node:assert/strict"
import test from "node:test"

import { eyeFrom, handed, nextPrefix } from "#cameras/eyes"

test("buttons make a view", () => {
  assert.deepEqual(eyeFrom({ wind: "225", angle: "120", reach: "30" }), { bearing: 225, angle: 120, reach: 30 })
})

test("a number typed counts before the button", () => {
  assert.deepEqual(eyeFrom({ wind: "225", bearing: "231", angle: "90", exactAngle: "75" }), { bearing: 231, angle: 75, reach: 20 })
})

test("without a direction there is no view", () => {
  assert.equal(eyeFrom({ angle: "90", reach: "20" }), null)
  assert.equal(eyeFrom({ bearing: "360" }), null)
  assert.equal(eyeFrom({ bearing: "x" }), null)
})

test("north is a direction", () => {
  assert.equal(eyeFrom({ wind: "0" }).bearing, 0)
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
  assert.equal(nextPrefix('<h2>Camera __number__</h2><input name="eyes-__prefix__-wind">', 1), '<h2>Camera 2</h2><input name="eyes-1-wind">')
})

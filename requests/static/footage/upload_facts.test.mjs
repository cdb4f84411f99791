import assert from "node:assert/strict"
import { test } from "node:test"

import {
  fill,
  fingerprintOf,
  inLine,
  mayHelpAgain,
  minutesLeft,
  newSpeed,
  percentOf,
  sizeText,
  summary,
} from "#footage/upload_facts"

const WORDS = { done: "{n} xong", sending: "{n} đang tải", failed: "{n} lỗi" }

test("a file is recognised by its ends and its size, whatever its name", async () => {
  const bytes = new Uint8Array(3_000_000).fill(7)
  const one = await fingerprintOf(new File([bytes], "a.mp4", { lastModified: 1 }))
  const copy = await fingerprintOf(new File([bytes], "b.mp4", { lastModified: 2 }))
  const longer = await fingerprintOf(new File([bytes, "x"], "a.mp4", { lastModified: 1 }))

  assert.match(one, /^sample-[0-9a-f]{64}$/)
  assert.equal(copy, one)
  assert.notEqual(longer, one)
})

test("without a secure page a file is recognised by name, size and date", async () => {
  const file = new File(["x"], "a.mp4", { lastModified: 5 })

  assert.equal(await fingerprintOf(file, null), "name-1-5-a.mp4")
})

test("one that fails does not stop those behind it", async () => {
  const told = []
  const queue = inLine()
  queue(() => Promise.reject(new Error("unreadable")), () => told.push("first failed"))
  await queue(async () => told.push("second sent"), () => told.push("second failed"))

  assert.deepEqual(told, ["first failed", "second sent"])
})

test("sizes read like the rest of the page", () => {
  assert.equal(sizeText(432_013_312), "412\u00a0MB")
  assert.equal(sizeText(1_932_735_283), "1,8\u00a0GB")
  assert.equal(sizeText(2_000_000_000_000), "1,8\u00a0TB")
  assert.equal(sizeText(0), "0\u00a0B")
})

test("what is left is told only when the speed is known", () => {
  assert.equal(minutesLeft(600, 10), 1)
  assert.equal(minutesLeft(600, 0), null)
  assert.equal(newSpeed(0, 100, 2), 50)
  assert.equal(newSpeed(50, 200, 2), 60)
  assert.equal(percentOf(99, 100), 99)
})

test("trying again helps against the network and against others, not against rules", () => {
  assert.ok([undefined, 409, 423, 460, 500, 503].every(mayHelpAgain))
  assert.ok(![400, 403, 404, 410, 413, 507].some(mayHelpAgain))
})

test("the summary leaves out what there is none of", () => {
  assert.equal(summary(["done", "sending", "empty"], WORDS), "1 xong, 1 đang tải, 1 lỗi")
  assert.equal(summary(["done", "done"], WORDS), "2 xong")
  assert.equal(fill("{done} trên {size}", { done: 1, size: 2 }), "1 trên 2")
})

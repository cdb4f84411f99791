import assert from "node:assert/strict"
import { createHash } from "node:crypto"
import { test } from "node:test"

import {
  faultOf,
  fill,
  fingerprintOf,
  inLine,
  isSameSoFar,
  mayHelpAgain,
  minutesLeft,
  newKey,
  newSpeed,
  percentOf,
  sizeText,
  summary,
} from "#footage/upload_facts"

const WORDS = { done: "{n} xong", sending: "{n} đang tải", failed: "{n} lỗi" }

test("a file may be the same by its name, its ends and its size", async () => {
  const bytes = new Uint8Array(3_000_000).fill(7)
  const one = await fingerprintOf(new File([bytes], "cổng.mp4".normalize("NFC"), { lastModified: 1 }))
  const copy = await fingerprintOf(new File([bytes], "cổng.mp4".normalize("NFD"), { lastModified: 2 }))
  const other = await fingerprintOf(new File([bytes], "b.mp4", { lastModified: 1 }))
  const longer = await fingerprintOf(new File([bytes, "x"], "cổng.mp4", { lastModified: 1 }))

  assert.match(one, /^sample-[0-9a-f]{64}$/)
  assert.equal(copy, one)
  assert.notEqual(other, one)
  assert.notEqual(longer, one)
})

const PIECE = 1000

/** Answers like the portal's, two pieces at a time, where the first `offset` bytes have arrived. */
function arrived(bytes, offset) {
  return async (at) => {
    const sha256 = []
    for (let start = at; start < Math.min(offset, at + 2 * PIECE); start += PIECE) {
      const piece = bytes.slice(start, Math.min(start + PIECE, offset))
      sha256.push(createHash("sha256").update(piece).digest("hex"))
    }
    return { offset, piece: PIECE, sha256 }
  }
}

for (const offset of [0, 1, 999, 1000, 1001, 2000, 2500, 4000, 5200]) {
  test(`of two files alike at both ends one is known once they differ, ${offset} bytes having come`, async () => {
    const mine = new Uint8Array(5200).fill(7)
    const other = mine.slice()
    other[2400] = 8
    const file = new File([mine], "CH01.mp4")

    assert.equal(await isSameSoFar(file, arrived(mine, offset)), true)
    assert.equal(await isSameSoFar(file, arrived(other, offset)), offset <= 2400)
  })
}

test("an answer without digests is no proof", async () => {
  const file = new File([new Uint8Array(10)], "a")

  assert.equal(await isSameSoFar(file, async () => ({ offset: 10, piece: 1000, sha256: [] })), false)
})

test("what has become of the file is found by reading it", async () => {
  const failing = (name) => ({
    size: 10,
    slice: () => ({ arrayBuffer: () => Promise.reject(Object.assign(new Error(name), { name })) }),
  })

  assert.equal(await faultOf(new File(["abc"], "a"), 2), "")
  assert.equal(await faultOf(failing("NotReadableError"), 2), "changed")
  assert.equal(await faultOf(failing("NotFoundError"), 2), "unreadable")
})

test("each file chosen has a key of its own, also without a secure page", () => {
  const key = newKey()

  assert.match(key, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  assert.notEqual(newKey(), key)
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
